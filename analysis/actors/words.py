"""What the steps of finding actors share: a record of something found, and how words are compared."""

import re
from dataclasses import dataclass

from analysis import lexicon
from analysis.reading import slug
from analysis.schema import Document, Mention, Span

TOKEN = re.compile(r"[\w&]+(?:[.’'-][\w&]+)*\.?|[^\w\s]")
DETERMINERS = frozenset(
    "the a an some several many most few both all other another these those this that his her their its our my your no any "
    "each every such more two three four five six seven eight nine ten dozens hundreds thousands scores number group of".split()
)
# Nouns and titles that tell a gender; those in -woman and -man do, too.
FEMALE = frozenset("mrs ms miss dame lady queen princess sister madam mother actress woman girl daughter wife widow grandmother".split())
MALE = frozenset("mr sir lord king prince father brother pope man boy son husband grandfather".split())
POSSESSIVE = re.compile(r"[’']s?$")


@dataclass(frozen=True, slots=True)
class Found:
    """Something found in the article: `key` tells it from all others, `mentions` bear no entity yet."""

    key: str
    name: str
    kind: str
    mentions: tuple[Mention, ...]
    roles: frozenset[str] = frozenset()  # nouns the text uses for a person: senator, mayor
    gender: str = ""  # female, male, or "" where nothing tells


def bare(words: str) -> str:
    """A name without possessive ending, leading "the" and white space."""
    words = POSSESSIVE.sub("", " ".join(words.split()))
    stop = "" if re.search(r"(?:[A-Z]\.){2,}$", words) else "."  # N.A.T.O. keeps its last one
    return re.sub(r"^[Tt]he\s+", "", words).strip(" ,;:“”\"'’-" + stop)


def without_title(name: str, kind: str = "person") -> tuple[str, frozenset[str]]:
    """A name without the titles before it, and the titles: "Sen. Ada Brook" → ("Ada Brook", {"sen"}); a person's also without offices."""
    titles, found = lexicon.words("titles") | (lexicon.words("roles") if kind == "person" else set()), set()
    tokens = name.split()
    while len(tokens) > 1:
        size = next((n for n in (3, 2, 1) if len(tokens) > n and " ".join(tokens[:n]).lower() in titles), 0)
        if not size:
            break
        found.add(" ".join(tokens[:size]).lower().rstrip("."))
        tokens = tokens[size:]
    if kind == "person" and len(tokens) > 2 and tokens[0].endswith("ist"):
        tokens = tokens[1:]  # "Scientologist", "Methodist": what somebody is
    return " ".join(tokens), frozenset(found)


def gender_of(nouns) -> str:
    """The gender that titles or nouns tell: female, male, or "" where none does."""
    if any(n in FEMALE or n.endswith("woman") for n in nouns):
        return "female"
    return "male" if any(n in MALE or n.endswith("man") for n in nouns) else ""


def head_noun(words: str) -> str:
    """The last word before any "of", "for", "in"…, in lower case: the noun that a short phrase is about."""
    first = re.split(r"\s+(?:of|for|in|at|from|to|on|with|who|that|which|and)\s+|,", words.strip().lower())[0]
    return POSSESSIVE.sub("", first.split()[-1]) if first.split() else ""


def slug_ids(names: list[str]) -> list[str]:
    """A slug for each name, "-2" and so on where two would be the same."""
    taken, ids = {"author", "unknown"}, []
    for name in names:
        base = slug(name)
        ids.append(next(i for n in range(1, len(names) + 3) if (i := base if n == 1 else f"{base}-{n}") not in taken))
        taken.add(ids[-1])
    return ids


def sources_of(document: Document, attributions) -> list[Span]:
    """Where the model sees somebody to whom words, a wish or a view are attributed; `attributions` has a list per sentence."""
    return [
        Span(sentence.span.start + s, sentence.span.start + e)
        for sentence, found in zip(document.sentences, attributions, strict=False)
        for attribution in found
        for s, e in attribution["source"]
    ]
