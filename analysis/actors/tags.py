"""Where do names stand? The model's tags, mended: cut apart, joined, and cleaned of what is no part of a name."""

import re
from dataclasses import dataclass
from functools import cache

from analysis import lexicon
from analysis.actors.same import institutions, is_institution
from analysis.actors.words import bare, without_title
from analysis.schema import Document, Mention, Span

TRAILING = re.compile(r"(?:[’']s|[’'\",.;:)\]”]|\s+(?:of|the|and|for|in|at|on|to|by))+$")
PARTY_AND_STATE = re.compile(r"[RDI]-?[A-Z][\w.]*|[A-Z][a-z]{1,4}\.")  # R-Ariz., Calif.
# "Ministry of Defence", "Council for the Welfare of Immigrants"
OF_WHAT = re.compile(r"\s(?:of|for|on)\s(?:the\s)?[A-Z][\w’-]+(?:\s(?:(?:of|and|for)\s)?(?:the\s)?[A-Z][\w’-]+)*")
OF_TWO = re.compile(r"(\w+) (?:of|for)(?: the)?(?: [A-Z][\w’-]+,? and)? \Z")  # what ends before the second of two tags that are one name
OF_A_PERSON = frozenset("administration campaign government cabinet presidency regime team".split())
LEANINGS = frozenset("republican democrat democratic conservative liberal independent".split())
OFFICES = frozenset("ceo boss chief founder co-founder owner chairman chairwoman".split())
LEAD = r"(?:[Tt]he\s+|(?:of|and|for)\s+|[\"“‘'(\[@#.,;:\s–—-]+)*"
DEPARTMENT = re.compile(r"(?:State|Defen[cs]e|Commerce|Labor|Energy|Education|Transportation|Agriculture|Health)\s(?=[A-Z])")
# Only before persons, unlike "General" (Motors) and "Major" (League).
SURE_TITLE = re.compile(r"(?:President|Mr|Mrs|Ms|Sen|Senator|Rep|Representative|Gov|Governor|Chancellor|Prime Minister)\.? (?=[A-Z])")
COUPLE = re.compile(r" and [A-Z][\w’-]+( [A-Z][\w’-]+)\b(?! [A-Z])")
PRONOUNS = frozenset("i you he she it we they his her its our their him them us me".split())
KINDS = ("person", "organization", "place")
CONNECTING = frozenset("of the for and in on at to with al bin ibn de del della di da do dos du des la le van von der den y e".split())


@dataclass(frozen=True, slots=True)
class Name:
    """One mention of a name: its words without title and possessive, and its kind."""

    words: str
    kind: str
    titles: frozenset[str]
    mention: Mention

    @property
    def last(self) -> str:
        return re.sub(r",? (?:jr|sr|ii|iii|iv)\.?$", "", self.words.lower()).split()[-1]


def tagged_names(document: Document, tags) -> list[Name]:
    """The model's names, cleaned; those of the headline only where the body has them too, for there every word is capitalized."""
    found = []
    for sentence, mentions in zip(document.sentences, tags, strict=True):
        in_title = sentence.paragraph == 0 or _is_title_case(sentence.span.of(document.text))
        free = 0  # where the last name ended: a name does not reach into the one before
        words = sentence.span.of(document.text)
        tagged = [
            (*part, kind) for start, end, kind, form in mentions if form == "name" and kind in KINDS for part in _apart(words, start, end)
        ]
        tagged = _with_places(words, _in_one(words, tagged))
        if not in_title:
            tagged = _with_bodies(words, tagged)
        for i, (start, end, kind) in enumerate(tagged):
            apart = (
                s for s, _, _ in tagged[i + 1 :] if document.text[sentence.span.start + s - 1].isspace()
            )  # "Ka-ki" may be tagged in two
            border = sentence.span.start + next(apart, len(sentence.span))
            if sentence.span.start + start >= free:
                span = Span(sentence.span.start + start, sentence.span.start + end)
                span = _clean_span(document.text[: max(border, span.end)], sentence.span.start, span, kind, whole=not in_title)
                if span is not None and not attributive(document.text, span, kind):
                    free = span.end
                    words, titles = bare(span.of(document.text)), frozenset()
                    if kind == "organization" and SURE_TITLE.match(words):
                        kind = "person"
                    if kind == "person":
                        words, titles = without_title(words)
                    last = words.split()[-1].lower() if words else ""
                    if words.lower() in lexicon.words("groups") or (last.rstrip("s") in LEANINGS and (" " in words or kind == "person")):
                        continue  # "Republicans", "New York Democrat": found with the nouns
                    if re.fullmatch(r"[A-Z]\w{4,}ist", words):
                        continue  # "Scientologist": what somebody is
                    if kind == "person" and (couple := COUPLE.match(document.text, span.end)) and " " not in words:
                        words += couple[1]  # "Ada and Otto Lind"
                    if kind == "place" and last in lexicon.words("places"):
                        continue  # a street or a river acts for nobody
                    if (last in lexicon.words("company_endings") and " " in words) or (kind == "place" and is_institution(last)):
                        kind = "organization"
                    found.append(Name(words, kind, titles, Mention("", sentence.paragraph, sentence.number, span, "name")))
    body = "\n".join(f" {n.words.lower()} " for n in found if n.mention.paragraph > 0)
    return [n for n in found if n.mention.paragraph > 0 or f" {n.words.lower()} " in body]


def _apart(sentence: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names in one tag: where it has two blanks, a comma got lost or a column ended; and "Reyes mails harm Lund" are two names."""
    parts = []
    for part in re.finditer(r"\S+(?:\s\S+)*", sentence[start:end]):
        at = start + part.start()
        for between in re.finditer(r"(?:\s[a-z][\w’'-]+)+(?=\s[A-Z])", part.group()):
            if set(between.group().split()) <= CONNECTING:
                continue
            parts.append((at, start + part.start() + between.start()))
            at = start + part.start() + between.end() + 1
        parts.append((at, start + part.end()))
    return parts


def _with_places(sentence: str, tagged: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The tags, with "New York" as one place where the model cut it; within a longer name it stays a part."""
    tags = list(tagged)
    for match in _places_pattern().finditer(sentence):
        crossing = [t for t in tags if t[0] < match.end() and t[1] > match.start()]
        if crossing and all(match.start() <= t[0] and t[1] <= match.end() for t in crossing):
            tags = [t for t in tags if t not in crossing] + [(*match.span(), "place")]
    return sorted(tags)


@cache
def _places_pattern() -> re.Pattern:
    names = sorted((name.title() for name in lexicon.words("countries") if " " in name), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(names)})\b")


def _in_one(sentence: str, tagged: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """ "Harrow & Finch", "Norvane Foods", "Association for the Care of Colored Glass": each is one body, though two names are tagged."""
    joined: list[tuple[int, int, str]] = []
    for start, end, kind in tagged:
        first, last, before = joined[-1] if joined else (0, 0, "person")
        what = OF_TWO.search(sentence, first, start) if "person" not in (before, kind) else None
        ending = sentence[last:start] == " " and sentence[start:end].lower() in lexicon.words("company_endings")
        if joined and (sentence[last:start].strip() == "&" or ending or (what and is_institution(what[1]))):
            joined[-1] = (first, end, "organization")
        else:
            joined.append((start, end, kind))
    return joined


def _with_bodies(sentence: str, tagged: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The tags, and the bodies that the model passed over or cut though their last word tells them: "Norvane Foods", "Federal Energy Board"."""
    tags = list(tagged)
    for match in _body_pattern().finditer(sentence):
        start = match.start()
        for word in re.finditer(r"[\w’-]+ ", match.group()):
            if word.group().strip().lower() not in lexicon.words("function_words") and not stops(word.group()):
                break
            start = match.start() + word.end()
        crossing = [t for t in tags if t[0] < match.end() and t[1] > start]
        if " " in sentence[start : match.end()] and all(start < t[0] and t[1] <= match.end() for t in crossing):
            tags = [t for t in tags if t not in crossing] + [(start, match.end(), "organization")]
    return sorted(tags)


@cache
def _body_pattern() -> re.Pattern:
    endings = "|".join(sorted(word.capitalize() for word in (lexicon.words("company_endings") | institutions()) if " " not in word))
    return re.compile(rf"\b[A-Z][\w’-]+(?: [A-Z][\w’-]+){{0,3}} (?:{endings})\b")


def _is_title_case(sentence: str) -> bool:
    """Are nearly all longer words of this line without a full stop capitalized, so that capitals tell nothing?"""
    words = re.findall(r"[A-Za-z]{4,}", sentence)
    return not sentence.endswith((".", "!", "?")) and len(words) > 4 and sum(w[0].isupper() for w in words) > 0.8 * len(words)


def attributive(text: str, span: Span, kind: str) -> bool:
    """Does the name only tell whose man or body is meant, "the Apple chief", "the Reyes administration", or is it part of a longer one?"""
    after = re.match(r"(?:\s+and\s+[A-Z]\w+)?\s+(\w+)", text[span.end : span.end + 50])
    if after is None:
        return re.match(r"\] [A-Z]", text[span.end : span.end + 3]) is not None  # "[President Ada] Brook"
    if after[1].lower() in OFFICES and text[: span.start].endswith("the "):
        return True
    return after[1].lower() in (lexicon.words("roles") if kind == "organization" else OF_A_PERSON if kind == "person" else ())


def _clean_span(text: str, floor: int, span: Span, kind: str, whole: bool) -> Span | None:
    """The span without "the", a possessive, punctuation and small words at its ends; None where that leaves no name.

    `whole`: take in the capitalized words beside it, from `floor` on, where its sentence begins; in a headline they tell nothing.
    """
    words = span.of(text)
    if kind == "person":
        words = re.split(r"\s(?:of|in|at|from)\s", words)[0]
        words = re.sub(r"(?:\s[a-z][\w’-]*)+$", "", words)  # "Trump administration"
    words = re.sub(r"[’']s?(?:\s[a-z][\w’-]*)+$", "", words)  # "Norvane's website"
    lead = re.match(LEAD if kind == "person" else rf"(?:{LEAD}|[a-z]\S*\s+)*", words).end()

    trail = TRAILING.search(words) if not re.search(r"\b[A-Z]\.$", words) else None
    start, end = span.start + lead, span.start + (trail.start() if trail else len(words))
    if before := re.search(r"\b(?:[A-Z]\.)+$", text[max(0, start - 12) : start]):
        start -= len(before[0]) * text[start : start + 2].endswith(".")
    if dotted := re.match(r"(?:[A-Z]\.){2,}", text[start : start + 20]):  # N.A.A.C.P.
        end = start + dotted.end()
    if start >= end:
        return None
    if whole and not dotted:
        start, end = _whole_name(text, floor, start, end)
        if text[:start].endswith("Secretary of ") and (department := DEPARTMENT.match(text, start, end)):
            start = department.end()
        tells = re.split(r"\s(?:of|for)\s", text[start:end])[0].split()[-1]
        if kind == "organization" and is_institution(tells) and (more := OF_WHAT.match(text, end)):
            end = end if stops(more[0].split()[1]) else more.end()  # not "the Senate on Friday"
    name = text[start:end]
    low = name.lower().rstrip(".")
    if name == "Union" and text[:start].endswith("State of the "):
        return None
    if re.search(r"\b[RDI]-$", text[:start][-3:]):
        return None
    if (
        sum(c.isalpha() for c in name) < 2
        or not any(c.isupper() for c in name)
        or low in lexicon.words("not_actors")
        or (low in PRONOUNS and not name.isupper())
        or PARTY_AND_STATE.fullmatch(name)
    ):
        return None
    if low in LEANINGS and re.match(r" [a-z]", text[end : end + 2]):
        return None  # "a Conservative minister"
    if low in lexicon.words("titles") or f"{low}." in lexicon.words("titles") or {low, low.removesuffix("s")} & lexicon.words("roles"):
        return None
    return Span(start, end)


# "-Lund", "-ki", but not "-related", "-based"
HYPHENATED = r"-(?!(?:based|led|born|run|era|wide|owned|style|like|made|held|area|only)\b)(?:[A-Z]\w+|[a-z]{1,6}\b)"


def _whole_name(text: str, floor: int, start: int, end: int) -> tuple[int, int]:
    """A name with the capitalized words beside it that the model left out: "Wilson" of "Wilson Ferreira-Lund", "Des" of "Des Moines Register"."""
    while (more := re.match(HYPHENATED + r"|\s(?:& )?[A-Z][\w’-]*[a-z]\b(?!\.)|\s[A-Z]{2,}\b", text[end : end + 30])) and not stops(
        more[0]
    ):
        end += len(more[0])
    if joined := re.search(r"[A-Z][\w’]+-$", text[max(floor, start - 20) : start]):
        start -= len(joined[0])
    while (before := re.search(r"(?<=[\w,)”\"] )([A-Z][a-z]+(?:-[A-Z]?[a-z]+)?) $", text[max(floor, start - 30) : start])) and not (
        stops(before[1]) or is_institution(before[1])
    ):
        start -= len(before[1]) + 1
    return start, end


def stops(word: str) -> bool:
    """Words that belong to no name though they are capitalized: weekdays, titles, offices, peoples."""
    low = word.strip().lower().rstrip("s’'")
    lists = (lexicon.words("not_actors"), lexicon.words("titles"), lexicon.words("roles"))
    return any(low in words or low + "s" in words for words in lists)
