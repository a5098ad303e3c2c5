"""Which names stand for whom? Names of one article are linked to actors: persons by surname, organizations by their words and acronyms."""

import re
from collections import Counter, defaultdict
from dataclasses import replace

from analysis import lexicon
from analysis.actors.same import is_common, is_institution, same_body, same_person
from analysis.actors.tags import Name, attributive, stops, tagged_names
from analysis.actors.words import Found, gender_of
from analysis.schema import Document, Mention, Span

LOCATIVE = re.compile(
    r"\b(?:in|at|from|near|of|to|across|outside|inside|through|around|over|into|throughout|toward|towards|off|on|for)\s+(?:the\s+|\w+ern\s+)?$",
    re.IGNORECASE,
)
VERBAL = frozenset(
    "and or has had have is was will would could can may might must to said told on in at by for with from who which that as".split()
)


def find_names(document: Document, tags, taken: list[Span]) -> list[Found]:
    """The actors that are named, with all places where they are.

    Args:
        tags: for each sentence, (start, end, kind, form) with offsets in it.
        taken: spans of issues; a name within one is none of its own.
    """
    tagged = [t for t in tagged_names(document, tags) if not any(s.contains(t.mention.span) for s in taken)]
    names = _everywhere(document, _agreed(tagged), taken)
    names, families = _families_apart(document.text, names)
    people, others = [n for n in names if n.kind == "person"], [n for n in names if n.kind != "person"]
    bodies = [f for f in _others(others) if f.kind != "place" or any(_acts(document.text, m.span) for m in f.mentions)]
    return [*_people(people, families), *bodies]


def _families_apart(text: str, names: list[Name]) -> tuple[list[Name], list[Name]]:
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


def _agreed(names: list[Name]) -> list[Name]:
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
        agreed.append(Name(name.words, kind, name.titles, name.mention))
    return agreed


def _short_forms(names: list[Name]) -> set[str]:
    """The words by which a body of a longer name may be called: "Brightwater" of Brightwater Rail, "Herons" of the Harbor City Herons."""
    short = set()
    for words in {n.words for n in names if n.kind == "organization" and 1 < len(n.words.split()) < 5}:
        first, *_, last = words.split()
        if is_institution(last) or last.lower() in lexicon.words("company_endings"):
            short.add(first)
        elif last.endswith("s"):
            short.add(last)
    return {word for word in short if len(word) > 4 and word[0].isupper() and not is_common(word.lower()) and not stops(word)}


def _everywhere(document: Document, names: list[Name], taken: list[Span]) -> list[Name]:
    """The names and all their other occurrences in the text that the model passed over."""
    kinds = {n.words: n.kind for n in names if len(n.words) > 2}
    full = {n.words.split()[-1]: _has_first_name(n.words) for n in names if n.kind == "person" and " " in n.words}
    kinds = {s: "person" for s, sure in full.items() if len(s) > 2 and s[0].isupper() and (sure or not stops(s))} | kinds
    kinds = dict.fromkeys(_short_forms(names), "organization") | kinds
    if not kinds:
        return names
    covered = [n.mention.span for n in names] + taken
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(w) for w in sorted(kinds, key=len, reverse=True))})(?![\w-])")
    more = []
    for sentence in document.sentences:
        for match in pattern.finditer(document.text, sentence.span.start, sentence.span.end):
            span = Span(*match.span())
            whose = kinds[match.group()] == "person" and attributive(document.text, span, "person")
            if not whose and not any(span.overlaps(c) for c in covered):
                mention = Mention("", sentence.paragraph, sentence.number, span, "name")
                more.append(Name(match.group(), kinds[match.group()], frozenset(), mention))
    return sorted([*names, *more], key=lambda n: n.mention.span)


def _has_first_name(words: str) -> bool:
    """Does it begin with a first name that lists know? Then the "Bishop" of Rachel Bishop is no office."""
    return words.split()[0] in lexicon.words("first_names_female") | lexicon.words("first_names_male")


def _people(names: list[Name], families: list[Name]) -> list[Found]:
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


def _called(names: list[Name]) -> dict[str, str]:
    """The gender of who is called "Mr. Lind" or "Ms. Lind" somewhere, by that name."""
    genders = defaultdict(str)
    for name in names:
        if " " not in name.words:
            genders[name.words] = genders[name.words] or _gender(name.words, name.titles)
    return genders


def _person(words: str, group: list[Name]) -> Found:
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


def _others(names: list[Name]) -> list[Found]:
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
