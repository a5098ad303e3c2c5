"""Who reports what, by the order of the words? Cue, source and content of one sentence, for direct, indirect and mixed speech alike.

`S said that C`, `S said: C`, `C, S said`, `C, said S`, `C, S said, C`, `according to S, C`, `S accused C of C`, `S called it “C”`, `S: C` in a headline.
"""

from dataclasses import dataclass

from analysis.quotes.cues import Token, Verb, is_cue, verbs_at
from analysis.quotes.phrases import (
    BE,
    BOUNDARIES,
    DASHES,
    DETERMINERS,
    FINITE,
    NEGATIVE,
    PREPOSITIONS,
    REACH,
    SUBJECTS,
    TURNS,
    closers,
    end_of_apposition,
    end_of_clause,
    is_clause,
    is_noun,
    is_word,
    lead_of,
    plain,
    speaks,
    subject,
)
from analysis.schema import Mention, Span

QUESTIONS = frozenset("whether if how why what who when where which".split())
ADDRESSED = ("tell", "told", "ask", "remind", "inform", "assur", "warn")  # verbs with a hearer: "told the council the plan …"
NEED_THAT = ("find", "found", "show", "reveal")  # "found himself" reports nothing
CONTENT_NOUNS = frozenset(
    "claim claims statement assertion belief argument warning suggestion allegation allegations fear fears hope hopes promise pledge "
    "accusation accusations insistence conviction contention concern concerns prediction".split()
)
OWNERS = frozenset("his her their its my our".split())
VIEWS = frozenset("words view opinion eyes judgment judgement estimation telling".split())
SPOKEN_END = tuple(",.?!…—-")  # before the closing mark of words that a cue follows
TOPIC = frozenset("for of about against over as like".split())
SHORT_MARKED = 30  # characters; longer marked words are speech rather than a name
KINDS = ("urge", "say", "name")  # the order in which a verb of several kinds is tried


@dataclass(frozen=True, slots=True)
class Report:
    """A content still in words: `parts` run from first to last token, marks included; `sure` where a word or mark shows its borders."""

    source: Span | None
    cue: Span | None
    parts: tuple[Span, ...]
    sure: bool = True
    naming: bool = False
    pending: bool = False  # a colon ends the paragraph: the next one is the content


@dataclass(frozen=True, slots=True)
class _Cue:
    """A reporting verb: from token `start` to before `end`, and who stands beside it; `first` is the first token of that source.

    `closers`: punctuation that ends the insertion it stands in.
    """

    start: int
    end: int
    span: Span
    source: Span | None
    first: int | None
    closers: tuple[str, ...]


def reports(tokens: list[Token], mentions: list[Mention], headline: bool = False) -> list[Report]:
    """All that one sentence reports, in reading order; of two that overlap, the one that holds the other, else the first.

    Args:
        tokens: of the sentence.
        mentions: of actors, in reading order.
        headline: whether "Mayor: taxes must fall" is to be read as speech.
    """
    found: list[Report] = []
    floor = 0  # the first token that no content before has taken
    for i, token in enumerate(tokens):
        if token.marked is not None:
            continue
        for one in _according(tokens, i) or _noun(tokens, i) or _verb(tokens, i, floor, found, mentions):
            held = [f for f in found if all(any(p.contains(o) for p in one.parts) for o in f.parts)]
            if any(p.overlaps(o) for f in found if f not in held for o in f.parts for p in one.parts):
                continue
            found = [*(f for f in found if f not in held), one]
            floor = max(floor, next((n for n, t in enumerate(tokens) if t.span.start >= one.parts[-1].end), len(tokens)))
    return found or (_colon(tokens, mentions) if headline else [])


def _verb(tokens: list[Token], i: int, floor: int, before: list[Report], mentions: list[Mention]) -> list[Report]:
    """The report of the verb that begins at a token, if one does."""
    verbs = sorted(verbs_at(tokens, i), key=lambda v: KINDS.index(v.kind))
    if not verbs or is_noun(tokens, i) or (i and tokens[i].first.isupper() and tokens[i - 1].first.isupper()):
        return []  # "United States" are no verb
    lead, form = lead_of(tokens, i), verbs[0].form
    auxiliaries = {plain(t.word) for t in tokens[lead + 1 : i]}
    if NEGATIVE & auxiliaries or any(a.endswith("n’t") for a in auxiliaries) or not speaks(tokens, i, lead, form, mentions):
        return []
    end = i + max(len(v.words) for v in verbs)
    span = Span(tokens[i].span.start, tokens[end - 1].span.end)
    if form == "past" and BE & auxiliaries:
        return _passive(tokens, i, verbs, span)
    inverted = _inverted(tokens, i, end, floor, span, verbs)
    if inverted:
        return inverted
    found = subject(tokens, lead, mentions)
    first, source = found or (None, None)
    beside = bool(first) and tokens[first - 1].word == "with"  # "with Brook saying …"
    aimless = "to" in auxiliaries and not any(source and m.span.overlaps(source) for m in mentions)  # "seized the moment to say"
    if source is None or aimless or (form == "participle" and not (beside or auxiliaries)):
        source = _main_subject(tokens, i, before, mentions) or (None if aimless else source)
    if aimless:
        first = None
        if source is None:
            return []
    cue = _Cue(i, end, span, source, first, closers(tokens, i, relative=lead >= 0 and tokens[lead].word in ("who", "which")))
    closes = (
        first
        and tokens[first - 1].last in SPOKEN_END
        and end < len(tokens)
        and tokens[end].word not in ("", "that")
        and not is_clause(tokens, end)
    )
    if closes and form != "participle" and any(v.kind == "say" for v in verbs):  # “C,” S said, “C”
        return _surrounding(tokens, first, end, floor, span, source)
    for verb in verbs:
        after = _after(tokens, cue, verb)
        if after:
            return after
    if first and form != "participle" and any(v.kind == "say" for v in verbs):
        return _surrounding(tokens, first, end, floor, span, source)
    return []


def _opens_content(tokens: list[Token], n: int) -> bool:
    return is_clause(tokens, n) or (tokens[n].marked is not None and len(tokens[n].span) > SHORT_MARKED)


CLAUSE_OPENERS = frozenset("while but whereas although though because".split())


def _main_subject(tokens: list[Token], i: int, before: list[Report], mentions: list[Mention]) -> Span | None:
    """Who "saying" belongs to: the subject of its own clause ("while Brook rose to say"), the speaker before, or the first actor of the
    sentence, a dateline and "In Lund" left aside."""
    starts = {m.span.start: m.span for m in mentions}
    for n in range(i - 1, 0, -1):
        if tokens[n - 1].word in CLAUSE_OPENERS and (own := starts.get(tokens[n].span.start)) and not tokens[n].marked:
            return own
    if before and before[-1].source:
        return before[-1].source
    for n, token in enumerate(tokens[:i]):
        mention = next((m for m in mentions if m.span.start == token.span.start and not token.marked), None)
        if mention is None or (n and tokens[n - 1].word in PREPOSITIONS):
            continue
        following = next((t for t in tokens[n:i] if t.span.start >= mention.span.end), None)
        dateline = mention.form == "name" and following is not None and following.word in ("-", "(", *DASHES)
        if not dateline:
            return mention.span
    return None


def _after(tokens: list[Token], cue: _Cue, verb: Verb) -> list[Report]:
    """The content that follows a cue."""
    a = cue.start + len(verb.words)
    if a >= len(tokens):
        return []
    if verb.kind == "name":
        return _named(tokens, a, cue.source, cue.span)
    if verb.kind == "say" and tokens[a].word == ":" and a + 1 == len(tokens):
        return [Report(cue.source, cue.span, (Span(cue.span.end, cue.span.end),), pending=True)]
    start, sure = _urged(tokens, a, verb) if verb.kind == "urge" else _said(tokens, a, verb)
    return _report(tokens, start, cue.source, cue.span, sure, cue.closers) if start is not None else []


def _said(tokens: list[Token], a: int, verb: Verb) -> tuple[int | None, bool]:
    """Where the content of "said" begins, and whether a word or mark shows it."""
    addressed = verb.words[0].startswith(ADDRESSED)
    for b in range(a, min(a + REACH, len(tokens))):
        token = tokens[b]
        if token.marked is not None:
            if b > a and tokens[b - 1].word in PREPOSITIONS and len(token.span) <= SHORT_MARKED:
                continue  # "said on “Lund Tonight” that …"
            if b == a or tokens[b - 1].word in (",", ":") or (tokens[b - 1].word not in DETERMINERS and len(token.span) > SHORT_MARKED):
                return b, True
            break
        if token.word == "that" and tokens[a].word in TOPIC:
            break  # "hoped for a plan that …"
        if token.word in ("that", ":") and b + 1 < len(tokens):
            return (b if plain(tokens[b + 1].word) in FINITE else b + 1), True  # "said that was wrong"
        if token.word in QUESTIONS and (b == a or (addressed and b - a <= 4)):
            return b, True
        if token.word == ";" or (b > a and (plain(token.word) in FINITE or (is_cue(token.word) and not is_noun(tokens, b)))):
            break
        if token.word == "," and b - a > 6:
            break
    if verb.words[0].startswith(NEED_THAT):
        return None, False
    start = _after_hearer(tokens, a) if addressed else a
    return (start, False) if is_clause(tokens, start) else (None, False)


def _after_hearer(tokens: list[Token], a: int) -> int:
    """Where "the plan …" begins in "told the council the plan …": at the next pronoun or determiner."""
    return next((b for b in range(a + 1, min(a + 7, len(tokens))) if tokens[b].word in SUBJECTS | DETERMINERS), a)


def _urged(tokens: list[Token], a: int, verb: Verb) -> tuple[int | None, bool]:
    """Where the content of "accused", "urged", "called for" begins."""
    if not verb.link:
        plain_object = is_word(tokens[a]) and tokens[a].word not in PREPOSITIONS | BOUNDARIES
        if verb.words[-1] == "to" and tokens[a].word in DETERMINERS:
            return None, False  # "gave them claim to the seat"
        return (a, False) if plain_object and len(tokens) - a > 2 else (None, False)
    for b in range(a, min(a + REACH, len(tokens))):
        word = tokens[b].word
        if word == verb.link and b > a:
            return (a, True) if b + 1 < len(tokens) else (None, False)
        if (
            word in (";", ":", "that", "and")
            or plain(word) in FINITE
            or (b > a and is_cue(word))
            or (b == a and word in PREPOSITIONS | {"not"})
        ):
            break
    return None, False


def _named(tokens: list[Token], a: int, source: Span | None, cue: Span) -> list[Report]:
    """The marked words after "called": each is a report."""
    found, last = [], a
    for b in range(a, len(tokens)):
        token = tokens[b]
        if token.marked is not None:
            found.append(Report(source, cue, (token.span,), naming=True))
            last = b
        elif b - last > (4 if found else REACH) or token.word in (";", ":") or (b > a and verbs_at(tokens, b) and not is_noun(tokens, b)):
            break
    return found


def _report(tokens: list[Token], start: int, source: Span | None, cue: Span, sure: bool = True, ends: tuple[str, ...] = ()) -> list[Report]:
    """The clause from a token on, and those that "and that" adds to it."""
    end = end_of_clause(tokens, start, ends)
    if end <= start:
        return []
    more = next(
        (n + 2 for n in range(end, min(end + 3, len(tokens) - 2)) if tokens[n].word in ("and", "but") and tokens[n + 1].word == "that"),
        None,
    )
    report = Report(source, cue, (Span(tokens[start].span.start, tokens[end - 1].span.end),), sure)
    return [report, *(_report(tokens, more, source, cue, sure, ends) if more else [])]


def _inverted(tokens: list[Token], i: int, a: int, floor: int, cue: Span, verbs: list[Verb]) -> list[Report]:
    """`C, said S`."""
    if i == 0 or a >= len(tokens) or tokens[a].marked or not any(v.kind == "say" and v.form in ("past", "third") for v in verbs):
        return []
    before = tokens[i - 1]
    if not (before.marked or before.word in (",", "-", *DASHES)) or tokens[a].word in PREPOSITIONS | BOUNDARIES | {",", ".", ":", "to"}:
        return []
    if not before.marked and not tokens[i - 2].marked and any(t.word == "," for t in tokens[floor : i - 1]):
        return []  # "Brook, the mayor of Lund, said the plan …"
    if before.word in DASHES and sum(t.word in DASHES for t in tokens[floor:i]) % 2 == 0:
        return []  # "Brook – who left early – said the plan …"
    ends = (",", ";", ":", *DASHES)
    end = next(
        (
            n
            for n in range(a, len(tokens))
            if tokens[n].marked or tokens[n].word in ends or (n + 1 == len(tokens) and not is_word(tokens[n]))
        ),
        len(tokens),
    )
    if end == a:
        return []
    return _surrounding(tokens, i, end_of_apposition(tokens, end), floor, cue, Span(tokens[a].span.start, tokens[end - 1].span.end))


def _surrounding(tokens: list[Token], first: int, after: int, floor: int, cue: Span, source: Span | None) -> list[Report]:
    """`C, S said` and `C, S said, C`: the content before the tokens of cue and source (first … after), and what goes on behind a comma."""
    if first == 0 or not (tokens[first - 1].marked or tokens[first - 1].word in (",", "-", *DASHES)):
        return []
    end, start = first, floor
    while end > floor and not (tokens[end - 1].marked or is_word(tokens[end - 1]) or tokens[end - 1].word in ("%", ")", "]")):
        end -= 1
    while start < end and not (tokens[start].marked or is_word(tokens[start]) or tokens[start].word in ("(", "[", "$", "£", "€")):
        start += 1
    if end <= start:
        return []
    last = tokens[end - 1].marked
    clausal = any(plain(t.word) in FINITE for t in tokens[start:end])
    whole = clausal or (last and tokens[end - 1].first.islower() and tokens[start].word not in PREPOSITIONS)
    if last is not None and (not whole or tokens[end - 2].word in (",", ":", ".", ";")):
        start = end - 1
    elif tokens[start].word in ("but", "and") and end - start > 2:
        start += 1
    rest = _rest(tokens, after, bool(last))
    scrap = len(tokens) - after > 3 or tokens[start].word in PREPOSITIONS
    if last is None and not (rest or clausal) and scrap:
        return []  # "After the vote, Brook said …"
    if last and tokens[first - 1].marked and tokens[end - 1].last not in SPOKEN_END and cue.start > tokens[first].span.start:
        return []  # "‘Wrong’ Brook comments"
    parts = [Span(tokens[start].span.start, tokens[end - 1].span.end), *rest]
    if tokens[end - 1].word == "that":
        parts = rest
    if not parts:
        return []
    return [Report(source, cue, tuple(parts), sure=last is not None or bool(rest) or len(tokens) - after <= 8)]


def _rest(tokens: list[Token], after: int, marked: bool) -> list[Span]:
    """What of the content goes on after "she said,"."""
    rest = after + 1
    if rest >= len(tokens) or tokens[after].word not in (",", "-", *DASHES) or bool(tokens[rest].marked) != marked:
        return []
    if marked:
        return [tokens[rest].span]
    small = TURNS | PREPOSITIONS | {"who", "which", "as", "when", "a", "an"}
    end = end_of_clause(tokens, rest)
    if end <= rest or tokens[rest].word in small or is_cue(tokens[rest].word) or tokens[rest].word.endswith("ing"):
        return []
    return [Span(tokens[rest].span.start, tokens[end - 1].span.end)]


def _passive(tokens: list[Token], i: int, verbs: list[Verb], cue: Span) -> list[Report]:
    """ "was described by S as “C”", "was accused by S of C"."""
    by = next((n for n in range(i + 1, min(i + REACH, len(tokens) - 1)) if tokens[n].word == "by"), None)
    source, start = None, i + 1
    if by is not None:
        ends = ("as", "of", "to", ",", ".", ";")
        start = next((n for n in range(by + 1, len(tokens)) if tokens[n].marked or tokens[n].word in ends), len(tokens))
        source = Span(tokens[by + 1].span.start, tokens[start - 1].span.end) if start > by + 1 else None
    if any(v.kind == "name" for v in verbs):
        return _named(tokens, i + 1, source, cue)
    links = {v.link for v in verbs if v.kind == "urge"} - {""}
    if source and start + 1 < len(tokens) and tokens[start].word in links:
        return _report(tokens, start + (tokens[start].word == "of"), source, cue)
    return []


def _according(tokens: list[Token], i: int) -> list[Report]:
    """ "according to S, C", "C, according to S", "in the words of S, C", "in the view of S, C"."""
    words = [t.word for t in tokens[i : i + 4]]
    view = words[:2] == ["in", "the"] and words[2:3] != [] and words[2] in VIEWS and words[3:] == ["of"]
    width = 2 if words[:2] == ["according", "to"] else 4 if view else 0
    a = i + width
    if not width or a >= len(tokens):
        return []
    closes = lambda n: tokens[n].marked or tokens[n].word in (",", ";", ":", *DASHES) or (n + 1 == len(tokens) and not is_word(tokens[n]))
    end = next((n for n in range(a + 1, len(tokens)) if closes(n)), len(tokens))
    source, cue = Span(tokens[a].span.start, tokens[end - 1].span.end), Span(tokens[i].span.start, tokens[a - 1].span.end)
    if i > 0 and tokens[i - 1].word not in ("and", "but", "that"):
        before = i if tokens[i - 1].marked or tokens[i - 1].word == "," else None
        return _surrounding(tokens, i, end, 0, cue, source) if before else _report_before(tokens, i, cue, source)
    after = end_of_apposition(tokens, end) if end + 1 < len(tokens) and tokens[end + 1].word in DETERMINERS else end
    start = after if after >= len(tokens) or tokens[after].marked else after + 1
    if start < len(tokens) and after != end and not is_clause(tokens, start):
        start = end + 1
    if any(is_cue(t.word, ("say",)) and t.word.endswith(("ed", "said")) for t in tokens[start + 1 :]):
        return []  # "according to the paper, Brook said": her words
    return _report(tokens, start, source, cue) if start < len(tokens) else []


def _report_before(tokens: list[Token], i: int, cue: Span, source: Span) -> list[Report]:
    """ "The plan is dead according to S"."""
    return [Report(source, cue, (Span(tokens[0].span.start, tokens[i - 1].span.end),))] if i > 3 else []


def _noun(tokens: list[Token], i: int) -> list[Report]:
    """ "her claim that C"."""
    if tokens[i].word not in CONTENT_NOUNS or i == 0 or i + 2 >= len(tokens) or tokens[i + 1].word != "that":
        return []
    owner = tokens[i - 1]
    possessive = owner.word in OWNERS or plain(owner.word).endswith(("’s", "s’"))
    return _report(tokens, i + 2, owner.span, tokens[i].span) if possessive else []


def _colon(tokens: list[Token], mentions: list[Mention]) -> list[Report]:
    """ "Mayor: taxes must fall" and "Taxes must fall: mayor"."""
    at = next((n for n, t in enumerate(tokens) if t.word == ":"), None)
    if at is None or not 0 < at < len(tokens) - 1:
        return []
    first, second = Span(tokens[0].span.start, tokens[at - 1].span.end), Span(tokens[at + 1].span.start, tokens[-1].span.end)
    covered = lambda side: any(side.contains(m.span) and 5 * len(m.span) >= 3 * len(side) for m in mentions)
    if covered(first):
        return [Report(first, tokens[at].span, (second,))]
    return [Report(second, tokens[at].span, (first,))] if covered(second) else []
