"""Which nouns stand for actors? Groups ("Republican senators"), institutions ("the church"), descriptions ("the senator")."""

import re
from collections import Counter

from analysis import lexicon
from analysis.actors.tags import OF_A_PERSON
from analysis.actors.words import DETERMINERS, POSSESSIVE, Found, bare, gender_of, head_noun, sources_of
from analysis.edges import act_words
from analysis.schema import Document, Mention, Sentence, Span

WORD = re.compile(r"\w[\w’'-]*")
SMALL = frozenset(
    "a an the and or but nor of in on at to for from by with as than that which who whom whose is are was were be been being "
    "has have had do does did will would can could may might shall should must not no if when while because before after "
    "since until about against among between into over under through during without within along across behind beyond despite "
    "like near off onto out toward towards up upon via it its he she they we you i his her their our my your this these those "
    "though although whether unless there here elsewhere what where why how all any each every such so too very also then only just said says say told tells called "
    "amid more most some several many few both other another one two three four five six seven eight nine ten".split()
)
VERBS = lexicon.words("common_verbs")
PAST = lexicon.words("irregular_past")
OPENING = DETERMINERS - {"that", "of", "number", "group", "such", "more", "no", "any"}
VAGUE = frozenset(
    "members candidates opponents people families leaders officials companies groups media staff victims parents partners owners users".split()
)
LEANINGS = frozenset("republican democrat conservative liberal independent".split())
# Nouns that describe whoever is spoken of, rather than bring in somebody else as "the spokesman" does.
PERSONAL = frozenset(
    "billionaire millionaire tycoon mogul magnate developer businessman businesswoman entrepreneur financier actor actress singer comedian "
    "star celebrity author writer novelist poet activist veteran politician lawmaker congressman congresswoman firebrand incumbent challenger "
    "whistle-blower whistleblower striker midfielder goalkeeper".split()
)
BACK = 2  # sentences
TITLED = 16  # characters that a title before a name may have
LESSER = frozenset("assistant deputy vice associate junior acting shadow".split())  # "the deputy mayor" is not the mayor
INDEFINITE = frozenset("a an any no every your".split())
OF_GOVERNMENT = frozenset("big bigger small smaller limited good open clean more less".split())
MODALS = frozenset("to will would can could may might must should not cannot".split())
LONGEST_MODIFIERS = 3
ADJECTIVE = re.compile(
    r"(?:al|(?<!r)(?<!g)(?<!l)ive|ous|ful|ic|an|ary|able|ible|ish|less|ern|-\w+)$|^(?:local|young|old|poor|rich|senior|top|key|new|high)$"
)
APPOSITION = re.compile(r", (?:(?:an?|the|then|former|now|once) )*(?:\d{4} )?")
BEHIND = re.compile(r"(?: (?:for|of|to|at|from|with) [\w’.' -]{2,50})?, (?=[A-Z])")
ENDS = re.compile(r"(?: of [A-Z][\w’ ]{2,20})?[,.]")
COMPLEMENT = re.compile(r" of (?:the |his |her |its |their )?(?:[A-Z][\w’.-]*(?: [A-Z][\w’.-]*)*|[a-z-]+)")
BESIDE = 25  # characters between a name and the place that tells whose senator it is
NEAR = 300  # characters back that "the company" reaches, two or three sentences
PAIR = re.compile(
    r"\b(?:both|the two) (?:(?P<people>men|women|leaders|politicians|candidates|senators|rivals|sisters|brothers)"
    r"|(?P<bodies>companies|firms|parties|clubs|teams|sides|banks|unions|countries))\b|\bthe (?P<pair>pair|duo)\b",
    re.IGNORECASE,
)


def find_nominals(document: Document, tags, attributions, names: list[Found], taken: list[Span]) -> list[Found]:
    """Groups, institutions and descriptions; a description of a named actor bears that actor's key.

    Args:
        tags: the model's mentions of each sentence; attributions: its attributions of each sentence.
        names: the named actors; taken: spans of issues.
    """
    named = sorted(m.span for f in names for m in f.mentions)
    speaking = sources_of(document, attributions)
    noted = _tagged(document, tags)
    bodies = {entry.removesuffix(" +"): entry.endswith("+") for entry in lexicon.words("institutions")}
    roles = _roles_of(document, names)
    introduced = _introduced(document, names)
    found = {}
    for sentence in document.sentences:
        for span, words in _phrases(document, sentence, bodies):
            if any(span.overlaps(s) for s in taken) or any(
                s.contains(span) or s.start == span.end + 1 or s.end == span.end for s in named if s.start <= span.end + 1
            ):
                continue  # a name or part of one, a name with words before it, or the title before one
            head = head_noun(words)
            mention = Mention("", sentence.paragraph, sentence.number, span, "nominal")
            apposed = _apposed(document.text, span, head, names)
            if apposed is None and words.split()[0].lower() in ("a", "an") and (later := introduced.get(head)):
                apposed = later if span < later.mentions[0].span else None
            if apposed:
                key, name, kind = apposed.key, apposed.name, apposed.kind
            elif head in lexicon.words("groups"):
                key, name, kind = _group(_with_complement(document.text, words, head, span))
            elif head in bodies:
                key, name, kind = _body(words, head, span, names, found, strong=bodies[head] or any(s.overlaps(span) for s in speaking))
            else:
                speaks = any(s.overlaps(span) for s in speaking)
                key, name, kind = _description(document, words, head, mention, names, roles, speaks, any(s.overlaps(span) for s in noted))
            if key in roles:
                roles[key].add(head)  # who was "the new president" once is "the president" behind
            if key and not any(m.span.overlaps(span) for f in names if f.key == key for m in f.mentions):
                old = found.get(key)
                found[key] = Found(
                    key, old.name if old else name, kind, (*(old.mentions if old else ()), mention), gender=gender_of([head])
                )
    return _without_passing_groups(document.text, [*_single_bodies(found), *_pairs(document, names)], speaking)


def _single_bodies(found: dict[str, Found]) -> list[Found]:
    """All; "the government" before "the Reyes government" is that one, where the text has no second."""
    for key in [k for k in found if k.startswith("body:") and " " not in k]:
        fuller = [k for k in found if k.startswith("body:") and k.endswith(" " + key.removeprefix("body:"))]
        if len(fuller) == 1:
            one, other = found[fuller[0]], found.pop(key)
            found[fuller[0]] = Found(one.key, one.name, one.kind, tuple(sorted(other.mentions + one.mentions, key=lambda m: m.span)))
    return list(found.values())


def _phrases(document: Document, sentence: Sentence, bodies) -> list[tuple[Span, str]]:
    """Noun phrases that end in a noun of our lists: the noun, up to three modifiers, and determiner or possessor before them."""
    groups, roles, text = lexicon.words("groups"), lexicon.words("roles"), document.text
    tokens = list(WORD.finditer(text, sentence.span.start, sentence.span.end))
    found = []
    for i, token in enumerate(tokens):
        owning = token.group()[-2:] in ("’s", "'s")
        head = POSSESSIVE.sub("", token.group().lower()) if owning else token.group().lower()
        if head not in groups and head not in bodies and head not in roles:
            continue
        adjacent = not owning and i + 1 < len(tokens) and text[token.end() : tokens[i + 1].start()] == " "  # "the bank’s governor": both
        following = tokens[i + 1].group().lower() if adjacent else ""
        if following in groups or following in bodies or following in roles or (head == "group" and following == "of"):
            continue  # "police officers", "a group of officers": the later noun is the head
        if (
            (head in bodies or head in LEANINGS)
            and following
            and not (following in SMALL | VERBS | PAST or following.endswith(("s", "ed") if head in bodies else "ed"))
        ):
            continue  # "Senate nominee", "government plan", "Republican incumbents": the noun is only an attribute
        first = i
        while first > 0 and i - first < LONGEST_MODIFIERS and _modifies(text, tokens[first - 1], tokens[first]):
            if first > 1 and tokens[first - 1].group() in VERBS and tokens[first - 2].group().endswith("s"):
                break  # "states allow officers"
            first -= 1
        if (
            first < i
            and tokens[first - 1].group() in MODALS
            and tokens[first].group().islower()
            and not ADJECTIVE.search(tokens[first].group())
        ):
            first += 1  # "to inform voters", "will pressure senators"
        if head in roles and 2 < first < i and [t.group() for t in tokens[first - 3 : first : 2]] == ["the", "and"]:
            first -= 2  # "the Norvane and Tellux boss"
        if first > 0 and tokens[first - 1].group().lower() in OPENING and text[tokens[first - 1].end() : tokens[first].start()] == " ":
            first -= 1
        end = token.start() + len(head)
        found.append((Span(tokens[first].start(), end), text[tokens[first].start() : end]))
    return found


def _modifies(text: str, word, following) -> bool:
    """Does the word belong to the noun phrase of the following one? Not across punctuation, nor a verb or function word."""
    low = word.group().lower()
    if (
        text[word.end() : following.start()] not in (" ", "\u00a0")
        or low in SMALL
        or low in DETERMINERS
        or low in PAST
        or (low in VERBS and low.endswith("s"))
        or low.isdigit()
        or low.endswith("ly")
    ):
        return False
    return (
        not re.search(r"(?:ing|ed)$", low)
        or "-" in low
        or low
        in (
            "elected",
            "retired",
            "united",
            "armed",
            "leading",
            "opposing",
            "unnamed",
            "ruling",
        )
    )


def _introduced(document: Document, names: list[Found]) -> dict[str, Found]:
    """Who is called by a noun before his name is told: "a former aide … The aide, Ada Brook, said"."""
    nouns = lexicon.words("roles")
    return {
        noun[1].lower(): found
        for found in names
        if found.kind == "person"
        if (noun := re.search(r"\b[Tt]he (\w+), $", document.text[: found.mentions[0].span.start][-40:])) and noun[1].lower() in nouns
    }


def _apposed(text: str, span: Span, head: str, names: list[Found]) -> Found | None:
    """ "Ada Brook, the 2008 nominee", "a spokesman for the mayor, Ada Brook, said": the person whose name stands beside."""
    behind = BEHIND.match(text, span.end) if head in lexicon.words("roles") else None
    for found in names:
        for m in found.mentions if found.kind == "person" else ():
            if m.span.end < span.start and APPOSITION.fullmatch(text[m.span.end : span.start]):
                return found
            if behind and m.span.start == behind.end() and " " in m.span.of(text) and ENDS.match(text, m.span.end):
                return found
    return None


def _with_complement(text: str, words: str, head: str, span: Span) -> str:
    """ "Members" alone says little: "members of the club"."""
    of = COMPLEMENT.match(text, span.end) if head in VAGUE else None
    return words + of.group() if of else words


def _group(words: str) -> tuple[str, str, str]:
    """A group's key and name, without determiner and quantity: "some Republican senators" → Republican senators."""
    tokens = words.split()
    while len(tokens) > 1 and (tokens[0].lower() in DETERMINERS or tokens[0].lower() == "own"):
        tokens = tokens[1:]
    name = " ".join(tokens)
    return f"group:{re.sub(r'^(?:gop|g.o.p.) ', 'republican ', name.lower())}", name, "group"


def _body(words: str, head: str, span: Span, names: list[Found], found: dict[str, Found], strong: bool) -> tuple[str, str, str]:
    """ "the church" is the named organization that has the word, or else a body of its own where the noun can stand alone.

    "the government" and "this government" are the one spoken of before; somebody's own ("Reyes’s team") always is a body.
    """
    owners = [f for f in names if f.kind != "person" and head in f.name.lower().split()]
    tokens = words.split()
    plain = " ".join(tokens[1:] if tokens[0].lower() in DETERMINERS else tokens)
    same = next((f for f in owners if bare(plain).lower() in f.name.lower()), None)
    if same is not None and words[-len(head)].isupper():
        return same.key, same.name, same.kind
    determined = tokens[0].lower() in ("the", "this", "that", "its", "their")
    if owners and determined and len(tokens) == 2:
        before = [f for f in owners if f.mentions[0].span < span] or owners
        nearest = max(before, key=lambda f: max((m.span.start for m in f.mentions if m.span < span), default=-1))
        return nearest.key, nearest.name, nearest.kind
    generic = head in lexicon.words("generic_bodies") or (head == "group" and len(tokens) > 2)  # "the supermarket group"
    if determined and generic and len(tokens) < 4 and all(t.islower() for t in tokens[1:]):
        nearest = max(
            ((m.span.start, f) for f in names if f.kind == "organization" for m in f.mentions if 0 < span.start - m.span.end < NEAR),
            key=lambda pair: pair[0],
            default=None,
        )
        if nearest is not None:
            return nearest[1].key, nearest[1].name, nearest[1].kind
    owned = any(re.search(r"[’']s?$", t) and t[0].isupper() for t in tokens[:-1]) or (
        head in OF_A_PERSON and any(t[0].isupper() for t in tokens[:-1])
    )
    vague = head == "government" and tokens[0].lower() in INDEFINITE | OF_GOVERNMENT
    if (not strong and not owned) or vague or (head == "website" and owned):
        return "", "", ""  # "a government of laws", "bigger government": no body in particular; "the bank’s website": only its pages
    while len(tokens) > 1 and tokens[0].lower() in DETERMINERS:
        tokens = tokens[1:]
    name = " ".join(tokens)
    if len(tokens) == 1:
        earlier = next((f for key, f in reversed(found.items()) if key.startswith("body:") and key.endswith(head)), None)
        if earlier is not None:
            return earlier.key, earlier.name, earlier.kind
    return f"body:{name.lower()}", name, "organization"


def _description(document, words, head, mention, names, roles, speaks, noted) -> tuple[str, str, str]:
    """ "the senator" is the one person called so; else whoever was last spoken of beside the sentence's subject; else its own actor if it speaks."""
    definite = words.split()[0].lower() in ("the", "this", "that")
    bearers = [f for f in names if f.kind == "person" and head in roles.get(f.key, ())]
    follows = document.text[mention.span.end : mention.span.end + 3]
    if definite and not follows.startswith(" of") and (near := _near_place(document, words, head, mention, names, roles)):
        return near.key, near.name, "person"
    definite = definite and not LESSER & set(words.lower().split())
    if definite and bearers:
        before = [f for f in bearers if f.mentions[0].span < mention.span] or bearers
        nearest = max(before, key=lambda f: max((m.span.start for m in f.mentions if m.span < mention.span), default=-1))
        return nearest.key, nearest.name, nearest.kind
    if definite and head not in LEANINGS and not any(w[0].isupper() for w in words.split()[1:]) and not follows.startswith((" of", " f")):
        others = [
            f for f in names if f.kind == "person" and not roles.get(f.key) and len(f.mentions) > 1 and f.mentions[0].span < mention.span
        ]
        if len(others) == 1 and mention.span.start - max(m.span.end for m in others[0].mentions if m.span < mention.span) < NEAR:
            return others[0].key, others[0].name, "person"  # the only one whose office the text leaves open
    if definite and not follows.startswith((" of", " f", ",")) and not speaks:
        here = [
            (m.span.start, f)
            for f in names
            if f.kind == "person"
            for m in f.mentions
            if (m.paragraph, m.sentence) == (mention.paragraph, mention.sentence) and m.span < mention.span
        ]
        here.sort(key=lambda pair: pair[0])
        if len({f.key for _, f in here}) > 1 and here[-1][1].key != here[0][1].key:
            return here[-1][1].key, here[-1][1].name, "person"
    if definite and head in PERSONAL | LEANINGS and (spoken_of := _last_subject(document, mention, names)):
        return spoken_of.key, spoken_of.name, "person"
    if speaks and noted:
        name = bare(re.sub(r"^(?:an?|one|another|its|their|his|her|our|my)\s+", "", words, flags=re.IGNORECASE))
        behind = document.text[mention.span.end : mention.span.end + 5]
        whose = next((f.name for f in names for m in f.mentions if behind == " for " and 0 <= m.span.start - mention.span.end < 25), None)
        name = f"{name} for {whose}" if whose else name
        return f"description:{name.lower()}", name, "person"
    return "", "", ""


def _last_subject(document: Document, mention: Mention, names: list[Found]) -> Found | None:
    """ "The developer …" that begins a sentence is whom the sentences before began with, if this one does not name him.

    Who is named only once counts only where the sentence right before is his, from its first word on.
    """
    at = next(i for i, s in enumerate(document.sentences) if (s.paragraph, s.number) == (mention.paragraph, mention.sentence))
    people = [(m.span, f) for f in names if f.kind == "person" for m in f.mentions]
    within = lambda sentence: [(span, f) for span, f in sorted(people, key=lambda pair: pair[0]) if sentence.span.contains(span)]
    if mention.span.start - document.sentences[at].span.start > 1:
        return None
    here = [f for _, f in within(document.sentences[at])]
    for back, sentence in enumerate(reversed(document.sentences[max(0, at - BACK) : at])):
        begins = lambda span, start=sentence.span.start: span.start - start < TITLED
        there = [f for span, f in within(sentence) if len(f.mentions) > 1 or (back == 0 and begins(span))]
        if sentence.paragraph and there:
            return next((f for f in there if f not in here), None)
    return None


def _near_place(document: Document, words: str, head: str, mention: Mention, names: list[Found], roles) -> Found | None:
    """ "The Arizona Republican" is the one person beside whose name the text writes "Arizona", if no other office is his."""
    text, distances = document.text, {}
    names = [f for f in names if head in LEANINGS or not roles.get(f.key) or head in roles[f.key]]
    for word in [w for w in words.split()[1:-1] if w[0].isupper()]:
        for spot in re.finditer(rf"\b{re.escape(word)}\b", text):
            for found in names if not mention.span.start <= spot.start() < mention.span.end else ():
                gaps = [max(m.span.start - spot.end(), spot.start() - m.span.end) for m in found.mentions]
                if found.kind == "person" and min(gaps) < BESIDE:
                    distances[found.key] = min(min(gaps), distances.get(found.key, BESIDE))
    nearest = min(distances, key=distances.get, default=None)
    return next((f for f in names if f.key == nearest), None)


def _pairs(document: Document, names: list[Found]) -> list[Found]:
    """ "Both men", "the pair", "the two companies": the two persons, or the two bodies, who were named last."""
    found = []
    for sentence in document.sentences:
        for match in PAIR.finditer(document.text, sentence.span.start, sentence.span.end) if sentence.paragraph else ():
            kinds = ("organization", "place") if match["bodies"] else ("person",)
            last, reach = {}, 2 * NEAR if match["people"] or match["pair"] else NEAR
            for f in names:
                before = [m.span.start for m in f.mentions if f.kind in kinds and 0 <= match.start() - m.span.end < reach]
                if before:
                    last[max(before)] = f
            two = [last[start] for start in sorted(last)[-2:]]
            mention = Mention("", sentence.paragraph, sentence.number, Span(*match.span()), "nominal")
            found += [Found(f.key, f.name, f.kind, (mention,)) for f in two if len(two) == 2]
    return found


def _roles_of(document: Document, names: list[Found]) -> dict[str, set[str]]:
    """The nouns by which the text calls each named person: titles, "Texas governor Ada Brook", "Ada Brook, the mayor of Lund"."""
    nouns, roles = lexicon.words("roles"), {}
    for found in names:
        if found.kind != "person":
            continue
        mine = {EXPANDED.get(t, t) for t in found.roles}
        for mention in found.mentions:
            before = WORD.findall(document.text[max(0, mention.span.start - 60) : mention.span.start])
            if before and before[-1].lower() in nouns and document.text[mention.span.start - 1] == " ":
                mine.add(before[-1].lower())
            after = document.text[mention.span.end : mention.span.end + 80]
            apposition = re.match(r", (?:who is |who was )?(?:an?|the|former|then)?\s?([^,.;:()]{3,60})[,.;]", after)
            if apposition:
                head = head_noun(apposition[1])
                mine |= {head} & nouns
        roles[found.key] = mine
    return roles


EXPANDED = {"sen": "senator", "gov": "governor", "rep": "representative", "gen": "general", "prof": "professor", "dr": "doctor"}


def _tagged(document: Document, tags) -> list[Span]:
    """Where the model sees a noun for people or a body."""
    return [
        Span(sentence.span.start + s, sentence.span.start + e)
        for sentence, mentions in zip(document.sentences, tags, strict=True)
        for s, e, kind, form in mentions
        if form == "nominal" and kind != "place"
    ]


def _without_passing_groups(text: str, found: list[Found], speaking: list[Span]) -> list[Found]:
    """A group of one plain word in passing ("families") is an actor only where it speaks, is acted on or comes again; "Democrats" always is."""
    spoken = Counter(f.key for f in found for m in f.mentions for s in speaking if s.overlaps(m.span))
    proper = {f.key for f in found for m in f.mentions if f.name[0].isupper() and re.search(r"[a-z,;—–]\s$", text[: m.span.start][-2:])}
    acted = {f.key for f in found for m in f.mentions if _acted_on(text, m.span)}
    plain = lambda f: f.key.startswith("group:") and " " not in f.name.split(" of ")[0] and len(f.mentions) == 1
    return [f for f in found if not plain(f) or spoken[f.key] or f.key in proper | acted]


def _acted_on(text: str, span: Span) -> bool:
    """Do the words right before name an act: "accused protesters", "fired back at critics"?"""
    before = re.findall(r"[\w’'-]+(?=\s)", text[max(0, span.start - 40) : span.start].lower())
    return any(" ".join(before[-n:]) in act_words() for n in (1, 2, 3))
