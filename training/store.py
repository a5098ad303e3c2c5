"""The vectors that the shipped encoder gives, stored, so that heads can be tried on them in minutes.

    python -m training.store --packed runs/packed.pkl --out runs/stored.pkl

Of the larger sets a share: what is stored is what `training.train --frozen` learns from.
"""

import argparse
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from tqdm import tqdm

from analysis.model import load_model
from training.train import read_packed

EVERY = {
    "exchanged": 900,
    "polnear": 3,
    "exchanged target": 6000,
    "target": 2,
    "pair": 5,
    "name": 8,
    "tune: name": 6,
    "tune: polnear": 2,
}  # one of so many items


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packed", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    packed = {name: items[:: EVERY.get(name, 1)] for name, items in read_packed(options.packed).items()}
    everything = [item for items in packed.values() for item in items]
    with ProcessPoolExecutor(2) as pool:
        for item, vectors in zip(everything, tqdm(pool.map(vectors_of, everything, chunksize=8), total=len(everything)), strict=True):
            for window, own in zip(item["windows"], vectors, strict=True):
                window["vectors"] = own
    options.out.write_bytes(pickle.dumps(packed))


def vectors_of(item: dict) -> list[np.ndarray]:
    """Of each of an item's windows its words' vectors (n, 768), in half precision."""
    model = load_model()
    return [
        model.window_vectors(w["ids"], w["places"].astype(np.int64), w["features"].astype(np.float32)).astype(np.float16)
        for w in item["windows"]
    ]


if __name__ == "__main__":
    main()
