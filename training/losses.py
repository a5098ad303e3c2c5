"""What every head says of a batch, and how far that is from the labels."""

import torch
from torch.nn import functional as F

from training.network import Network

WIDEST = 24  # words of a mention
SMOOTHING = 0.03


def answers_of(network: Network, batch: dict) -> dict:
    """What every head says of a batch: tags, mentions (b, n, n, kinds), links and holders of the places asked about, judgements, tone."""
    words = batch["vectors"] if "vectors" in batch else network.read(batch["ids"], batch["mask"], batch["places"], batch["features"])
    answers = {
        "tags": {layer: network.tags[layer](words) for layer in batch["tags"]},
        "judge": [judged(network, words, q) for q in batch["questions"]],
    }
    if "mentions" in batch:
        answers["mentions"] = network.mentions(words)
        answers["links"] = [linked(network, words, part) for part in batch["links"]]
    if "passages" in batch:
        answers["holders"] = held(network, words, batch["passages"])
    if "rating" in batch or "paragraph" in batch:
        answers["tone"] = network.tone(words).float()
    return answers


def judged(network: Network, words, asked: dict):
    """(t, 3) logits of none, negative, positive"""
    tokens = words.reshape(-1, words.shape[-1])[asked["at"]]
    return network.judge(tokens, asked["mask"], asked["marks"], asked["voice"]).sum(1)


def linked(network: Network, words, part: dict):
    """(m, m + 1) logits: new, then each earlier mention"""
    window, first, last = part["at"].unbind(1)
    sums = words.float().cumsum(1)
    behind = sums[window, last] - sums[window, first] + words[window, first].float()
    mean = (behind / (last - first + 1)[:, None]).to(words.dtype)
    mentions = network.links.vectors(words[window, first], words[window, last], mean)
    pairs, new = network.links(mentions, part["match"], part["distance"])
    later = torch.ones_like(pairs, dtype=torch.bool).tril(-1)
    return torch.cat([new[:, None], pairs.masked_fill(~later, -1e4)], 1).float()


def held(network: Network, words, passages: dict):
    """(q, n + 1) logits of every word of the window, and nobody"""
    window, first, behind = passages["at"].unbind(1)
    n = words.shape[1]
    sums = words.float().cumsum(1)
    total = sums[window, behind - 1] - sums[window, first] + words[window, first].float()
    mean = (total / (behind - first)[:, None]).to(words.dtype)
    edge = lambda at, there: words[window, at.clamp(0, n - 1)] * there[:, None].to(words.dtype)
    parts = [edge(first - 1, first > 0), words[window, first], mean, words[window, behind - 1], edge(behind, behind < n)]
    return network.holders(torch.cat(parts, -1), words[window], passages["told"]).float()


def losses_of(network: Network, batch: dict) -> dict[str, torch.Tensor]:
    answers, losses = answers_of(network, batch), {}
    if batch["tags"]:
        losses["tags"] = sum(
            F.cross_entropy(answers["tags"][k].flatten(0, 1).float(), v.flatten(), ignore_index=-100) for k, v in batch["tags"].items()
        )
    if "mentions" in batch:
        losses["mentions"] = _mention_loss(answers["mentions"], batch)
        if batch["links"]:
            losses["links"] = sum(
                _marginal(a, torch.cat([~p["right"].any(1, keepdim=True), p["right"]], 1)).mean()
                for a, p in zip(answers["links"], batch["links"], strict=True)
            ) / len(batch["links"])
    if "passages" in batch:
        passages, logits = batch["passages"], answers["holders"]
        padded = torch.cat([~filled(batch)[passages["at"][:, 0]], torch.zeros_like(passages["right"][:, :1])], 1)
        each = _marginal(logits.masked_fill(padded, -1e4), passages["right"])
        losses["holders"] = (each * passages["weight"]).sum() / passages["weight"].sum()
    if batch["questions"]:
        count = sum(len(q["chances"]) for q in batch["questions"])
        smooth = lambda c: c * (1 - SMOOTHING) + SMOOTHING / c.shape[-1]
        losses["judge"] = (
            sum(
                F.cross_entropy(a, smooth(q["chances"]), reduction="sum") for a, q in zip(answers["judge"], batch["questions"], strict=True)
            )
            / count
        )
    if "rating" in batch:
        losses["tone"] = F.mse_loss(rated_tones(answers["tone"], batch), batch["rating"] / 4) * 10
    if "paragraph" in batch:
        losses["tone"] = F.cross_entropy(*paragraph_logits(network, answers["tone"], batch))
    return losses


def filled(batch: dict) -> torch.Tensor:
    """(b, n): which places of the padded windows hold a word"""
    n = batch["features"].shape[1]
    return torch.arange(n, device=batch["places"].device)[None] <= batch["places"].amax(1, keepdim=True)


def _mention_loss(logits: torch.Tensor, batch: dict) -> torch.Tensor:
    """Cross-entropy over all spans of own words in one sentence, for each mention there is."""
    b, n = batch["own"].shape
    at = torch.arange(n, device=logits.device)
    wide = (at[None] - at[:, None] >= 0) & (at[None] - at[:, None] < WIDEST)
    valid = wide[None] & batch["own"][:, :, None] & batch["own"][:, None] & (batch["sentence"][:, :, None] == batch["sentence"][:, None])
    truth = torch.zeros(b, n, n, dtype=torch.long, device=logits.device)
    window, first, last, kind = batch["mentions"].unbind(1)
    truth[window, first, last] = kind + 1
    asked = F.pad(logits[valid].float(), (1, 0))
    return F.cross_entropy(asked, truth[valid], reduction="sum") / (len(batch["mentions"]) + 1)


def _marginal(logits: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """−log of the chance of any right one: (rows,)"""
    return logits.logsumexp(1) - logits.masked_fill(~right, -1e4).logsumexp(1)


def rated_tones(tone: torch.Tensor, batch: dict) -> torch.Tensor:
    """(rated,) mean tone of the words of the sentences that have a rating"""
    inside = filled(batch)[batch["rated"]]
    return (tone[batch["rated"]] * inside).sum(1) / inside.sum(1)


def paragraph_tones(tone: torch.Tensor, batch: dict) -> tuple[torch.Tensor, torch.Tensor]:
    """(paragraphs,) mean tone of their words, and how many words they have"""
    count = len(batch["tone labels"])
    number = torch.where(batch["paragraph"] < 0, count, batch["paragraph"]).flatten()
    zeros = torch.zeros(count + 1, device=tone.device)
    words = zeros.index_add(0, number, torch.ones_like(tone.flatten()))[:-1]
    return zeros.index_add(0, number, tone.flatten())[:-1] / words.clamp(min=1), words


def paragraph_logits(network: Network, tone: torch.Tensor, batch: dict) -> tuple[torch.Tensor, torch.Tensor]:
    """Ordered logits of negative, neutral, positive, and the labels, of the paragraphs that have one."""
    tones, words = paragraph_tones(tone, batch)
    low, high = network.tone.borders
    steep = network.tone.steep
    logits = torch.stack([steep * (low - tones), torch.zeros_like(tones), steep * (tones - high)], 1)
    known = (words > 0) & (batch["tone labels"].sum(1) > 0)
    return logits[known], batch["tone labels"][known]
