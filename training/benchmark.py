"""How fast is the model? Against VADER, and against a RoBERTa-base-sized encoder run once per target, on the same sentences and threads.

    python -m training.benchmark --data DIR

The sentences are NewsMTSC's with several targets; the large encoder has random weights, for only the arithmetic counts. And an article,
end to end.
"""

import argparse
import time
from pathlib import Path

import torch
from transformers import RobertaConfig, RobertaModel

from analysis import analyze, lexicon, load_model, read_article
from analysis.model.news import THREADS
from analysis.model.windows import pieces_of
from training import readers

ARTICLE = Path(__file__).parent.parent / "data" / "articles" / "trump-musk-tech-feud.txt"
SAMPLE = 100  # sentences that the large encoder reads: enough for a steady figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    rows = readers.newsmtsc(options.data, "mt")
    texts = [row.text for row in rows]
    began = time.perf_counter()
    model = load_model()
    print(f"loaded in {time.perf_counter() - began:.2f} s, {THREADS} threads, {len(rows)} sentences")
    speeds = {
        "model, all targets of a sentence": len(rows) / seconds(lambda: [score(model, row) for row in rows]),
        "vaderSentiment": len(rows) / seconds(lambda: [lexicon.compound(text) for text in texts]),
        "RoBERTa-base-sized, once per target": roberta_speed(model, rows),
    }
    ours = speeds["model, all targets of a sentence"]
    for name, speed in speeds.items():
        print(f"{name}: {speed:,.1f} sentences/s, the model is {ours / speed:.3g} times as fast")
    print(f"{ARTICLE.name}, {len(ARTICLE.read_text(encoding='utf8').split())} words, end to end: {article_seconds():.2f} s")


def score(model, row) -> None:
    model.target_sentiment([(row.text, (start, end)) for start, end, _ in row.targets])


def roberta_speed(model, rows) -> float:
    """Sentences per second where every target needs a pass of its own, on as many word pieces as the model reads."""
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    config = RobertaConfig(vocab_size=50_265, max_position_embeddings=514)  # two positions are not for text
    network = RobertaModel(config, add_pooling_layer=False).eval()
    readings = [model.read(row.text, [(0, len(row.text))]) for row in rows[:: max(1, len(rows) // SAMPLE)]]
    lengths = [len(pieces_of(reading.words, reading.windows[0])[0]) for reading in readings]
    inputs = [torch.randint(5, config.vocab_size, (1, length)) for length in lengths]
    with torch.inference_mode():
        passes = len(inputs) / seconds(lambda: [network(ids) for ids in inputs])
    return passes * len(rows) / sum(len(row.targets) for row in rows)


def article_seconds() -> float:
    return seconds(lambda: analyze(read_article(ARTICLE)).tables())


def seconds(work) -> float:
    """Best of three runs, after one that warms up."""
    work()
    times = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    main()
