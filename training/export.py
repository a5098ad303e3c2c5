"""Turn a run into the files that ship: four graphs, the word embeddings, the tokenizer, and settings with their checksums.

    python -m training.export --start RUN --base runs/base

Weights are stored in eight bits; `training.calibrate` then fits probabilities and weights of tags on tuning rows.
"""

import argparse
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer

from analysis import model as shipped
from analysis.model import news, questions, tags, windows
from analysis.tone import RATING_SCALE
from training import losses
from training import network as built
from training.encoders import load_encoder
from training.network import DOTS, FEATURES, LINK, MARKS, TAGS, VOICES, Network
from training.shards import joined
from training.train import new_network, read_state

SIZE = 768
FIRST_PLACE = 2  # of MPNet's position embeddings; those before are for what is padded
FILES = ("reader.onnx", "links.onnx", "holders.onnx", "judge.onnx", "embeddings.npz", "tokenizer.json")


class Reader(torch.nn.Module):
    """A window's word vectors, and what the heads say that look at all of them."""

    def __init__(self, network: Network):
        super().__init__()
        self.network = network

    def forward(self, embeddings, places, features):
        words = self.network.read_placed(embeddings, places, features)
        tags = [self.network.tags[layer](words) for layer in TAGS]
        return words, self.network.tone(words), self.network.mentions(words), *tags


class LinksOf(torch.nn.Module):
    """Some mentions against earlier ones, each told as its first word, its last word and the mean of all."""

    def __init__(self, network: Network):
        super().__init__()
        self.links = network.links

    def forward(self, later, earlier, match, distance):
        links = self.links
        vectors = links.vectors(*torch.cat([later, earlier])[None].split(SIZE, -1))[
            0
        ]  # with a batch of one: the exporter's form that is compressed
        a, b = vectors[: later.shape[0]], vectors[later.shape[0] :]
        dots = links.later(a[None]).reshape(-1, DOTS, LINK).transpose(0, 1) @ links.earlier(b[None]).reshape(-1, DOTS, LINK).permute(
            1, 2, 0
        )
        return links.scores(dots.permute(1, 2, 0) / LINK**0.5, match, distance), links.new(a).squeeze(-1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--start", type=Path, required=True, help="the run's last.pt, or a folder of shards")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("runs/export"), help="folder for the graphs in full precision")
    options = parser.parse_args()
    check_constants()
    base = joined(options.base)
    network = new_network(base)
    network.load_state_dict(read_state(options.start, options.base))
    network.eval()
    options.work.mkdir(parents=True, exist_ok=True)
    shipped.FOLDER.mkdir(exist_ok=True)
    write_graphs(network, options.work)
    for name in shipped.GRAPHS:
        compress(options.work / f"{name}.onnx", shipped.FOLDER / f"{name}.onnx")
    tokenizer = load_encoder()[1]
    write_embeddings(network, tokenizer)
    tokenizer.save(str(shipped.FOLDER / "tokenizer.json"), pretty=False)
    write_settings(network)
    print(sum(p.stat().st_size for p in shipped.FOLDER.iterdir()) / 1e6, "MB")


def check_constants() -> None:
    """Stop where the network was built for other facts than `analysis` tells it: the two cannot import each other's."""
    pairs = {
        "kinds": (built.KINDS, shipped.KINDS),
        "names": (built.NAMES, tags.NAME_KINDS),
        "voices": (built.VOICES, questions.VOICES),
        "marks": (built.MARKS, questions.MARKS),
        "features": (built.FEATURES, windows.FEATURES),
        "widest mention": (losses.WIDEST, news.WIDEST),
    }
    apart = [name for name, (ours, theirs) in pairs.items() if ours != theirs]
    if apart:
        raise SystemExit(f"`training/` and `analysis/model/` do not agree in: {', '.join(apart)}.")


def write_graphs(network: Network, work: Path) -> None:
    p, n, t, e, q = 7, 5, 3, 4, 2
    long = lambda *shape: torch.zeros(*shape, dtype=torch.long)
    graphs = {
        "reader": (
            Reader(network),
            {
                "embeddings": torch.randn(1, p, SIZE),
                "places": torch.tensor([[-1, 0, 1, 2, 3, 4, -1]]),
                "features": torch.zeros(1, n, FEATURES + 1),
            },
            ["vectors", "tone", "mentions", *TAGS],
            {"embeddings": {1: "pieces"}, "places": {1: "pieces"}, "features": {1: "words"}},
        ),
        "links": (
            LinksOf(network),
            {"later": torch.randn(t, 3 * SIZE), "earlier": torch.randn(e, 3 * SIZE), "match": long(t, e), "distance": long(t, e)},
            ["logits", "new"],
            {"later": {0: "later"}, "earlier": {0: "earlier"}, "match": {0: "later", 1: "earlier"}, "distance": {0: "later", 1: "earlier"}},
        ),
        "holders": (
            HoldersOf(network),
            {"passage": torch.randn(q, 5 * SIZE), "words": torch.randn(1, n, SIZE), "place": long(q, n)},
            ["logits"],
            {"passage": {0: "passages"}, "words": {1: "words"}, "place": {0: "passages", 1: "words"}},
        ),
        "judge": (
            JudgeOf(network),
            {"words": torch.randn(1, n, SIZE), "marks": torch.ones(t, n, MARKS), "voice": torch.zeros(t, len(VOICES) + 1)},
            ["parts"],
            {"words": {1: "words"}, "marks": {0: "questions", 1: "words"}, "voice": {0: "questions"}},
        ),
    }
    for name, (module, inputs, outputs, axes) in graphs.items():
        torch.onnx.export(
            module.eval(), tuple(inputs.values()), str(work / f"{name}.onnx"), input_names=list(inputs), output_names=outputs,
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip


class HoldersOf(torch.nn.Module):
    """Several passages of one window."""

    def __init__(self, network: Network):
        super().__init__()
        self.holders = network.holders

    def forward(self, passage, words, place):
        return self.holders(passage[None], words.expand(place.shape[0], -1, -1), place)


class JudgeOf(torch.nn.Module):
    """Several questions about one sentence."""

    def __init__(self, network: Network):
        super().__init__()
        self.judge = network.judge

    def forward(self, words, marks, voice):
        mask = torch.ones_like(marks[..., 0]) > 0
        return self.judge(words.expand(marks.shape[0], -1, -1), mask, marks, voice)


def compress(full: Path, out: Path) -> None:
    """Weights in eight bits with a scale for every 128 (32 where a feed-forward layer goes out: its inputs have wide outliers).

    The runtime rounds what they are multiplied with in blocks of the same size, so that an outlier costs its block alone; one scale for
    a whole matrix, as `quantize_dynamic` has it, turned the vectors' cosine with the full ones from 1.00 to 0.83, blocks to 0.998.
    """
    ready = full.with_suffix(".ready.onnx")
    quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
    model = onnx.load(ready)
    fine = [node.name for node in model.graph.node if re.search(r"layer\.\d+/output/dense", node.name)]
    for block, spared in ((128, fine), (32, [])):
        quantizer = MatMulNBitsQuantizer(model, bits=8, block_size=block, is_symmetric=True, accuracy_level=4, nodes_to_exclude=spared)
        quantizer.process()
        model = quantizer.model.model
    onnx.save(model, out)


def write_embeddings(network: Network, tokenizer: Tokenizer) -> None:
    """The word embeddings in eight bits with a scale for each, and the places' in sixteen; pieces that no text has take no room."""
    embeddings = network.encoder.embeddings
    rows = embeddings.word_embeddings.weight.detach().numpy().copy()
    rows[[id_ for piece, id_ in tokenizer.get_vocab().items() if piece.startswith("[unused")]] = 0
    scales = np.maximum(np.abs(rows).max(axis=1, keepdims=True) / 127, 1e-12)
    places = embeddings.position_embeddings.weight.detach().numpy()[FIRST_PLACE:]
    np.savez_compressed(
        shipped.FOLDER / "embeddings.npz",
        rows=(rows / scales).round().astype(np.int8),
        scales=scales.astype(np.float32),
        places=places.astype(np.float16),
    )


def write_settings(network: Network) -> None:
    plain, plain_scale = {"outside": 0.0, "begin": 0.0}, {"scale": 1.0, "bias": [0.0, 0.0, 0.0]}
    settings = {
        "rating_scale": RATING_SCALE,
        "tags": list(TAGS),
        "tag_weights": dict.fromkeys(TAGS, plain),
        "calibration": {"judge": plain_scale, "anybody": plain_scale, "directed": [1.0] * 5},
        "sha256": {name: hashlib.sha256((shipped.FOLDER / name).read_bytes()).hexdigest() for name in FILES},
    }
    (shipped.FOLDER / "model.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
