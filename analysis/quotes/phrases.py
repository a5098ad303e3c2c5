"""Where do the words for a speaker begin, and where does a reported clause end? Told by small words and punctuation, without a parser."""

from analysis.quotes.cues import Token, is_cue, verbs_at
from analysis.schema import Mention, Span

AUXILIARIES = frozenset(
    "has have had is are was were be been being will would can could may might must should shall do does did also once later then "
    "again often long still even already just never not to further both all themselves himself herself now soon recently meanwhile however though begun began".split()
)
FINITE = frozenset(
    "is are was were has have had will would can could may might must should does do did isn’t aren’t wasn’t weren’t won’t wouldn’t can’t "
    "couldn’t cannot doesn’t don’t didn’t hasn’t haven’t hadn’t it’s he’s she’s they’re we’re i’m that’s there’s they’ve we’ve i’ve he’ll "
    "she’ll they’ll we’ll it’ll i’ll shouldn’t needs need remains makes gives wants".split()
)
BE = frozenset("is are was were be been being".split())
NEGATIVE = frozenset("not never didn’t doesn’t don’t hasn’t haven’t hadn’t wouldn’t couldn’t won’t can’t cannot".split())
MODALS = frozenset("to will would can could may might must should do does did".split())
BOUNDARIES = frozenset(
    "whom whose what that but because if when while as although though since so or whether than where after before until yet nor and".split()
)
PREPOSITIONS = frozenset(
    "in on at by for with from of to about against during over under amid into through after before since until despite without".split()
)
DETERMINERS = frozenset("the a an his her its their our my your this these those some many several no any each every most more".split())
COUNTED = frozenset("this that those some many most more all".split())  # they can be a subject: "some claim"
PRONOUNS = frozenset("he she it they we i you who some many others both".split())
SUBJECTS = frozenset("he she it they we i you there this that these those nobody everyone everything nothing".split())
TURNS = frozenset(
    "but though although while whereas adding saying citing calling noting warning arguing accusing describing claiming insisting".split()
)
GOES_ON = frozenset("and or nor that ,".split())
DASHES = ("—", "–", "―", "--")
NAME_PARTS = frozenset(". ’ ' - & / ( )".split())
# Verbs that are as often nouns: "claims", "the State Department", "press secretary".
NOUNS_TOO = frozenset(
    "answer blame blast brand call caution challenge charge claim command comment demand dispute echo estimate fear forecast hail hope "
    "hold joke label mention note object order pledge press promise protest question reason repeat reply report request show signal "
    "state stress suspect term tweet warrant want wonder worry".split()
)
REACH = 15  # tokens between a cue and its content: "told reporters in Lund on Tuesday that"
LONGEST_SOURCE = 14
INSERTION = 22  # tokens between a subject and its verb, set off by commas


def plain(word: str) -> str:
    """The word with a typographic apostrophe."""
    return word.replace("'", "’")


def is_word(token: Token) -> bool:
    return token.marked is None and token.word[0].isalnum()


def is_noun(tokens: list[Token], i: int) -> bool:
    """ "the report", "his claims"."""
    before = tokens[i - 1].word if i else ""
    return (before in DETERMINERS - COUNTED or plain(before).endswith("’s")) and not tokens[i].word.endswith("ed")


def lead_of(tokens: list[Token], i: int) -> int:
    """The token before a verb's auxiliaries and adverbs, or −1."""
    k = i - 1
    while k >= 0 and tokens[k].marked is None and (tokens[k].word in AUXILIARIES or plain(tokens[k].word).endswith(("ly", "n’t"))):
        k -= 1
    return k


def speaks(tokens: list[Token], i: int, lead: int, form: str, mentions: list[Mention]) -> bool:
    """Is a word that looks like the base or third form of a verb one? "critics fear" is, "press secretary" and "asylum claim" are not."""
    if form not in ("base", "third"):
        return True
    before = [t.word for t in tokens[lead + 1 : i]]
    if MODALS & set(before):
        return not {"refused", "declined", "failed", "refuses", "declines"} & {tokens[lead].word if lead >= 0 else ""}
    if lead < 0 or tokens[lead].word in PRONOUNS or tokens[lead].marked:
        return lead >= 0 or (form == "third" and tokens[i].word.rstrip("s") not in NOUNS_TOO)
    named = any(m.span.end == tokens[lead].span.end for m in mentions) or tokens[lead].word in (",", ")", *DASHES)
    noun_too = tokens[i].word in NOUNS_TOO or (form == "third" and tokens[i].word.rstrip("s") in NOUNS_TOO)
    if form == "base":
        return tokens[lead].word.endswith("s") and (named or not noun_too)
    return named or (not noun_too and is_word(tokens[lead]))


def subject(tokens: list[Token], k: int, mentions: list[Mention]) -> tuple[int, Span] | None:
    """The first token and the span of the noun phrase that ends at token k, over relative pronouns and insertions."""
    if k >= 0 and tokens[k].word in ("who", "which"):
        k -= 1
        if k >= 0 and tokens[k].word == ",":
            k -= 1
        named = next((m for m in mentions if k >= 0 and m.span.end == tokens[k].span.end), None)
        if named is not None:
            return next(n for n in range(k, -1, -1) if tokens[n].span.start <= named.span.start), named.span
    elif k >= 0 and tokens[k].word in (",", ")", *DASHES):
        pair = {")": "("}.get(tokens[k].word, tokens[k].word)
        opening = next((n for n in range(k - 1, max(-1, k - INSERTION), -1) if tokens[n].word == pair), None)
        if opening is None or any(t.marked for t in tokens[opening:k]):
            return None
        k = opening - 1
    first = _first_of(tokens, k, mentions)
    if first > 1 and tokens[first - 1].word == "," and not _mentioned(tokens, first, k, mentions):  # "Brook, D-Lund, the mayor, said"
        name = _first_of(tokens, first - 2, mentions)
        if _mentioned(tokens, name, first - 2, mentions):
            first, k = name, first - 2
    while first < k and (tokens[first].word in PREPOSITIONS or tokens[first].word.endswith("ly")):
        named = next((n for n in range(first + 1, k + 1) if any(m.span.start == tokens[n].span.start for m in mentions)), None)
        if named is None:
            break
        first = named
    return (first, Span(tokens[first].span.start, tokens[k].span.end)) if first <= k else None


def _first_of(tokens: list[Token], k: int, mentions: list[Mention]) -> int:
    """The first token of the noun phrase that ends at token k; k + 1 where there is none."""
    first = k
    while first >= 0 and k - first < LONGEST_SOURCE and _in_source(tokens, first, k, mentions):
        first -= 1
    return first + 1


def _mentioned(tokens: list[Token], first: int, last: int, mentions: list[Mention]) -> bool:
    starts = {t.span.start for t in tokens[first : last + 1]}
    return any(m.span.start in starts for m in mentions)


def _in_source(tokens: list[Token], a: int, k: int, mentions: list[Mention]) -> bool:
    token = tokens[a]
    if token.marked is not None or (not is_word(token) and token.word not in NAME_PARTS):
        return False
    if token.word == "and":
        ends_before = a > 0 and any(m.span.end == tokens[a - 1].span.end for m in mentions)
        begins = [m for m in mentions if a < k and tokens[a + 1].span.start <= m.span.start <= tokens[min(k, a + 3)].span.start]
        return ends_before and bool(begins)
    if token.word in BOUNDARIES or plain(token.word) in FINITE:
        return False
    return a == k or not is_cue(token.word) or any(m.span.contains(token.span) for m in mentions) or is_noun(tokens, a)


def is_clause(tokens: list[Token], start: int) -> bool:
    """Does a clause begin here: a subject, and a finite verb not far?"""
    if start >= len(tokens) or not is_word(tokens[start]) or tokens[start].word in (PREPOSITIONS | BOUNDARIES | AUXILIARIES) - SUBJECTS:
        return False
    for token in tokens[start + 1 : start + REACH]:
        if token.word in (";", ":", ","):
            break
        if plain(token.word) in FINITE or (token.marked and token.first.islower()):  # “must go” may hold the verb
            return True
    return tokens[start].word in ("he", "she", "they", "it", "we", "i", "there")


def end_of_clause(tokens: list[Token], start: int, closers: tuple[str, ...] = ()) -> int:
    """The place after a clause: before the full stop, a turn ("but …", "adding …"), another verb of speech or its speaker.

    Args:
        closers: what else ends it: a comma in "Brook, who said …, left", a dash where the cue stands between dashes.
    """
    n = start
    while n < len(tokens):
        token, following = tokens[n], tokens[n + 1].word if n + 1 < len(tokens) else ""
        if token.last == "," and n + 1 < len(tokens) and not tokens[n + 1].marked and following not in GOES_ON:
            n += 1
            break
        if token.word == ";" or (token.word == ":" and n + 1 < len(tokens) and tokens[n + 1].marked):
            break
        if token.word in closers:
            break
        if token.word == "," and (following in TURNS or _speech_verb(tokens, n + 1) or _closing_cue(tokens, n + 1)):
            break
        if token.word in DASHES and (following in TURNS or following.endswith("ing")):
            break
        if token.word in ("and", "but") and following == "that" and n > start:
            break
        if (
            token.word == "and"
            and n > start + 1
            and (_speech_verb(tokens, n + 1) or (following.endswith("ly") and _speech_verb(tokens, n + 2)))
        ):
            break
        n += 1
    while n > start and not (tokens[n - 1].marked or is_word(tokens[n - 1]) or tokens[n - 1].word in ("%", ")", "]", "…")):
        n -= 1
    return n


def _speech_verb(tokens: list[Token], n: int) -> bool:
    """Does a verb of speech stand here, in a form that goes on with the sentence's subject?"""
    if n >= len(tokens) or tokens[n].marked or is_noun(tokens, n):
        return False
    sure = tokens[n].word.rstrip("s") not in NOUNS_TOO or (n + 1 < len(tokens) and tokens[n + 1].word in ("that", "to"))
    return any(v.form in ("past", "participle") or (v.form == "third" and sure) for v in verbs_at(tokens, n))


def _closing_cue(tokens: list[Token], n: int) -> bool:
    """ "according to …", or "she said" up to the end of the sentence."""
    tail = tokens[n:]
    if [t.word for t in tail[:2]] == ["according", "to"]:
        return True
    if len(tail) > 12 or any(t.marked for t in tail):
        return False
    return any(is_cue(t.word) and m > 0 and m >= len(tail) - 3 and not is_noun(tail, m) for m, t in enumerate(tail))


def closers(tokens: list[Token], i: int, relative: bool) -> tuple[str, ...]:
    """The punctuation that ends the insertion in which a token stands."""
    dashed = sum(t.word in DASHES for t in tokens[:i]) % 2 == 1
    return (*((",",) if relative else ()), *(DASHES if dashed else ()))


def end_of_apposition(tokens: list[Token], n: int) -> int:
    """The place after an apposition that begins at a comma: "Brook, the mayor of Lund,"."""
    if n + 1 < len(tokens) and tokens[n].word == "," and not tokens[n + 1].marked:
        return next((m for m in range(n + 1, min(n + INSERTION, len(tokens))) if tokens[m].word == "," or tokens[m].marked), n)
    return n
