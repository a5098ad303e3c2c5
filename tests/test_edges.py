"""Acts of one actor toward another, by their verb."""

import re

import pytest
from conftest import golden, marked

from analysis import lexicon
from analysis.edges import find_edges


@pytest.mark.parametrize("case", golden("edges"))
def test_golden(case):
    document, mentions = marked(case["text"])
    edges = find_edges(document, mentions, frozenset(case.get("issues", ())))
    assert [[e.source, e.target, e.polarity] for e in edges] == case["expect"]
    assert all(e.span.of(document.text) and 0 < e.confidence <= 1 for e in edges)


def test_swapped_names_swap_the_edge():
    for text in ("[Ada Brook] rebuked [Otto Lind].", "[Ada Brook] was hailed by [Otto Lind]."):
        (edge,) = find_edges(*marked(text))
        (swapped,) = find_edges(*marked(text.replace("Ada Brook", "X").replace("Otto Lind", "Ada Brook").replace("X", "Otto Lind")))
        assert (edge.source, edge.target, edge.polarity) == (swapped.target, swapped.source, swapped.polarity)


@pytest.mark.parametrize("name", ["acts", "act_nouns"])
def test_every_entry_has_a_sign_and_words(name):
    entries = lexicon.words(name)
    assert len(entries) > 25
    assert all(entry.split()[0] in "+-" and len(entry.split()) > 1 for entry in entries)


@pytest.mark.parametrize("path", sorted(lexicon.LEXICONS.glob("*.txt")), ids=lambda path: path.stem)
def test_no_entry_stands_twice(path):
    """Two signs or marks for one entry would leave it to chance which holds."""
    entries = [re.sub(r"^[+-] | \+$", "", line) for line in path.read_text(encoding="utf8").splitlines() if line and line[0] != "#"]
    assert len(entries) == len(set(entries)) > 10
