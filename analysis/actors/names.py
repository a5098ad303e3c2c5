"""Which names stand for whom? Names of one article are linked to actors: persons by surname, organizations by their words and acronyms."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache

from analysis import lexicon
from analysis.actors.same import institutions, is_common, is_institution, same_body, same_person
from analysis.actors.words import Found, bare, gender_of, without_title
from analysis.schema import Document, Mention, Span

TRAILING = re.compile(r"(?:[’']s|[’'\",.;:)\]”]|\s+(?:of|the|and|for|in|at|on|to|by))+$")
PARTY_AND_STATE = re.compile(r"[RDI]-?[A-Z][\w.]*|[A-Z][a-z]{1,4}\.")  # R-Ariz., Calif.
LOCATIVE = re.compile(
    r"\b(?:in|at|from|near|of|to|across|outside|inside|through|around|over|into|throughout|toward|towards|off|on|for)\s+(?:the\s+|\w+ern\s+)?$",
    re.IGNORECASE,
)
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
KINDS = ("person", "organization", "place")
CONNECTING = frozenset("of the for and in on at to with al bin ibn de del della di da do dos du des la le van von der den y e".split())

VERBAL = frozenset(
    "and or has had have is was will would could can may might must to said told on in at by for with from who which that as".split()
)


@dataclass(frozen=True, slots=True)
class _Name:
    """One mention of a name: its words without title and possessive, and its kind."""

    words: str
    kind: str
    titles: frozenset[str]
    mention: Mention

    @property
    def last(self) -> str:
        return re.sub(r",? (?:jr|sr|ii|iii|iv)\.?$", "", self.words.lower()).split()[-1]


def find_names(document: Document, tags, taken: list[Span]) -> list[Found]:
    """The actors that are named, with all places where they are.

    Args:
        tags: for each sentence, (start, end, kind, form) with offsets in it.
        taken: spans of issues; a name within one is none of its own.
    """
    tagged = [t for t in _tagged(document, tags) if not any(s.contains(t.mention.span) for s in taken)]
    names = _everywhere(document, _agreed(tagged), taken)
    names, families = _families_apart(document.text, names)
    people, others = [n for n in names if n.kind == "person"], [n for n in names if n.kind != "person"]
    bodies = [f for f in _others(others) if f.kind != "place" or any(_acts(document.text, m.span) for m in f.mentions)]
    return [*_people(people, families), *bodies]


def _families_apart(text: str, names: list[_Name]) -> tuple[list[_Name], list[_Name]]:
    """The names, and apart from them those of families whose surname another name has: "the Linds"."""
    surnames = {n.last for n in names if n.kind == "person"}
    is_family = lambda n: (
        " " not in n.words and n.last.endswith("s") and n.last[:-1] in surnames and text[: n.mention.span.start][-4:].lower() == "the "
    )
    return [n for n in names if not is_family(n)], [n for n in names if is_family(n)]


def _acts(text: str, span: Span) -> bool:
    """Can this place stand for its government? Not after "in" or "from", before another name ("Iowa voters"), nor within an address."""
    after = text[span.end : span.end + 2]
    if LOCATIVE.search(text[max(0, span.start - 30) : span.start]) or re.match(r" [A-Z]|,| ?[―–—]", after):
        return False
    following = re.match(r" ([a-z]+)", text[span.end : span.end + 20])
    return following is None or following[1].endswith(("s", "ed")) or following[1] in VERBAL


def _tagged(document: Document, tags) -> list[_Name]:
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
                if span is not None and not _attributive(document.text, span, kind):
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
                    found.append(_Name(words, kind, titles, Mention("", sentence.paragraph, sentence.number, span, "name")))
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
    """ "Harrow & Finch", "Association for the Care of Colored Glass": each is one body, though two names are tagged."""
    joined: list[tuple[int, int, str]] = []
    for start, end, kind in tagged:
        first, last, before = joined[-1] if joined else (0, 0, "person")
        what = OF_TWO.search(sentence, first, start) if "person" not in (before, kind) else None
        if (joined and sentence[last:start].strip() == "&") or (what and is_institution(what[1])):
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
            if word.group().strip().lower() not in lexicon.words("function_words") and not _stops(word.group()):
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


def _attributive(text: str, span: Span, kind: str) -> bool:
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
        if kind == "organization" and is_institution(text[start:end].split()[-1]) and (more := OF_WHAT.match(text, end)):
            end = end if _stops(more[0].split()[1]) else more.end()  # not "the Senate on Friday"
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
    while (more := re.match(HYPHENATED + r"|\s(?:& )?[A-Z][\w’-]*[a-z]\b(?!\.)|\s[A-Z]{2,}\b", text[end : end + 30])) and not _stops(
        more[0]
    ):
        end += len(more[0])
    if joined := re.search(r"[A-Z][\w’]+-$", text[max(floor, start - 20) : start]):
        start -= len(joined[0])
    while (before := re.search(r"(?<=[\w,)”\"] )([A-Z][a-z]+(?:-[A-Z]?[a-z]+)?) $", text[max(floor, start - 30) : start])) and not (
        _stops(before[1]) or is_institution(before[1])
    ):
        start -= len(before[1]) + 1
    return start, end


def _stops(word: str) -> bool:
    """Words that belong to no name though they are capitalized: weekdays, titles, offices, peoples."""
    low = word.strip().lower().rstrip("s’'")
    lists = (lexicon.words("not_actors"), lexicon.words("titles"), lexicon.words("roles"))
    return any(low in words or low + "s" in words for words in lists)


def _agreed(names: list[_Name]) -> list[_Name]:
    """Each form of a name with the kind that most of its mentions have; a form that ends a longer name of a person is a person."""
    votes = defaultdict(Counter)
    for name in names:
        votes[name.words.lower()][name.kind] += 1
    surnames = Counter(n.last for n in names if n.kind == "person" and " " in n.words)
    in_bodies = {word for n in names if n.kind != "person" and " " in n.words for word in n.words.lower().split()}
    initials = {"".join(re.findall(r"\b[A-Z]", n.words)) for n in names if n.kind == "organization" and n.words.count(" ") > 1}
    short, agreed = _short_forms(names), []
    for name in names:
        kind = votes[name.words.lower()].most_common(1)[0][0]
        if name.words.lower() in lexicon.words("countries") and not surnames[name.last]:
            kind = "place"
        elif f"{name.words.lower()} +" in lexicon.words("institutions") or name.words.replace(".", "") in initials:
            kind = "organization"
        elif " " not in name.words and surnames[name.last] and (name.kind == "person" or name.last not in in_bodies):
            kind = "person"
        elif name.words in short and not surnames[name.last]:
            kind = "organization"
        agreed.append(_Name(name.words, kind, name.titles, name.mention))
    return agreed


def _short_forms(names: list[_Name]) -> set[str]:
    """The words by which a body of a longer name may be called: "Brightwater" of Brightwater Rail, "Herons" of the Harbor City Herons."""
    short = set()
    for words in {n.words for n in names if n.kind == "organization" and 1 < len(n.words.split()) < 5}:
        first, *_, last = words.split()
        if is_institution(last) or last.lower() in lexicon.words("company_endings"):
            short.add(first)
        elif last.endswith("s"):
            short.add(last)
    return {word for word in short if len(word) > 4 and word[0].isupper() and not is_common(word.lower()) and not _stops(word)}


def _everywhere(document: Document, names: list[_Name], taken: list[Span]) -> list[_Name]:
    """The names and all their other occurrences in the text that the model passed over."""
    kinds = {n.words: n.kind for n in names if len(n.words) > 2}
    full = {n.words.split()[-1]: _has_first_name(n.words) for n in names if n.kind == "person" and " " in n.words}
    kinds = {s: "person" for s, sure in full.items() if len(s) > 2 and s[0].isupper() and (sure or not _stops(s))} | kinds
    kinds = dict.fromkeys(_short_forms(names), "organization") | kinds
    if not kinds:
        return names
    covered = [n.mention.span for n in names] + taken
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(w) for w in sorted(kinds, key=len, reverse=True))})(?![\w-])")
    more = []
    for sentence in document.sentences:
        for match in pattern.finditer(document.text, sentence.span.start, sentence.span.end):
            span = Span(*match.span())
            whose = kinds[match.group()] == "person" and _attributive(document.text, span, "person")
            if not whose and not any(span.overlaps(c) for c in covered):
                mention = Mention("", sentence.paragraph, sentence.number, span, "name")
                more.append(_Name(match.group(), kinds[match.group()], frozenset(), mention))
    return sorted([*names, *more], key=lambda n: n.mention.span)


def _has_first_name(words: str) -> bool:
    """Does it begin with a first name that lists know? Then the "Bishop" of Rachel Bishop is no office."""
    return words.split()[0] in lexicon.words("first_names_female") | lexicon.words("first_names_male")


def _people(names: list[_Name], families: list[_Name]) -> list[Found]:
    """Persons: full names first; a surname or first name alone is the one who bears it; where two do, the one named most before, as papers call
    relatives by their first names. A family is all who bear its name."""
    full = list(dict.fromkeys(n.words for n in names if " " in n.words))
    leaders = []
    for words in sorted(full, key=lambda w: (-len(w.split()), full.index(w))):
        if not any(same_person(words, leader) for leader in leaders):
            leaders.append(words)
    groups, called = defaultdict(list), _called(names)
    for name in names:
        bearers = [w for w in leaders if same_person(name.words, w) and {_gender(w, frozenset()), called[name.words]} != {"male", "female"}]
        by_surname = [w for w in bearers if name.last == w.lower().split()[-1]]
        bearers = by_surname or bearers
        if len(bearers) > 1:
            bearers.sort(key=lambda w: (len(groups.get(w, ())), -full.index(w)))
        groups[bearers[-1] if bearers else name.words].append(name)
    found = [_person(words, group) for words, group in groups.items()]
    together = lambda f: tuple(n.mention for n in families if f.name.lower().split()[-1] == n.last[:-1])
    return [replace(f, mentions=f.mentions + together(f)) for f in found]


def _called(names: list[_Name]) -> dict[str, str]:
    """The gender of who is called "Mr. Lind" or "Ms. Lind" somewhere, by that name."""
    genders = defaultdict(str)
    for name in names:
        if " " not in name.words:
            genders[name.words] = genders[name.words] or _gender(name.words, name.titles)
    return genders


def _person(words: str, group: list[_Name]) -> Found:
    forms = Counter(n.words for n in group if len(n.words.split()) == max(len(m.words.split()) for m in group))
    name = forms.most_common(1)[0][0]
    titles = frozenset(t for n in group for t in n.titles)
    return Found(f"person:{words}", name, "person", tuple(n.mention for n in group), titles, _gender(name, titles))


def _gender(name: str, titles: frozenset[str]) -> str:
    if told := gender_of(titles):
        return told
    first = name.split()[0] if " " in name else ""
    if first in lexicon.words("first_names_female"):
        return "female"
    return "male" if first in lexicon.words("first_names_male") else ""


def _others(names: list[_Name]) -> list[Found]:
    """Organizations and places: one name within another of the same kind, or its initials, is the same."""
    forms = list(dict.fromkeys((n.words, n.kind) for n in names))
    leaders = {}
    for words, kind in sorted(forms, key=lambda f: -len(f[0].split())):
        fitting = [lead for lead in leaders.values() if same_body(words, lead[0]) and (lead[1] == kind or " " in words)]
        fitting = fitting or _only_one_called(words, set(leaders.values()))
        leaders[words, kind] = fitting[0] if fitting else (words, kind)
    groups = defaultdict(list)
    for name in names:
        groups[leaders[name.words, name.kind]].append(name)
    found = []
    for (words, kind), group in groups.items():
        common = Counter(n.words for n in group).most_common()
        name = next((w for w, _ in common if len(w.split()) > 1), words)
        found.append(Found(f"{kind}:{words}", name if kind == "organization" else words, kind, tuple(n.mention for n in group)))
    return found


def _only_one_called(word: str, bodies: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """ "The Church" is the Church of Lund, where no other body begins or ends so; a Senate needs no other name."""
    low = word.lower()
    called = [body for body in bodies if low in (body[0].lower().split()[0], body[0].lower().split()[-1])]
    return called if len(called) == 1 and low in lexicon.words("institutions") else []
