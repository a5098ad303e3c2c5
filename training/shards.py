"""Weights that travel: eight bits a number with a scale for every sixty-four, in files of at most 15 MB.

    python -m training.shards base OUT                      # the pretrained encoder
    python -m training.shards run OUT --start RUN/last.pt --base runs/base      # a run, as its difference to the encoder

The pretrained encoder loses under half a percent of a weight that way; a checkpoint, told as the difference to it, next to nothing.
"""

import argparse
import io
import math
from pathlib import Path

import numpy as np
import torch

GROUP = 64
LARGEST = 14_000_000  # bytes


def split(state: dict[str, torch.Tensor], folder: Path, base: dict[str, torch.Tensor] | None = None) -> None:
    """Write a state in shards; what `base` has, too, as the difference to it."""
    folder.mkdir(parents=True, exist_ok=True)
    shard, size, number = {}, 0, 0
    for name, weights in state.items():
        weights = weights.detach().float().cpu()
        if base is not None and name in base and torch.equal(weights, base[name]):
            continue
        rows = weights.reshape(-1)
        rows = rows - base[name].reshape(-1) if base is not None and name in base else rows
        rows = torch.nn.functional.pad(rows, (0, -len(rows) % GROUP)).reshape(-1, GROUP)
        scale = rows.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
        for part, start in enumerate(range(0, len(rows), LARGEST // GROUP)):
            some = slice(start, start + LARGEST // GROUP)
            packed = {
                "q": (rows[some] / scale[some]).round().to(torch.int8).numpy(),
                "s": scale[some].half().float().numpy().astype(np.float32),
                "shape": np.array(weights.shape),
            }
            if size and size + packed["q"].nbytes > LARGEST:
                _write(shard, folder / f"part{number:02d}.npz")
                shard, size, number = {}, 0, number + 1
            shard |= {f"{name}|{part}|{key}": value for key, value in packed.items()}
            size += packed["q"].nbytes + packed["s"].nbytes
    _write(shard, folder / f"part{number:02d}.npz")


def joined(folder: Path, base: dict[str, torch.Tensor] | None = None) -> dict[str, torch.Tensor]:
    """The state that was written in shards."""
    parts: dict[str, dict] = {}
    for path in sorted(folder.glob("part*.npz")):
        with np.load(path) as stored:
            for key in stored.files:
                name, part, what = key.split("|")
                parts.setdefault(name, {}).setdefault(int(part), {})[what] = stored[key]
    state = {}
    for name, several in parts.items():
        rows = np.concatenate([several[i]["q"].astype(np.float32) * several[i]["s"] for i in sorted(several)])
        shape = several[0]["shape"].tolist()
        weights = torch.from_numpy(rows.reshape(-1)[: math.prod(shape)].reshape(shape).copy())
        state[name] = weights + base[name] if base is not None and name in base else weights
    return (base or {}) | state


def _write(shard: dict, path: Path) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **shard)
    path.write_bytes(buffer.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["base", "run"])
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, help="run: its last.pt")
    parser.add_argument("--base", type=Path, help="run: the encoder's shards")
    options = parser.parse_args()
    if options.what == "base":
        from training.encoders import load_encoder

        split(load_encoder()[0].state_dict(), options.out)
    elif not (options.start and options.base):
        parser.error("run needs --start and --base")
    else:
        encoder = {f"encoder.{name}": weights for name, weights in joined(options.base).items()}
        split(torch.load(options.start, map_location="cpu"), options.out, encoder)


if __name__ == "__main__":
    main()
