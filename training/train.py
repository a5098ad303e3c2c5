"""Train the annotator: one encoder, all heads, from packed tensors. Needs numpy, torch and transformers, nothing else.

    python -m training.train --packed runs/packed.pkl --base runs/base --run runs/first [--epochs 6 | --seconds 300] [--seed 1] [--start RUN]

Saves the mean of the weights over the last steps, logs the figures on the tuning rows to RUN/log.jsonl, and goes on from RUN/resume.pt when
it was stopped. One GPU, or two cores and patience.
"""

import argparse
import json
import lzma
import pickle
import random
import time
from pathlib import Path

import torch
from transformers import MPNetConfig, MPNetModel

from training.batches import collated, moved
from training.losses import losses_of
from training.network import Network
from training.progress import measure
from training.shards import joined

RATE, HEADS_RATE, LAYER_DECAY, WARM_UP = 4e-5, 4e-4, 0.92, 0.06
AVERAGING = 0.998  # of the weights over the steps
# A step reads windows of whole articles and sentences that stand alone; so many articles, and shares of the sentences an epoch.
POLNEAR = 0.5  # articles of it for every annotated one
SENTENCES = {"target": 0.35, "exchanged target": 0.35, "pair": 0.4, "tone": 1.0, "name": 0.3}
WEIGHTS = {
    "articles": {"tags": 1.5, "mentions": 0.5, "links": 0.5, "holders": 0.5, "judge": 3.0, "tone": 0.3},
    "sentences": {"tags": 0.5, "judge": 1.5, "tone": 1.0},
}
CHECKPOINT_SECONDS, LOG_EVERY = 600, 20
POOL = 23 << 30  # bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packed", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a run's last.pt, or a folder of shards, to go on from")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seconds", type=float, help="stop after so long, with the rates falling to zero by then")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=6, help="annotated articles a step")
    parser.add_argument("--share", type=float, default=1.0, help="factor of the sentences an epoch")
    parser.add_argument("--freeze", type=int, default=0, help="layers of the encoder, from below, that stay as they are")
    parser.add_argument("--rate", type=float, default=1.0, help="factor of all rates")
    parser.add_argument("--hold", action="store_true", help="do not let the rates fall: other runs go on from here")
    options = parser.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    packed = read_packed(options.packed)
    network = new_network(joined(options.base))
    if options.start:
        network.load_state_dict(read_state(options.start, options.base))
    Training(network, packed, options).go_on()


def read_state(start: Path, base: Path) -> dict[str, torch.Tensor]:
    """A run's weights: a file as `torch.save` wrote it, or a folder of shards that tell the difference to the pretrained encoder."""
    if start.is_dir():
        return joined(start, {f"encoder.{name}": weights for name, weights in joined(base).items()})
    return torch.load(start, map_location="cpu")


def read_packed(path: Path) -> dict[str, list[dict]]:
    """What `training.pack` wrote, or, with vectors, `training.store`."""
    if path.read_bytes()[:1] == b"\x80":
        return pickle.loads(path.read_bytes())
    return pickle.loads(lzma.decompress(path.read_bytes()))


def new_network(base: dict[str, torch.Tensor]) -> Network:
    """The pretrained encoder with fresh heads, the same ones every time, so that runs can be averaged."""
    torch.manual_seed(0)
    encoder = MPNetModel(MPNetConfig(vocab_size=30527, max_position_embeddings=514), add_pooling_layer=False)
    encoder.load_state_dict(base)
    return Network(encoder)


class Training:
    """One run: what it learns from, how far it is, and the mean of its weights."""

    def __init__(self, network: Network, packed: dict[str, list[dict]], options):
        self.options, self.packed = options, packed
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        if self.device == "cuda":
            torch.empty(POOL, dtype=torch.uint8, device="cuda")  # asking for memory anew for every new shape takes longer than a step
        self.network = network.to(self.device)
        frozen = [self.network.encoder.embeddings.word_embeddings]
        if options.freeze > len(self.network.encoder.encoder.layer):
            frozen = [self.network.encoder, self.network.known]
        elif options.freeze:
            frozen = [self.network.encoder.embeddings, self.network.known, *self.network.encoder.encoder.layer[: options.freeze]]
        for module in frozen:
            module.requires_grad_(False)
        self.optimizer = torch.optim.AdamW(_groups(self.network, options.rate), weight_decay=0.01, fused=self.device == "cuda")
        self.rates = [group["lr"] for group in self.optimizer.param_groups]
        self.learned = [p for p in self.network.parameters() if p.requires_grad]
        self.mean = [p.detach().clone() for p in self.learned]
        self.step, self.spent = 0, 0.0
        self.resume = options.run / "resume.pt"
        if self.resume.exists():
            state = torch.load(self.resume, map_location=self.device)
            self.network.load_state_dict(state["network"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.mean, self.step, self.spent = state["mean"], state["step"], state["spent"]
        torch.manual_seed(options.seed)

    def go_on(self) -> None:
        plan = self._plan()
        total, started, saved, losses = len(plan), time.time(), time.time(), {}
        self.network.train()
        while self.step < total:
            elapsed = self.spent + time.time() - started
            progress = max(self.step / total, elapsed / self.options.seconds if self.options.seconds else 0.0)
            if progress >= 1:
                break
            self._learn(plan[self.step], progress, losses)
            if self.step % LOG_EVERY == 0:
                entry = {"step": self.step, "of": total, "progress": round(progress, 3), "seconds": round(elapsed, 1)}
                self._log(entry | {part: round(torch.stack(values).mean().item(), 4) for part, values in losses.items()})
                losses = {}
            if self.device == "cpu" and time.time() - saved > CHECKPOINT_SECONDS:
                self._save_to_resume(elapsed)
                saved = time.time()
        with torch.no_grad():
            for parameter, mean in zip(self.learned, self.mean, strict=True):
                parameter.copy_(mean)
        torch.save(self.network.state_dict(), self.options.run / "last.pt")
        entry = {"step": self.step, "seconds": round(self.spent + time.time() - started, 1)}
        self._log(entry | {"tune": measure(self.network, self.packed, self.device)})

    def _learn(self, step: dict[str, list[tuple[str, int]]], progress: float, losses: dict[str, list]) -> None:
        factor = min(1.0, progress / WARM_UP) * (1.0 if self.options.hold else 1 - progress)
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * max(factor, 0.01)
        loss = 0.0
        with torch.autocast(self.device, dtype=torch.bfloat16):
            for what, chosen in step.items():
                if chosen:
                    batch = moved(collated([self.packed[name][i] for name, i in chosen]), self.device)
                    for part, value in losses_of(self.network, batch).items():
                        loss = loss + WEIGHTS[what][part] * value
                        losses.setdefault(f"{what}: {part}", []).append(value.detach())
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learned, 1.0)
        self.optimizer.step()
        self.step += 1
        with torch.no_grad():
            torch._foreach_lerp_(self.mean, self.learned, 1 - min(AVERAGING, 1 - 1 / (1 + self.step / 4)))

    def _save_to_resume(self, elapsed: float) -> None:
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "mean": self.mean,
            "step": self.step,
            "spent": elapsed,
        }
        torch.save(state, self.resume.with_suffix(".new"))
        self.resume.with_suffix(".new").rename(self.resume)

    def _plan(self) -> list[dict[str, list[tuple[str, int]]]]:
        """All steps of all epochs. An epoch sees every annotated article once, as it is or with other names."""
        random_, plan = random.Random(self.options.seed), []
        size = lambda item: sum(len(w["ids"]) for w in item["windows"])
        count = max(1, len(self.packed["annotated"]) // self.options.batch)
        versions = [v for v in ("annotated", "exchanged") if len(self.packed[v]) == len(self.packed["annotated"])]
        for _ in range(self.options.epochs):
            order = random_.sample(range(len(self.packed["annotated"])), len(self.packed["annotated"]))
            every = [(random_.choice(versions), i) for i in order]
            others = [
                ("polnear", i)
                for i in random_.sample(
                    range(len(self.packed["polnear"])), min(len(self.packed["polnear"]), int(len(self.packed["annotated"]) * POLNEAR))
                )
            ]
            sentences = []
            for name, share in SENTENCES.items():
                items = self.packed[name]
                chosen = random_.sample(range(len(items)), min(len(items), int(len(items) * share * self.options.share)))
                sentences.append([(name, i) for i in sorted(chosen, key=lambda i, items=items: size(items[i]) + random_.random())])
            # Sentences of like length come together; which lengths come when is drawn by lot.
            part = lambda rows, i: rows[len(rows) * i // count : len(rows) * (i + 1) // count]
            lengths = random_.sample(range(count), count)
            plan += [
                {"articles": part(every, i) + part(others, i), "sentences": [row for rows in sentences for row in part(rows, lengths[i])]}
                for i in range(count)
            ]
        return plan

    def _log(self, entry: dict) -> None:
        line = json.dumps(entry)
        print(line, flush=True)
        with (self.options.run / "log.jsonl").open("a", encoding="utf8") as file:
            file.write(line + "\n")


def _groups(network: Network, factor: float) -> list[dict]:
    """Parameters with their rates: the encoder's fall from layer to layer downward, the heads learn ten times as fast."""
    groups: dict[float, list] = {}
    depth = len(network.encoder.encoder.layer)
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = HEADS_RATE
        if name.startswith("encoder."):
            layer = int(name.split(".")[3]) if ".layer." in name else -1 if "embeddings" in name else 0
            rate = RATE * LAYER_DECAY ** (depth - 1 - layer)
        groups.setdefault(rate * factor, []).append(parameter)
    return [{"params": parameters, "lr": rate} for rate, parameters in groups.items()]


if __name__ == "__main__":
    main()
