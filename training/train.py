"""Train the news model, or its teacher: one shared encoder, all tasks in one run.

    python -m training.train --data DIR --run runs/first [--from CHECKPOINT …] [--taught FILE] [--epochs 3] [--encoder mpnet] [--seed 1]

Saves a checkpoint every ten minutes and after every epoch, resumes from it when started again with the same --run, and logs the figures on
the tuning rows to RUN/log.jsonl. Two CPU cores or one GPU.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from analysis.model import EXCHANGED
from training import readers
from training.batches import (
    IGNORED,
    Pieces,
    pair_tensors,
    rating_tensor,
    shuffled_batches,
    tag_tensors,
    target_tensors,
    taught_tensors,
)
from training.encoders import RATES, load_encoder
from training.exchange import exchange_arguments, exchange_names
from training.measures import macro_f1
from training.network import Network
from training.shipped import shipped_weights

BATCH = 32
HEADS_RATE = 4e-4
LAYER_DECAY = 0.9  # each layer below the top learns at this share of the rate of the one above
AVERAGING = 0.998  # of the weights over the steps; the average is what is measured and exported
SMOOTHING = 0.05
EXCHANGE = 0.5  # share of rows about persons whose names are exchanged
CHECKPOINT_SECONDS = 600
# Rows of each task an epoch, and the weight of its loss.
SIZES = {
    "target": 7000,
    "directed": 7000,
    "tone": 2400,
    "attribution": 7000,
    "name": 4500,
    "gum": 3000,
    "taught": 16000,
    "target_other": 1000,
}
WEIGHTS = dict.fromkeys(SIZES, 1.0) | {"tone": 8.0, "target_other": 0.5}
TAUGHT_WEIGHTS = {"target": 1.5, "directed": 0.2, "tone": 6.0, "tags": 0.5}  # of the parts of a taught row
DIRECTED_WEIGHTS = (0.8, 1.1, 1.6, 1.0, 1.5)  # the directions from the second argument are rare, but rows are exchanged half of the time


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    run = Path(options.run)
    run.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tasks, names = load_tasks(Path(options.data), options.taught)
    encoder, tokenizer = load_encoder(options.encoder)
    network = Network(encoder).to(device)
    network.encoder.embeddings.word_embeddings.weight.requires_grad = False  # half of all parameters, too many for so few sentences
    if options.start:
        network.load_state_dict(mean_weights(network, options.start))
    steps = options.epochs * len(shuffled_batches(tasks, SIZES, BATCH, random.Random(0)))
    learner, last = Learner(network, parameter_groups(network, RATES[options.encoder]), steps), run / "last.pt"
    if last.exists():
        learner.load(last)
    began = saved = time.time()
    losses = {task: [] for task in SIZES}
    for epoch in range(options.epochs):
        batches = shuffled_batches(tasks, SIZES, BATCH, random.Random(options.seed * 1000 + epoch))
        left = batches[learner.done - epoch * len(batches) :]
        if not left:
            continue  # learned before the run was started again
        for task, rows in left:
            network.train()
            with torch.autocast(device, dtype=torch.bfloat16):
                loss = task_loss(network, tokenizer, task, rows, names, random.Random(options.seed * 10**6 + learner.done), device)
            learner.learn(WEIGHTS[task] * loss)
            losses[task].append(loss.item())
            if learner.done % 100 == 0:
                recent = {t: round(float(np.mean(v[-30:])), 3) for t, v in losses.items() if v}
                log(run, step=learner.done, of=steps, seconds=round(time.time() - began), loss=recent)
            if time.time() - saved > CHECKPOINT_SECONDS:
                learner.save(last)
                saved = time.time()
        torch.save({"average": learner.average}, run / f"epoch{epoch + 1}.pt")
        with learner.averaged():
            figures = tuning_figures(network, tokenizer, Path(options.data), device)
        log(run, epoch=epoch + 1, seconds=round(time.time() - began), tune=figures)
        learner.save(last)


class Learner:
    """A network that learns: with its optimizer, the schedule of its rates, the average of its weights, and the steps that are done."""

    def __init__(self, network: nn.Module, groups: list[dict], steps: int):
        warm_up = steps // 10
        rate = lambda step: min((step + 1) / warm_up, (steps - step) / (steps - warm_up))
        self.network, self.done = network, 0
        self.average = {k: v.detach().clone() for k, v in network.state_dict().items() if v.dtype.is_floating_point}
        self.optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, rate)

    def learn(self, loss: torch.Tensor) -> None:
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.done += 1
        decay = min(AVERAGING, self.done / (self.done + 50))
        for name, value in self.network.state_dict().items():
            if name in self.average and "word_embeddings" not in name:
                self.average[name].lerp_(value, 1 - decay)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The network has its averaged weights for a while; its own are kept as copies, for `state_dict` only points at them."""
        own = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.network.load_state_dict(own | self.average)
        yield
        self.network.load_state_dict(own)

    def save(self, path: Path) -> None:
        parts = {name: getattr(self, name).state_dict() for name in ("network", "optimizer", "schedule")}
        torch.save({**parts, "average": self.average, "step": self.done}, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").replace(path)  # a run that is stopped while it saves keeps its last checkpoint

    def load(self, path: Path) -> None:
        state = torch.load(path, map_location=next(self.network.parameters()).device)
        for name in ("network", "optimizer", "schedule"):
            getattr(self, name).load_state_dict(state[name])
        self.average, self.done = state["average"], state["step"]


def mean_weights(network: Network, checkpoints: list[str]) -> dict:
    """The mean of the checkpoints' averaged weights (Wortsman et al. 2022); what one lacks is the network's own there."""
    own = network.state_dict()
    device = next(network.parameters()).device
    each = [shipped_weights() if path == "shipped" else torch.load(path, map_location=device)["average"] for path in checkpoints]
    each = [{k: _widened(weights[k].to(device), v) if k in weights else v for k, v in own.items()} for weights in each]
    return {k: sum(weights[k] for weights in each) / len(each) if v.dtype.is_floating_point else v for k, v in own.items()}


def _widened(weights: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    """The weights with zeros for inputs that they do not know yet."""
    return F.pad(weights, (0, own.shape[-1] - weights.shape[-1])) if weights.ndim == 2 else weights


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder of the public data sets")
    parser.add_argument("--run", required=True, help="folder for checkpoints and the log")
    parser.add_argument(
        "--from",
        dest="start",
        nargs="+",
        help="checkpoints whose averaged weights to start from, or their mean; `shipped` is the model that ships",
    )
    parser.add_argument("--taught", type=Path, help="what `training.teacher` wrote")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--encoder", choices=RATES, default="minilm", help="mpnet makes a teacher")
    parser.add_argument("--seed", type=int, default=1, help="decides the order of the rows and what is exchanged in them")
    return parser.parse_args()


def load_tasks(data: Path, taught: Path | None) -> tuple[dict[str, list], list[str]]:
    """The training rows of each task, and the names to exchange persons for."""
    target, named = readers.newsmtsc(data, "train"), readers.names(data, "train")
    attribution = readers.attribution_sentences(readers.polnear(data, "train", all_annotators=True))
    empty = [row for row in attribution if not any(row.layers.values())]
    attribution = [row for row in attribution if any(row.layers.values())] + random.Random(1).sample(empty, len(empty) // 2)
    tasks = {
        "target": target,
        "directed": readers.dse(data, "train"),
        "tone": readers.nyt(data, "train"),
        "attribution": attribution,
        "name": [r for r in named if len(r.text) > 20],
        "gum": [r for r in readers.gum(data) if len(r.text) > 20],
        "taught": readers.taught(taught) if taught else [],
        "target_other": [r for r in readers.mams(data) + readers.sentfin(data) if len({label for *_, label in r.targets}) > 1],
    }
    full = sorted({r.text[s:e] for r in named for s, e, kind in r.layers["name"] if kind == "person" and " " in r.text[s:e]})
    return tasks, [name for name in full if name.replace(" ", "").isalpha() and name.istitle()]


def parameter_groups(network: Network, rate: float) -> list[dict]:
    """The heads learn fast, the encoder's layers slower the lower they stand."""
    layers = network.encoder.encoder.layer
    groups = [{"params": [p for n, p in network.named_parameters() if not n.startswith("encoder.")], "lr": HEADS_RATE}]
    for depth, layer in enumerate(reversed(layers)):
        groups.append({"params": list(layer.parameters()), "lr": rate * LAYER_DECAY**depth})
    rest = [p for p in network.encoder.embeddings.parameters() if p.requires_grad]
    return [*groups, {"params": rest, "lr": rate * LAYER_DECAY ** len(layers)}]


def task_loss(network: Network, tokenizer, task: str, rows: list, names: list[str], random_: random.Random, device: str) -> torch.Tensor:
    if task in ("target", "directed", "taught"):
        rows = [exchange_names(row, names, random_) if random_.random() < EXCHANGE else row for row in rows]
    if task == "directed":
        rows = [exchange_arguments(row) if random_.random() < 0.5 else row for row in rows]
    pieces = Pieces(tokenizer, [row.text for row in rows])
    mask, features = pieces.mask.to(device), pieces.features().to(device)
    vectors = network.encode(pieces.ids.to(device), mask, features)
    if task == "tone":
        return F.mse_loss(network.tone(vectors, mask).float(), rating_tensor(rows).to(device) / 4)
    if task in ("target", "target_other"):
        index, spans, labels = (t.to(device) for t in target_tensors(pieces, rows))
        return F.cross_entropy(network.sentiment(task, vectors, mask, index, spans).float(), labels, label_smoothing=SMOOTHING)
    if task == "directed":
        index, p, q, labels = (t.to(device) for t in pair_tensors(pieces, rows))
        weights = torch.tensor(DIRECTED_WEIGHTS, device=device)
        return F.cross_entropy(network.directed(vectors, index, p, q).float(), labels, weight=weights, label_smoothing=SMOOTHING)
    if task == "taught":
        return taught_loss(network, pieces, rows, vectors, mask, features)
    return tags_loss(network, pieces, rows, vectors, features)


def tags_loss(network: Network, pieces: Pieces, rows: list, vectors, features) -> torch.Tensor:
    layers = tag_tensors(pieces, rows)
    logits = {layer: network.tags[layer](vectors, features).float() for layer in layers}
    return sum(
        F.cross_entropy(logits[k].flatten(0, 1), tags.to(vectors.device).flatten(), ignore_index=IGNORED) for k, tags in layers.items()
    )


def taught_loss(network: Network, pieces: Pieces, rows: list, vectors, mask, features) -> torch.Tensor:
    """How far the network is from its teacher (Hinton et al. 2015), in all that the teacher says of these sentences."""
    device = vectors.device
    (index, spans, chances), (places, p, q, edges) = taught_tensors(pieces, rows)
    losses = {"tone": F.mse_loss(network.tone(vectors, mask).float(), rating_tensor(rows).to(device) / 4)}
    if len(index):
        logits = network.sentiment("target", vectors, mask, index.to(device), spans.to(device))
        losses["target"] = F.cross_entropy(logits.float(), chances.to(device))
    if len(places):
        losses["directed"] = F.cross_entropy(
            network.directed(vectors, places.to(device), p.to(device), q.to(device)).float(), edges.to(device)
        )
    losses["tags"] = tags_loss(network, pieces, rows, vectors, features)
    return sum(TAUGHT_WEIGHTS[part] * loss for part, loss in losses.items())


@torch.no_grad()
def tuning_figures(network: Network, tokenizer, data: Path, device: str) -> dict[str, float]:
    """Quick figures on the tuning rows: enough to compare epochs; `training.evaluate` measures what ships."""
    network.eval()

    def batches(rows):
        rows = sorted(rows, key=lambda r: len(r.text))
        for i in range(0, len(rows), 64):
            pieces = Pieces(tokenizer, [r.text for r in rows[i : i + 64]])
            with torch.autocast(device, dtype=torch.bfloat16):
                yield rows[i : i + 64], pieces, network.encode(pieces.ids.to(device), pieces.mask.to(device), pieces.features().to(device))

    truth, guess, ratings, tones, edges, edge_guess = [], [], [], [], [], []
    for rows, pieces, vectors in batches(readers.newsmtsc(data, "tune")):
        index, spans, labels = (t.to(device) for t in target_tensors(pieces, rows))
        truth += labels.tolist()
        guess += network.sentiment("target", vectors, pieces.mask.to(device), index, spans).argmax(-1).tolist()
    for rows, pieces, vectors in batches(readers.dse(data, "tune")):
        index, p, q, labels = (t.to(device) for t in pair_tensors(pieces, rows))
        edges += labels.tolist()
        both = network.directed(vectors, index, p, q).softmax(-1) + network.directed(vectors, index, q, p).softmax(-1)[:, list(EXCHANGED)]
        edge_guess += both.argmax(-1).tolist()
    for rows, pieces, vectors in batches(readers.nyt(data, "tune")):
        ratings += [r.rating for r in rows]
        tones += network.tone(vectors, pieces.mask.to(device)).tolist()
    figures = {
        "target": macro_f1([(truth, guess)]),
        "directed": macro_f1([(edges, edge_guess)], classes=5),
        "tone": float(np.corrcoef(ratings, tones)[0, 1]),
    }
    tagged = readers.attribution_sentences(readers.polnear(data, "tune"))
    for rows_of, layers in ((tagged, ("source", "cue", "content")), (readers.names(data, "tune"), ("name",))):
        hits = {layer: [0, 0, 0] for layer in layers}
        for rows, pieces, vectors in batches(rows_of):
            for layer, tags in tag_tensors(pieces, rows).items():
                found = network.tags[layer](vectors, pieces.features().to(device)).argmax(-1).tolist()
                for gold, seen in zip(tags.tolist(), found, strict=True):
                    a, b = spans_of(gold), spans_of([s if g != IGNORED else 0 for g, s in zip(gold, seen, strict=True)])
                    hits[layer] = [x + y for x, y in zip(hits[layer], (len(a & b), len(a), len(b)), strict=True)]
        figures |= {layer: 2 * h[0] / max(1, h[1] + h[2]) for layer, h in hits.items()}
    return {k: round(v, 4) for k, v in figures.items()}


def spans_of(tags: list[int]) -> set[tuple[int, int, int]]:
    """(first, last, kind) of every run of tags; a tag that goes on without a beginning begins one."""
    spans, start = set(), None
    for i, tag in enumerate([*tags, 0]):
        kind = (tag - 1) // 2 if tag > 0 else None
        goes_on = start is not None and tag > 0 and tag % 2 == 0 and kind == start[1]
        if start is not None and not goes_on:
            spans.add((start[0], i - 1, start[1]))
            start = None
        if tag > 0 and not goes_on:
            start = (i, kind)
    return spans


def log(run: Path, **entry) -> None:
    print(json.dumps(entry), flush=True)
    with (run / "log.jsonl").open("a", encoding="utf8") as file:
        file.write(json.dumps(entry) + "\n")


if __name__ == "__main__":
    main()
