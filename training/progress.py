"""Figures on the tuning rows while training, each head given all that is before it."""

import numpy as np
import torch

from training.batches import collated, moved
from training.losses import WIDEST, answers_of, filled, paragraph_logits, rated_tones
from training.network import Network


@torch.no_grad()
def measure(network: Network, packed: dict[str, list[dict]], device: str) -> dict[str, float]:
    """Figures on the tuning rows, in percent, each head given all that is before it."""
    network.eval()
    seen: dict[str, list] = {}
    add = lambda key, *values: seen.setdefault(key, []).append(values)
    for name, items in packed.items():
        if not name.startswith("tune: "):
            continue
        name, size = name[6:], 8 if name in ("tune: annotated", "tune: polnear") else 256
        for start in range(0, len(items), size):
            batch = moved(collated(items[start : start + size]), device)
            with torch.autocast(device, dtype=torch.bfloat16):
                answers = answers_of(network, batch)
            for asked, logits in zip(batch["questions"], answers["judge"], strict=True):
                for voice, truth, guess in zip(
                    asked["voice"].tolist(), asked["chances"].tolist(), logits.softmax(-1).tolist(), strict=True
                ):
                    add(f"{name}: judge" + (" anybody" if name == "annotated" and voice[3] else ""), truth, guess)
            for layer, truth in batch["tags"].items():
                for t, g in zip(truth.tolist(), answers["tags"][layer].argmax(-1).tolist(), strict=True):
                    kept = [(a, c) for a, c in zip(t, g, strict=True) if a >= 0]
                    add(f"{name}: {layer}", _spans([a for a, _ in kept]), _spans([c for _, c in kept]))
            if "mentions" in batch:
                _add_found(add, answers, batch)
            if "passages" in batch:
                best = (
                    answers["holders"]
                    .masked_fill(
                        torch.cat([~filled(batch)[batch["passages"]["at"][:, 0]], torch.zeros_like(batch["passages"]["right"][:, :1])], 1),
                        -1e4,
                    )
                    .argmax(1)
                )
                for hit in batch["passages"]["right"].gather(1, best[:, None])[:, 0].tolist():
                    add(f"{name}: holders", hit)
            if "rating" in batch:
                for pair in zip(rated_tones(answers["tone"], batch).tolist(), batch["rating"].tolist(), strict=True):
                    add("tone: r", *pair)
            if "paragraph" in batch:
                logits, truth = paragraph_logits(network, answers["tone"], batch)
                for hit in truth.gather(1, logits.argmax(1, keepdim=True))[:, 0].tolist():
                    add("annotated: paragraph tone", hit > 0)
    return {key: round(100 * _figure(key, rows), 1) for key, rows in sorted(seen.items())}


def _add_found(add, answers: dict, batch: dict) -> None:
    logits = answers["mentions"].float()
    best, kind = logits.max(-1)
    at = torch.arange(logits.shape[1], device=logits.device)
    wide = (at[None] - at[:, None] >= 0) & (at[None] - at[:, None] < WIDEST)
    valid = wide[None] & batch["own"][:, :, None] & batch["own"][:, None] & (batch["sentence"][:, :, None] == batch["sentence"][:, None])
    found = {tuple(r) for r in ((best > 0) & valid).nonzero().tolist()}
    kinds = {tuple(row[:3]): row[3] for row in batch["mentions"].tolist()}
    add("annotated: mentions", set(kinds), found)
    for row in found & set(kinds):
        add("annotated: kinds", kind[row].item() == kinds[row])
    for scores, part in zip(answers["links"], batch["links"], strict=True):
        right = torch.cat([~part["right"].any(1, keepdim=True), part["right"]], 1)
        for hit in right.gather(1, scores.argmax(1, keepdim=True))[:, 0].tolist():
            add("annotated: links", hit)


def _spans(tags: list[int]) -> set[tuple[int, int, int]]:
    """Spans of tags: odd ones begin (and 3 of a passage), even ones go on."""
    spans, start = set(), None
    for i, tag in enumerate([*tags, 0]):
        if start is not None and (tag == 0 or tag % 2):
            spans.add((start, i, tags[start]))
            start = None
        if tag and (tag % 2 or start is None):
            start = i
    return spans


def _figure(key: str, rows: list) -> float:
    what = key.split(": ")[1]
    if what.startswith("judge"):
        truth, guess = (np.array(part) for part in zip(*rows, strict=True))
        if key == "target: judge":
            return _macro_f1(truth.argmax(1), guess.argmax(1), 3)
        if key == "pair: judge":
            return _macro_f1(truth.argmax(1), guess.argmax(1), 3)
        return max(_polar_f1(truth, guess, cut) for cut in np.arange(0.2, 0.8, 0.05))
    if what == "r":
        return float(np.corrcoef(*zip(*rows, strict=True))[0, 1])
    if isinstance(rows[0][0], set):
        right = sum(len(t & g) for t, g in rows)
        return 2 * right / max(1, sum(len(t) + len(g) for t, g in rows))
    return float(np.mean([hit for (hit,) in rows]))


def _macro_f1(truth: np.ndarray, guess: np.ndarray, classes: int) -> float:
    of = lambda c: 2 * ((truth == c) & (guess == c)).sum() / max(1, (truth == c).sum() + (guess == c).sum())
    return float(np.mean([of(c) for c in range(classes)]))


def _polar_f1(truth: np.ndarray, guess: np.ndarray, cut: float) -> float:
    """F1 of negative and positive judgements; what a second reader could call neutral is no miss."""
    polar, side = guess[:, 0] < 1 - cut, guess[:, 1:].argmax(1)
    right = polar & (truth[np.arange(len(truth)), side + 1] > 0)
    needed = truth[:, 0] == 0
    missed = needed & ~right
    return 2 * right.sum() / max(1, right.sum() + polar.sum() + missed.sum())
