"""The weights of the model that ships, read back from its files to train on: what `training.export` wrote, less what compression cost."""

import re

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from analysis.model import FOLDER

MODULE = re.compile(r"/(?P<path>[\w./]+)/MatMul(?:_quant)?$")


def shipped_weights() -> dict[str, torch.Tensor]:
    """By the names of `training.network.Network`; without the heads that do not ship, and the word embeddings, which never learn."""
    graph = onnx.load(FOLDER / "encoder.onnx").graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = {
        name.removeprefix("network."): values
        for name, values in stored.items()
        if name.startswith("network.") and values.dtype == np.float32
    }
    for node in graph.node:
        module = MODULE.fullmatch(node.name) if node.op_type in ("MatMul", "MatMulInteger") else None
        matrix = _matrix(stored, node.input[1]) if module else None
        if matrix is not None:
            weights[_name(module["path"])] = matrix.T
    for name in ("position", "token_type"):
        key = f"encoder.embeddings.{name}_embeddings.weight"
        weights[key] = _widened(stored, f"network.{key}")
    with np.load(FOLDER / "heads.npz", allow_pickle=False) as heads:
        weights |= {name: heads[name] for name in heads.files}
    return {
        name: torch.from_numpy(np.array(values, dtype=np.float32))
        for name, values in weights.items()
        if not name.endswith(("_scale", "_zero_point"))
    }


def _name(path: str) -> str:
    """ "encoder/encoder/layer.0/attention/self/query" → "encoder.encoder.layer.0.attention.self.query.weight"."""
    return path.replace("/", ".") + ".weight"


def _matrix(stored: dict[str, np.ndarray], name: str) -> np.ndarray | None:
    """A weight that was stored in int8, in halves, or in full; None where the name is no weight's."""
    if name.endswith("_quantized"):
        return _widened(stored, name.removesuffix("_quantized")) if name in stored else None
    return stored.get(f"{name}.half", stored.get(name))


def _widened(stored: dict[str, np.ndarray], name: str) -> np.ndarray:
    values, zero = stored[f"{name}_quantized"].astype(np.float32), stored[f"{name}_zero_point"].astype(np.float32)
    return (values - zero) * stored[f"{name}_scale"]
