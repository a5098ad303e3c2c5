"""What do larger networks say of news sentences that nobody labelled? The news model learns from it.

    python -m training.teacher ask --data DIR --out runs/questions.jsonl
    python -m training.teacher answer --questions runs/questions.jsonl --teachers runs/teacher1/epoch4.pt … --out runs/taught.jsonl

`ask` takes sentences of the training rows, and whom the model that ships finds in them. `answer` writes what the teachers think of each on
average (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network"); `training.train --encoder mpnet` makes a teacher.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import torch
from tokenizers import Tokenizer

from analysis import lexicon
from analysis.model import EXCHANGED, load_model
from training import readers
from training.batches import Pieces, taught_tensors
from training.encoders import load_encoder
from training.network import TAGS, Network
from training.readers import TaughtRow, outermost
from training.train import mean_weights, spans_of

SEED = 3
BATCH = 64
MOST_SPANS, MOST_PAIRS = 6, 6  # of a sentence that are asked for


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", help="collect sentences, and whom to ask about")
    ask.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    answer = commands.add_parser("answer", help="let teachers answer")
    answer.add_argument("--questions", type=Path, required=True, help="what `ask` wrote")
    answer.add_argument("--teachers", nargs="+", required=True, help="checkpoints")
    for command in (ask, answer):
        command.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if options.command == "ask":
        write(questions(options.data), options.out)
    else:
        device = "cuda" if torch.cuda.is_available() else "cpu"
        networks, tokenizer = load_teachers(options.teachers, device)
        write(with_voted_names(list(answers(networks, tokenizer, readers.taught(options.questions), device))), options.out)


def write(rows: list[TaughtRow], path: Path) -> None:
    """What `readers.taught` reads."""
    short = lambda chances: [round(chance, 4) for chance in chances]
    with path.open("w", encoding="utf8") as out:
        for row in rows:
            entry = {"text": row.text, "tone": round(row.rating, 4), "layers": row.layers}
            entry["targets"] = [(s, e, *short(chances)) for s, e, chances in row.targets]
            entry["pairs"] = [(*p, *q, *short(chances)) for p, q, chances in row.pairs]
            out.write(json.dumps(entry, ensure_ascii=False) + "\n")


def questions(data: Path) -> list[TaughtRow]:
    """Sentences of the training rows without any opinion yet: the spans that are marked in them, and actors that the model finds."""
    random_, model, rows = random.Random(SEED), load_model(), []
    for text, marked in unlabelled(data).items():
        found = [(s, e) for s, e, kind, _ in model.mentions([text])[0] if kind != "place"]
        spans = list(dict.fromkeys((*marked, *random_.sample(found, len(found)))))[:MOST_SPANS]
        pairs = list(combinations(spans, 2))
        asked = random_.sample(pairs, min(MOST_PAIRS, len(pairs)))
        rows.append(TaughtRow(text, 0.0, {}, tuple((s, e, ()) for s, e in spans), tuple((p, q, ()) for p, q in asked)))
    return rows


def unlabelled(data: Path) -> dict[str, tuple[tuple[int, int], ...]]:
    """Sentences of training rows, and the spans that are marked in them, if any; none that also stands among tuning or report rows."""
    spans = {row.text: tuple((s, e) for s, e, _ in row.targets) for row in readers.newsmtsc(data, "train")}
    for row in readers.dse(data, "train"):
        spans[row.text] = tuple(dict.fromkeys((*spans.get(row.text, ()), row.p, row.q)))
    for row in readers.attribution_sentences(readers.polnear(data, "train")):
        if 40 < len(row.text) < 400:
            spans.setdefault(row.text, ())
    held = {row.text for split in ("tune", "rw", "mt") for row in readers.newsmtsc(data, split)} | {
        row.text for split in ("tune", "report") for row in readers.dse(data, split)
    }
    return {text: marked for text, marked in spans.items() if text not in held}


def load_teachers(checkpoints: list[str], device: str) -> tuple[list[Network], Tokenizer]:
    networks = []
    for checkpoint in checkpoints:
        encoder, tokenizer = load_encoder("mpnet")
        network = Network(encoder)
        network.load_state_dict(mean_weights(network, [checkpoint]))
        networks.append(network.to(device).eval())
    return networks, tokenizer


@torch.no_grad()
def answers(networks: list[Network], tokenizer: Tokenizer, asked: list[TaughtRow], device: str) -> Iterator[TaughtRow]:
    """The rows with what the networks think on average, shortest sentences first."""
    asked = sorted(asked, key=lambda row: len(row.text))
    for start in range(0, len(asked), BATCH):
        rows = asked[start : start + BATCH]
        pieces = Pieces(tokenizer, [row.text for row in rows])
        with torch.autocast(device, dtype=torch.bfloat16):
            each = [_opinions(network, pieces, rows, device) for network in networks]
        ratings, targets, edges, *tags = (torch.stack(parts).mean(0).cpu() for parts in zip(*each, strict=True))
        targets, edges = iter(targets.tolist()), iter(edges.tolist())
        tagged = {layer: chances.argmax(-1).tolist() for layer, chances in zip(TAGS, tags, strict=True)}
        for i, row in enumerate(rows):
            yield TaughtRow(
                row.text,
                ratings[i].item(),
                {layer: _spans(pieces.offsets[i], tagged[layer][i], TAGS[layer]) for layer in TAGS},
                tuple((s, e, tuple(next(targets))) for s, e, _ in row.targets),
                tuple((p, q, tuple(next(edges))) for p, q, _ in row.pairs),
            )
        if start // BATCH % 50 == 0:
            print(json.dumps({"answered": start, "of": len(asked)}), flush=True)


def _opinions(network: Network, pieces: Pieces, rows: list[TaughtRow], device: str) -> list[torch.Tensor]:
    """Ratings (b,), probabilities of the targets (t, 3) and of the pairs (p, 5), and of each layer's tags (b, n, tags)."""
    mask, features = pieces.mask.to(device), pieces.features().to(device)
    vectors = network.encode(pieces.ids.to(device), mask, features)
    (index, spans, _), (places, p, q, _) = ([part.to(device) for part in parts] for parts in taught_tensors(pieces, rows))
    chances = lambda logits: logits.float().softmax(-1)
    targets = chances(network.sentiment("target", vectors, mask, index, spans)) if len(index) else torch.zeros(0, 3, device=device)
    edges = torch.zeros(0, 5, device=device)
    if len(places):
        turned = chances(network.directed(vectors, places, q, p))[:, list(EXCHANGED)]
        edges = (chances(network.directed(vectors, places, p, q)) + turned) / 2
    tags = [chances(network.tags[layer](vectors, features)) for layer in TAGS]
    return [network.tone(vectors, mask).float() * 4, targets, edges, *tags]


def _spans(offsets: list[tuple[int, int]], tags: list[int], kinds: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    """Tags of a sentence's pieces as spans of its text; special pieces have no text, and what is tagged there is dropped."""
    inside = [tag if e > s else 0 for (s, e), tag in zip(offsets, tags, strict=False)]
    return tuple(sorted((offsets[first][0], offsets[last][1], kinds[kind]) for first, last, kind in spans_of(inside)))


def with_voted_names(rows: list[TaughtRow]) -> list[TaughtRow]:
    """A name has the kind that it most often has in all sentences (self-training, Yarowsky 1995); marked spans may be names, too."""
    votes = defaultdict(Counter)
    for row in rows:
        for start, end, kind in row.layers["name"]:
            votes[row.text[start:end].lower()][kind] += 1
    kind_of = {words: "place" if words in lexicon.words("countries") else kinds.most_common(1)[0][0] for words, kinds in votes.items()}
    voted = []
    for row in rows:
        marked = [(s, e) for s, e, _ in row.targets if row.text[s:e].lower() in kind_of and row.text[s].isupper()]
        own = [(s, e) for s, e, _ in row.layers["name"] if not any(s < end and e > start for start, end in marked)]
        names = [(s, e, kind_of[row.text[s:e].lower()]) for s, e in sorted({*marked, *own})]
        voted.append(replace(row, layers=row.layers | {"name": outermost(names)}))
    return voted


if __name__ == "__main__":
    main()
