"""What is at issue? Bills, policies, claims: what people are for or against and what is no actor."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from analysis import lexicon
from analysis.actors.nominals import PAST, SMALL
from analysis.actors.words import DETERMINERS, Found, bare
from analysis.edges import act_words
from analysis.schema import AUTHOR, NEUTRAL, Document, Entities, Mention, Sentiment, Span

TITLED = re.compile(
    r"(?:[A-Z][\w’'-]*\s+(?:(?:of|and|for|the|to|on|in|s)\s+)?){1,7}"
    r"(?:Act|Bill|Law|Plan|Amendment|Treaty|Accord|Agreement|Initiative|Resolution|Proposition|Referendum|Programme|Program|Pact)\b"
    r"(?:\s+\d+)?"
)
# Parts of a constitution: "the bill" does not mean them.
CONSTITUTIONAL = re.compile(
    r"(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|\w*[Tt]enth|\w*teenth|Twent\w+(?:-\w+)?) Amendment\b"
)
WORD = re.compile(r"\w[\w’'-]*")
MODIFIERS = 3
APPOSED = re.compile(r"[”\"’']?\s*[,—–(-]+\s*(?:[\w-]+ ){0,3}")
OWN = ("its", "his", "her", "their")
DETERMINED = ("the", "this", "these", "those", *OWN)  # not "that": "said that overregulation would …"
ALONE = ("over", "dereg", "immig", "abort", "auster", "censor")  # so begin nouns that are issues without another word
ATTRIBUTED = re.compile(r"(?:er|or|ist|ant|ment|tion|sion|age|ship)s?$")  # of a noun that the one before it only describes
IT = re.compile(r"\b[Ii]t\b")


def find_issues(document: Document, people: Sequence[Span] = ()) -> list[Found]:
    """Issues with all their mentions; "the bill" and its full name are one where they can be.

    Candidates: `keep_disputed` lets go of those named once that nobody takes a side on.

    Args:
        people: where names of persons stand.
    """
    spotted = _titled(document, people)
    named = {_class(head): bare(words) for _, words, head, _ in spotted if not CONSTITUTIONAL.match(words)}
    spotted += [s for s in _headed(document, people) if not any(s[0].overlaps(t[0]) for t in spotted)]
    groups, current = defaultdict(list), {}
    for span, words, head, mention in sorted(spotted, key=lambda s: s[0]):
        kind, own = _class(head), _own_words(words, head)
        if CONSTITUTIONAL.match(words):
            kind = key = bare(words)
        elif kind in named and not (own and _is_another(document.text, span, [s for s, *_ in groups.get(named[kind], ())])):
            key = named[kind]  # one bill has a name: "the tech bill" and "the legislation" are it
        elif own:
            key = next((k for k in groups if current.get(k) == kind and set(own) & set(k.split())), " ".join((*own, head)))
        elif DEFINITE.search(document.text[max(0, span.start - 30) : span.start].lower()):
            key = next((k for k in reversed(groups) if current[k] == kind), head)  # "the bill": the one spoken of last
        else:
            key = head
        current[key] = kind
        groups[key].append((span, words, mention))
    for span, mention, key in _its(document, [(span, key) for key, group in groups.items() for span, *_ in group]):
        groups[key].append((span, "", mention))
    return [_issue(key, group) for key, group in groups.items()]


def _is_another(text: str, span: Span, before: list[Span]) -> bool:
    """ "A military bill" beside the Clean Rivers Act is not that act, unless it stands right behind its name: "the Act, a sweeping bill"."""
    lead = text[max(0, span.start - 30) : span.start].lower()
    indefinite = re.search(r"\ban? (?:[\w-]+ ){0,2}$", lead) is not None
    return indefinite and not any(APPOSED.fullmatch(text, b.end, span.start) for b in before if b < span)


def keep_disputed(entities: Entities, rows: tuple[Sentiment, ...], declared: Sequence[str] = ()) -> tuple[Entities, tuple[Sentiment, ...]]:
    """Both without the issues that are named once and that nobody takes a side on: a thing in passing is no issue.

    Args:
        rows: sentiment toward actors and issues.
        declared: names of issues that the reader wants to see in any case.
    """
    counts = Counter(m.entity for m in entities.mentions)
    sided = {row.actor for row in rows if row.voice != AUTHOR and row.label != NEUTRAL}
    gone = {i.id for i in entities.issues if counts[i.id] == 1 and i.id not in sided and i.name not in declared}
    kept = replace(
        entities,
        issues=tuple(i for i in entities.issues if i.id not in gone),
        mentions=tuple(m for m in entities.mentions if m.entity not in gone),
    )
    return kept, tuple(row for row in rows if row.actor not in gone)


def _issue(key: str, group: list) -> Found:
    fullest = max((bare(words) for _, words, _ in group), key=lambda w: (sum(c.isupper() for c in w), len(w)))
    return Found(f"issue:{key}", fullest, "issue", tuple(m for _, _, m in group))


def _its(document: Document, places: list[tuple[Span, str]]):
    """ "It" after an issue in the same sentence, where that is the only one spoken of: "allies back the bill, critics say it favors the rich"."""
    found = []
    for sentence in document.sentences:
        before = [(span, key) for span, key in places if sentence.paragraph and sentence.span.contains(span)]
        for match in IT.finditer(document.text, sentence.span.start, sentence.span.end):
            keys = {key for span, key in before if span.end <= match.start()}
            if len(keys) == 1:
                span = Span(*match.span())
                found.append((span, Mention("", sentence.paragraph, sentence.number, span, "pronoun"), keys.pop()))
    return found


def _titled(document: Document, people: Sequence[Span]):
    """Capitalized titles: "the Clean Rivers Act"."""
    found = []
    for sentence in document.sentences:
        if sentence.paragraph == 0:
            continue
        for match in TITLED.finditer(document.text, sentence.span.start, sentence.span.end):
            if any(person.overlaps(Span(*match.span())) for person in people):
                continue  # Law and Bill are names, too
            words = re.sub(r"^(?:(?:The|A|An|This|That|His|Her|Its|Their|In|On|But|And|When|If|As)\s+)+", "", match.group())
            span = Span(match.end() - len(words), match.end())
            if " " in words:
                mention = Mention("", sentence.paragraph, sentence.number, span, "name")
                found.append((span, words, re.findall(r"[A-Za-z]+", words)[-1].lower(), mention))
    return found


def _headed(document: Document, people: Sequence[Span]):
    """Noun phrases whose noun heads an issue: "the bill", "stricter safety rules", "same-sex marriage"."""
    heads, verbs, found = _heads(), _verb_forms(), []
    ends = {p.end for p in people}
    for sentence in document.sentences:
        if sentence.paragraph == 0:
            continue
        tokens = list(WORD.finditer(document.text, sentence.span.start, sentence.span.end))
        for i, token in enumerate(tokens):
            head = re.sub(r"[’']s?$", "", token.group().lower())
            owning = head != token.group().lower()  # "the bill’s passage"
            after = tokens[i + 1].group().lower() if i + 1 < len(tokens) and _adjacent(document.text, token, tokens[i + 1]) else ""
            titled = token.group()[0].isupper() and token.start() > sentence.span.start
            noun = after and tokens[i + 1].group().islower() and after not in SMALL and (ATTRIBUTED.search(after) or _is_noun(after))
            describes = after in heads or after in _bodies() or noun
            if titled or head not in heads or (describes and not owning):
                continue  # "civil rights organization", "asylum seekers": the noun behind is what is spoken of
            if i and tokens[i - 1].end() in ends and token.group() in verbs:
                continue  # "Brook claims"
            first = i
            while (
                first > 0
                and (i - first < MODIFIERS or tokens[first - 1].group()[0].isupper())
                and _adjacent(document.text, tokens[first - 1], tokens[first])
            ):
                low = tokens[first - 1].group().lower()
                plain = low in PLAIN and not (tokens[first - 1].group().istitle() and tokens[first].group().istitle())  # "New Zealand flag"
                verbal = low in verbs or low.endswith("ing") or (low.endswith("ed") and "-" not in low and low not in ADJECTIVES)
                if (
                    low in ("t", "s")
                    or low in SMALL
                    or low in DETERMINERS
                    or plain
                    or verbal
                    or low.isdigit()
                    or low.endswith(("ly", "’s", "'s"))
                ):
                    break
                first -= 1
            owned = first > 0 and (tokens[first - 1].group().lower() in OWN or tokens[first - 1].group().endswith(("’s", "'s")))
            if owned and after in ("on", "against"):
                continue  # "his attacks on Lind" are an act
            determined = first > 0 and tokens[first - 1].group().lower() in (*PLAIN, *DETERMINED)
            last = _end_of_complement(document.text, tokens, i) if after in ("on", "against") else i
            if first == i == last and not determined and not owned and not head.startswith(ALONE):
                continue
            start = tokens[first].start()
            span = Span(start, token.start() + len(head) if owning else tokens[last].end())
            form = "nominal"
            found.append((span, span.of(document.text), head, Mention("", sentence.paragraph, sentence.number, span, form)))
    return found


def _end_of_complement(text: str, tokens: list[re.Match], i: int) -> int:
    """The last token of "ban on deep-sea mining", or the noun itself where a name or nothing plain follows."""
    last = i + 1
    while last + 1 < len(tokens) and last - i <= MODIFIERS and _adjacent(text, tokens[last], tokens[last + 1]):
        word = tokens[last + 1].group()
        if not word.islower() or word in SMALL or word in DETERMINERS:
            break
        last += 1
    if tokens[last].group().endswith("ed"):
        last -= 1  # "report on school safety funded by"
    return last if last > i + 1 else i


def _own_words(words: str, head: str) -> tuple[str, ...]:
    """The modifiers that tell this issue from others of its kind."""
    low = [w for w in re.findall(r"[\w-]+", words.lower()) if w != head]
    return tuple(w for w in low if w not in SMALL and w not in DETERMINERS and w not in PLAIN)


ADJECTIVES = frozenset("outsized proposed planned united armed revised mixed unlimited limited increased renewed targeted advanced".split())
PLAIN = frozenset(
    "new proposed controversial recent final current revised own latest sweeping whole such big major government’s law mere earlier previous "
    "last first second third next former significant key similar largest oldest biggest appropriate sure only real great further old entire "
    "initial original unsuccessful successful outsized partisan full different same certain".split()
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


DEFINITE = re.compile(rf"(?:\b(?:{'|'.join(DETERMINED)})|\w[’']s)\s+(?:(?:{'|'.join(PLAIN)})\s+)*$")


@cache
def _bodies() -> frozenset[str]:
    """Nouns for people and bodies, which a noun before them only describes."""
    lines = (lexicon.words(name) for name in ("roles", "groups", "institutions"))
    return frozenset(line.removesuffix("+").strip() for words in lines for line in words)


@cache
def _verb_forms() -> frozenset[str]:
    return frozenset(form.split()[0] for form in act_words()) | lexicon.words("common_verbs")


def _is_noun(word: str) -> bool:
    """Can the word hardly be a verb? Forms in -ed, -s and -ing may be one."""
    return word.isalpha() and word not in _verb_forms() and word not in PAST and not word.endswith(("ed", "s", "ing", "ly"))


def _adjacent(text: str, a, b) -> bool:
    return text[a.end() : b.start()] in (" ", "\u00a0")
