"""Who speaks where in an interview or transcript? Only its layout tells: labels ("Q:", "LIND:"), questions in bold or italics.

A layout is believed where its turns also sound spoken (somebody asks, says "I" or "you"): lists of "Claim:" and "Fact:" and the
bold questions of an explainer look the same.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis import lexicon
from analysis.schema import Block, Span, Turn

QUESTION, ANSWER, SPEECH = "question", "answer", "speech"
SPEAKABLE = ("", "body", "emphasis")  # roles of lines that may be somebody's words
MOST_SPEAKERS = 100  # a text with more labels is a list
SPOKEN = 0.4  # of the turns under names sound spoken; of other labelled lines fewer do
OWN = 1 / 3  # of the paragraphs of answers say "I" or "we"; half where no question says "you"
CAPITAL = "[A-ZÀ-ÖØ-Þ]"
WORD = rf"{CAPITAL}[\w.’'&-]*"
NAME = rf"{WORD}(?:\s(?:{WORD}|\d+|of|the|for|and|de|la|van|von|der|den|bin|al)){{0,6}}"
TIME = r"(?:[\[(]\d[\d:.,]*[\])]\s*)?"
LEAD = rf"(?:>>\s*|[–—•-]\s+)?{TIME}\[?"
ASIDE = r"\]?(?:,\s[^:?!\n]{2,50})?(?:\s?[(\[][^)\]\n]{1,40}[)\]])?"  # party, post, time
LABELS = (
    re.compile(
        rf"{LEAD}(?P<name>Q|A|Question|Answer|QUESTION|ANSWER)(?:\s?\d{{0,3}}\]?(?:[:)]|\.(?=\s|$))|\s[–—-](?=\s)|(?<=Q)(?=\s+{CAPITAL}))\s*{TIME}"
    ),
    # As in hearings, "Mr. LIND.", and as everywhere else.
    re.compile(r"(?P<name>(?:Mr|Mrs|Ms|Dr|Senator|The)\.?\s[A-Z’'-]{3,}(?:\sof\s\w+)?)\.\s+"),
    re.compile(rf"{LEAD}(?P<name>{NAME}){ASIDE}\s?:(?=\s|$)\s*{TIME}"),
)
QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)")
REPORTED = re.compile(r",[”\"]|[”\"],? (?:\w+ )?(?:said|says)\b")
FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]yself|[Ww]e|us|[Oo]urs?)\b")
ADDRESSED = re.compile(r"\b[Yy]ou(?:r|rs|rself)?\b")
SOUNDS_SPOKEN = re.compile(rf"\?|{FIRST_PERSON.pattern}|{ADDRESSED.pattern}")
ASKS = re.compile(r"\?[\"”’)]*$")
BARE = re.compile(rf"{WORD}(?:\s{WORD}){{1,3}}|[A-Z]{{2,}}")
ENDS_SENTENCE = re.compile(r"[.!?…:–—-][\"”’)\]]*$")
FULL_NAME = re.compile(rf"\b(?:{CAPITAL}(?:\.|[\w’'-]{{0,30}}[a-z][\w’'-]{{0,30}})\s){{1,5}}{CAPITAL}[\w’'-]{{0,30}}[a-z]")


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a turn begins: its first word, behind the label, is at `start`."""

    speaker: str
    role: str
    start: int
    label: Span | None = None


def opening(text: str, line: Span) -> Opening | None:
    """The turn that a line would begin by its label; None where it has none."""
    match = next(filter(None, (label.match(text, line.start, line.end) for label in LABELS)), None)
    if match is None:
        return None
    role = SPEECH if match.re is not LABELS[0] else QUESTION if match["name"][0] == "Q" else ANSWER
    return Opening(match["name"], role, match.end(), Span(*match.span("name")))


def openings(text: str, blocks: Sequence[Block]) -> dict[int, Opening | None]:
    """The blocks that begin a turn, by their numbers, and None for lines that go on with one for sure; nothing in an ordinary article.

    Args:
        blocks: the lines of the text, with roles as in `Article.blocks`.
    """
    labels = {i: found for i, block in enumerate(blocks) if block.role in SPEAKABLE and (found := opening(text, block.span))}
    lines = {i: block.span.of(text) for i, block in enumerate(blocks) if block.role in (*SPEAKABLE, "heading")}
    often = Counter(lines.values())
    bare = {
        i: Opening(line, SPEECH, blocks[i].span.end, blocks[i].span)
        for i, line in lines.items()
        if often[line] > 1 and BARE.fullmatch(line)
    }
    labels = dict(sorted({**labels, **bare}.items()))
    return _labelled(text, blocks, labels) or _marked(text, blocks, labels)


def turns(text: str, blocks: Sequence[Block], begun: dict[int, Opening | None]) -> tuple[Turn, ...]:
    """The turns that begin at `openings`, with all their paragraphs.

    A paragraph without a label goes on with the turn above it unless it reads like the author's: it names the speaker, or announces
    the next turn. Below the last label it has to say "I" or "we". A heading ends a turn.
    """
    found, goes_on = [], False
    for first, following in pairwise([*(i for i, o in begun.items() if o), len(blocks)]):
        turn, mine, last = begun[first], [first], following == len(blocks)
        for i in range(first + 1, following):
            if blocks[i].role == "body" and (i in begun or not _is_authors(text, blocks[i].span, turn, last)):
                mine.append(i)
            elif blocks[i].role in ("body", "heading"):
                break
        if last and turn.role == SPEECH and not goes_on:
            mine = [i for i in mine if i in begun]  # all turns before are of one paragraph
        while last and mine[-1] not in begun and not _says(FIRST_PERSON, text, blocks[mine[-1]].span):
            mine.pop()
        if mine[-1] not in begun and text[blocks[mine[-1]].span.end - 1] == ":":
            mine.pop()
        goes_on = goes_on or mine[-1] not in begun
        label, pieces = turn.label, []
        for i in mine:
            span = Span(turn.start if i == first else blocks[i].span.start, blocks[i].span.end)
            if pieces and blocks[i - 1].role == "body":
                pieces[-1] = Span(pieces[-1].start, span.end)
            elif len(span):
                pieces.append(span)
        for piece in pieces:
            found.append(Turn(turn.speaker, turn.role, piece, label))
            label = None
    return tuple(found)


def speakers(turns: Sequence[Turn], text: str) -> dict[str, str]:
    """The fullest name that the labels, or else the text, have for each label: "S", "ES" and "STRAND" are "Elin Strand".

    A label that nothing is longer than stands for itself, "Q" and "A" for nobody: "".
    """
    labels = {t.speaker for t in turns if t.label and t.role == SPEECH}
    people = _people(labels)
    told = Counter(" ".join(words[i:]) for m in FULL_NAME.finditer(text) for words in [m.group().split()] for i in range(len(words) - 1))
    told = {name: n for name, n in told.items() if name.split()[0].lower() not in lexicon.words("function_words")}
    full = {}
    for person in set(people.values()):
        open_ = len(_parts(person)) == 1 and not any(person != label and _is_same(person, label) for label in labels)
        names = [name for name in told if open_ and len(_parts(name)) > 1 and _is_same(person, name)]
        if len(person) == 1 and len({tuple(name.split()[-2:]) for name in names}) > 1:
            names = []  # a letter says too little
        full[person] = min(names, key=lambda name: (-told[name], len(name)), default=person)
    return {t.speaker: full.get(people.get(t.speaker), "") for t in turns if t.label}


def _labelled(text: str, blocks: Sequence[Block], labels: dict[int, Opening]) -> dict[int, Opening | None]:
    """The turns of a text in which every speaker has a label."""
    if not any(o.role == QUESTION for o in labels.values()):
        labels = {i: replace(o, role=SPEECH) for i, o in labels.items() if o.role == SPEECH or text[o.label.end] == ":"}
    if len({o.speaker for o in labels.values()}) > MOST_SPEAKERS:
        return {}
    names = {label for label in {o.speaker for o in labels.values()} if _is_name(label, text)}
    labels = {i: o for i, o in labels.items() if o.speaker in names or o.role != SPEECH or o.start < blocks[i].span.end}
    people = _people(o.speaker for o in labels.values())
    times = Counter(people[o.speaker] for o in labels.values())
    lines = [i for i, block in enumerate(blocks) if block.role in SPEAKABLE or i in labels]
    place = {i: n for n, i in enumerate(lines)}
    alone = {i: o.start == blocks[i].span.end and place[i] + 1 < len(lines) for i, o in labels.items()}
    first = {i: lines[place[i] + alone[i]] for i in labels}  # the first line of its words
    said = {i: Span(max(o.start, blocks[first[i]].span.start), blocks[first[i]].span.end) for i, o in labels.items()}
    joined = [(a, b) for a, b in pairwise(labels) if place[first[a]] + 1 == place[b]]
    ended = {i for i in labels if ENDS_SENTENCE.search(said[i].of(text))}
    likely = ended | {i for pair in joined for i in pair}
    named = [i for i, o in labels.items() if i in ended and o.speaker in names]
    sure = [i for i, o in labels.items() if o.role != SPEECH or (times[people[o.speaker]] > 1 and i in likely)]
    if not sure and all(_says(SOUNDS_SPOKEN, text, said[i]) for i in named):
        sure = named
    kept = {*sure, *(i for i in named if sure and sure[0] < i < sure[-1])}
    for known, other in (*joined, *((b, a) for a, b in reversed(joined))):
        if known in kept and other in ended and labels[other].speaker in names:
            kept.add(other)  # somebody who speaks once, beside those who speak more
    changes = sum(people[labels[a].speaker] != people[labels[b].speaker] for a, b in joined if a in kept and b in kept)
    if not changes or (3 * changes < len(kept) - 1 and not all(labels[i].speaker.isupper() for i in kept)):
        return {}
    answers = [blocks[j].span for i, end in pairwise([*labels, len(blocks)]) if labels[i].role == ANSWER for j in range(i, end)]
    if answers:
        spoken = _sound_own(text, answers) or not any(REPORTED.search(answer.of(text)) for answer in answers)
    else:
        spoken = sum(_says(SOUNDS_SPOKEN, text, said[i]) for i in kept) >= SPOKEN * len(kept)
    begun = {first[i]: None for i in kept} | {i: labels[i] for i in kept}
    return dict(sorted(begun.items())) if spoken else {}


def _marked(text: str, blocks: Sequence[Block], labels: dict[int, Opening]) -> dict[int, Opening | None]:
    """The turns of a text in which the questions are marked: by their type, as headings, or by a label that the answers lack."""
    by_type = {i for i, b in enumerate(blocks) if b.role in ("emphasis", "heading")}
    by_label = {i for i, o in labels.items() if o.role == QUESTION}
    asks = by_label | {i for i in by_type if ASKS.search(blocks[i].span.of(text))}
    questions, answers, told = set(), set(), []
    for i, following in pairwise([*sorted(by_type | by_label), len(blocks)]):
        plain = [j for j in range(i + 1, following) if blocks[j].role in ("", "body")]
        words = blocks[i].span.of(text)
        tells = plain and blocks[i].role == "emphasis" and ENDS_SENTENCE.search(words) and words[0] not in "“\"‘'"
        if i in asks or (tells and ((asks and min(asks) < i < max(asks)) or ADDRESSED.search(words))):
            questions.add(i)
            answers.update(plain[:1])
            told += [blocks[j].span for j in plain]
    addressed = any(ADDRESSED.search(blocks[i].span.of(text)) for i in questions)
    if len(asks) < 2 or len(answers) < 2 or not _sound_own(text, told, OWN if addressed else 1.5 * OWN):
        return {}
    often = Counter(o.speaker for o in labels.values())
    begun = {}
    for i in sorted(questions | answers):
        role, label = ANSWER if i in answers else QUESTION, labels.get(i)
        label = label if label and often[label.speaker] > 1 else None
        goes_on = i in questions and not label and i - 1 in questions
        begun[i] = None if goes_on else replace(label, role=role) if label else Opening("", role, blocks[i].span.start)
    return begun


def _sound_own(text: str, answers: Sequence[Span], share: float = OWN) -> bool:
    """Whether that share of the paragraphs of the answers say "I" or "we", and fewer report quotes."""
    own = [_says(FIRST_PERSON, text, answer) for answer in answers]
    reported = sum(not says and bool(REPORTED.search(answer.of(text))) for says, answer in zip(own, answers, strict=True))
    return sum(own) >= share * len(answers) and sum(own) > reported


def _is_authors(text: str, paragraph: Span, turn: Opening, last: bool) -> bool:
    """Whether a paragraph without a label is not the words of who spoke before: it names him; or, below the last label, reports a quote."""
    name = _parts(turn.speaker)[-1] if turn.role == SPEECH else ""
    if len(name) > 1 and _says(re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE), text, paragraph):
        return True
    return last and bool(REPORTED.search(paragraph.of(text))) and not _says(FIRST_PERSON, text, paragraph)


def _says(pattern: re.Pattern, text: str, span: Span) -> bool:
    return bool(pattern.search(QUOTED.sub(" ", span.of(text))))


def _is_name(label: str, text: str) -> bool:
    """Whether a label is surely a name: in capitals, of several words, or found inside a sentence of the text."""
    return label.isupper() or " " in label or bool(re.search(rf"[a-z,] {re.escape(label)}\b", text))


def _parts(name: str) -> list[str]:
    """The words of a name in small letters, without dots, and without titles before it as far as their form shows them."""
    return re.sub(r"^(?:(?:\w{2,}\.|mr|mrs|ms|dr|prof)\s+)+", "", name.lower()).replace(".", "").split()


def _is_same(short: str, name: str) -> bool:
    """Whether a label can stand for a longer name: its first or last words, or their initials."""
    a, b = _parts(short), _parts(name)
    if len(a) == 1 and short.isupper() and a[0] in ("".join(word[0] for word in b), b[-1][0], b[0][0]):
        return True
    return a in (b[: len(a)], b[-len(a) :])


def _people(labels: Iterable[str]) -> dict[str, str]:
    """The longest label of the same speaker for each label; the label itself where several could be."""
    labels = {label: (len("".join(_parts(label))), len(label), label) for label in labels}
    people = {}
    for label in labels:
        longer = {b for b in labels if labels[b] > labels[label] and _is_same(label, b)}
        longest = {b for b in longer if not any(labels[c] > labels[b] and _is_same(b, c) for c in longer)}
        people[label] = longest.pop() if len(longest) == 1 else label
    return people
