"""Packed items → one batch of tensors: windows padded, and of every head the places that it is asked about."""

from itertools import pairwise

import numpy as np
import torch

from training.network import MARKS, TAGS


def moved(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, dict):
        return {key: moved(value, device) for key, value in batch.items()}
    return [moved(value, device) for value in batch] if isinstance(batch, list | tuple) else batch


def collated(items: list[dict]) -> dict:
    """Items as one batch: windows (b, …) padded, and of every head the places that it is asked about."""
    windows, offset = [w for item in items for w in item["windows"]], np.cumsum([0, *(len(item["windows"]) for item in items)])
    b, p, n = len(windows), max(len(w["ids"]) for w in windows), max(len(w["features"]) for w in windows)
    ids, places = np.ones((b, p), dtype=np.int64), np.full((b, p), -1, dtype=np.int64)
    features, own = np.zeros((b, n, windows[0]["features"].shape[1]), dtype=np.float32), np.zeros((b, n), dtype=bool)
    sentence, tags = np.full((b, n), -1, dtype=np.int64), {layer: np.full((b, n), -100, dtype=np.int64) for layer in TAGS}
    for i, w in enumerate(windows):
        ids[i, : len(w["ids"])], places[i, : len(w["ids"])] = w["ids"], w["places"]
        size = len(w["features"])
        features[i, :size], sentence[i, :size], own[i, w["own"] : size] = w["features"], w["sentence"], True
        for layer, values in w["tags"].items():
            tags[layer][i, :size] = np.where(values < 0, -100, values)
    batch = {
        "ids": ids,
        "mask": ids != 1,
        "places": places,
        "features": features,
        "tags": {k: v for k, v in tags.items() if (v >= 0).any()},
    }
    if "vectors" in windows[0]:
        vectors = np.zeros((b, n, windows[0]["vectors"].shape[1]), dtype=np.float32)
        for i, w in enumerate(windows):
            vectors[i, : len(w["vectors"])] = w["vectors"]
        batch["vectors"] = vectors
    if any(item["mentions"] for item in items):
        for i, w in enumerate(windows):
            own[i, : len(w["features"])] &= ~w["barred"] if "barred" in w else False
        rows = [(offset[i] + w, first, last, kind) for i, item in enumerate(items) for w, first, last, kind, _ in item["mentions"]]
        batch |= {"own": own, "sentence": sentence, "mentions": np.array(rows, dtype=np.int64)}
        batch["links"] = [_links(item, offset[i]) for i, item in enumerate(items) if len(item["mentions"]) > 1]
    passages = [(offset[i] + q[0], *q[1:]) for i, item in enumerate(items) for q in item["passages"]]
    if passages:
        told = np.zeros((len(passages), n), dtype=np.int64)
        right = np.zeros((len(passages), n + 1), dtype=bool)
        for i, (_, _, _, words, nobody, _, at) in enumerate(passages):
            told[i, : len(at)], right[i, words], right[i, n] = at, True, nobody
        batch["passages"] = {
            "at": np.array([q[:3] for q in passages], dtype=np.int64),
            "told": told,
            "right": right,
            "weight": np.array([q[5] for q in passages], dtype=np.float32),
        }
    asked = [(offset[i] + q[0], *q[1:]) for i, item in enumerate(items) for q in item["questions"]]
    asked.sort(key=lambda q: q[2] - q[1])
    batch["questions"] = [_questions(part, b, n) for part in _halves(asked) if part]
    rated = [(offset[i], item["rating"]) for i, item in enumerate(items) if "rating" in item]
    if rated:
        batch |= {"rated": np.array([w for w, _ in rated]), "rating": np.array([r for _, r in rated], dtype=np.float32)}
    labelled = [item.get("tone labels", np.zeros((0, 3), dtype=np.float32)) for item in items]
    if any(map(len, labelled)):
        base = np.cumsum([0, *map(len, labelled)])
        paragraph = np.full((b, n), -1, dtype=np.int64)
        for i, item in enumerate(items):
            if not len(labelled[i]):
                continue
            for j, w in enumerate(item["windows"]):
                number = w["paragraph"].astype(np.int64)
                paragraph[offset[i] + j, : len(number)] = np.where(number < 0, -1, number + base[i])
        batch |= {"paragraph": paragraph, "tone labels": np.concatenate(labelled)}
    return _tensors(batch)


def _halves(asked: list) -> list[list]:
    """Questions of short sentences and of long ones, so that little is padded."""
    cuts = [0, len(asked) // 2, len(asked) * 5 // 6, len(asked)]
    return [asked[a:b] for a, b in pairwise(cuts)]


def _questions(asked: list, b: int, n: int) -> dict:
    size = max(q[2] - q[1] for q in asked)
    at, mask = np.zeros((len(asked), size), dtype=np.int64), np.zeros((len(asked), size), dtype=bool)
    marks = np.zeros((len(asked), size), dtype=np.uint8)
    for i, (window, first, behind, own, _, _) in enumerate(asked):
        length = behind - first
        at[i, :length], mask[i, :length], marks[i, :length] = window * n + np.arange(first, behind), True, own
    bits = (marks[..., None] >> np.arange(MARKS, dtype=np.uint8) & 1).astype(np.float32)
    return {"at": at, "mask": mask, "marks": bits, "voice": np.array([q[4] for q in asked]), "chances": np.array([q[5] for q in asked])}


def _links(item: dict, offset: int) -> dict:
    rows = np.array([(offset + w, first, last) for w, first, last, _, _ in item["mentions"]], dtype=np.int64)
    owners = np.zeros((len(rows), max(max(e) for *_, e in item["mentions"]) + 1), dtype=np.float32)
    for i, (*_, entities) in enumerate(item["mentions"]):
        owners[i, list(entities)] = 1
    right = np.tril(owners @ owners.T > 0, -1)
    return {"at": rows, "match": item["match"].astype(np.int64), "distance": item["distance"].astype(np.int64), "right": right}


def _tensors(value):
    if isinstance(value, np.ndarray):
        return torch.from_numpy(value)
    if isinstance(value, dict):
        return {key: _tensors(v) for key, v in value.items()}
    return [_tensors(v) for v in value] if isinstance(value, list) else value
