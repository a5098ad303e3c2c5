"""What is at issue? Bills, policies, claims: what people are for or against and what is no actor."""

import re
from collections import defaultdict
from functools import cache

from analysis import lexicon
from analysis.actors.nominals import SMALL
from analysis.actors.words import DETERMINERS, Found, bare
from analysis.edges import act_words
from analysis.schema import Document, Mention, Span

TITLED = re.compile(
    r"(?:[A-Z][\w’'-]*\s+(?:(?:of|and|for|the|to|on|in|s)\s+)?){1,7}"
    r"(?:Act|Bill|Law|Plan|Amendment|Treaty|Accord|Agreement|Initiative|Resolution|Proposition|Referendum|Programme|Program|Pact)\b"
    r"(?:\s+\d+)?"
)
WORD = re.compile(r"[\w’'-]+")
MODIFIERS = 3
DETERMINED = ("the ", "this ", "that ", "its ", "his ", "her ", "their ")


def find_issues(document: Document) -> list[Found]:
    """Issues with all their mentions; "the bill" and its full name are one where they can be.

    A thing that is named only once, and by a plain noun, is none.
    """
    spotted = _titled(document)
    spotted += [s for s in _headed(document) if not any(s[0].overlaps(t[0]) for t in spotted)]
    groups, current = defaultdict(list), {}
    named = {_class(head): bare(words) for _, words, head, _ in _titled(document)}
    for span, words, head, mention in sorted(spotted, key=lambda s: s[0]):
        kind, own = _class(head), _own_words(words, head)
        if kind in named:
            key = named[kind]  # one bill has a name: "the tech bill" and "the legislation" are it
        elif own:
            key = next((k for k in groups if current.get(k) == kind and set(own) & set(k.split())), " ".join((*own, head)))
        elif document.text[: span.start].lower().endswith(DETERMINED):
            key = next((k for k in reversed(groups) if current[k] == kind), head)  # "the bill": the one spoken of last
        else:
            key = head
        current[key] = kind
        groups[key].append((span, words, mention))
    return [_issue(key, group) for key, group in groups.items() if len(group) > 1 or " " in key]


def _issue(key: str, group: list) -> Found:
    fullest = max((bare(words) for _, words, _ in group), key=lambda w: (sum(c.isupper() for c in w), len(w)))
    return Found(f"issue:{key}", fullest, "issue", tuple(m for _, _, m in group))


def _titled(document: Document):
    """Capitalized titles: "the Clean Rivers Act"."""
    found = []
    for sentence in document.sentences:
        if sentence.paragraph == 0:
            continue
        for match in TITLED.finditer(document.text, sentence.span.start, sentence.span.end):
            words = re.sub(r"^(?:(?:The|A|An|This|That|His|Her|Its|Their|In|On|But|And|When|If|As)\s+)+", "", match.group())
            span = Span(match.end() - len(words), match.end())
            if " " in words:
                mention = Mention("", sentence.paragraph, sentence.number, span, "name")
                found.append((span, words, re.findall(r"[A-Za-z]+", words)[-1].lower(), mention))
    return found


def _headed(document: Document):
    """Noun phrases whose noun heads an issue: "the bill", "stricter safety rules", "same-sex marriage"."""
    heads, verbs, found = _heads(), _verb_forms(), []
    for sentence in document.sentences:
        if sentence.paragraph == 0:
            continue
        tokens = list(WORD.finditer(document.text, sentence.span.start, sentence.span.end))
        for i, token in enumerate(tokens):
            head = token.group().lower()
            if head not in heads or (
                i + 1 < len(tokens) and tokens[i + 1].group().lower() in heads and _adjacent(document.text, token, tokens[i + 1])
            ):
                continue
            first = i
            while first > 0 and i - first < MODIFIERS and _adjacent(document.text, tokens[first - 1], tokens[first]):
                low = tokens[first - 1].group().lower()
                verbal = low in verbs or low.endswith("ing") or (low.endswith("ed") and "-" not in low and low not in ADJECTIVES)
                if low in SMALL or low in DETERMINERS or verbal or low.endswith(("ly", "’s", "'s")):
                    break
                first -= 1
            determined = first > 0 and tokens[first - 1].group().lower() in ("the", "this", "that", "its", "his", "her", "their")
            if first == i and not determined and not head.startswith(("over", "dereg", "immig", "abort", "auster", "censor")):
                continue
            start = tokens[first].start()
            span = Span(start, token.end())
            form = "nominal"
            found.append((span, span.of(document.text), head, Mention("", sentence.paragraph, sentence.number, span, form)))
    return found


def _own_words(words: str, head: str) -> tuple[str, ...]:
    """The modifiers that tell this issue from others of its kind."""
    low = [w for w in re.findall(r"[\w-]+", words.lower()) if w != head]
    return tuple(w for w in low if w not in SMALL and w not in DETERMINERS and w not in PLAIN)


ADJECTIVES = frozenset("outsized proposed planned united armed revised mixed unlimited limited increased renewed targeted advanced".split())
PLAIN = frozenset(
    "new proposed controversial recent final current revised own latest sweeping whole such big major government’s law".split()
)


@cache
def _heads() -> dict[str, str]:
    """Each noun, and the first of its kind."""
    kinds = {}
    for line in lexicon.words("issue_heads"):
        nouns = [noun.strip() for noun in line.split(",")]
        kinds |= dict.fromkeys(nouns, nouns[0])
    return {noun: kind for noun, kind in kinds.items() if " " not in noun}


def _class(head: str) -> str:
    return _heads().get(head, head)


@cache
def _verb_forms() -> frozenset[str]:
    return frozenset(form.split()[0] for form in act_words()) | lexicon.words("common_verbs")


def _adjacent(text: str, a, b) -> bool:
    return text[a.end() : b.start()] in (" ", "\u00a0")
