"""Whom do he and she mean? Whoever is allowed by the place in the sentence, fits in gender, and has most speaking for him."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from math import log

from analysis.actors.words import Found
from analysis.schema import Document, Entities, Mention, Quote, Span

GENDERS = {
    "he": "male",
    "him": "male",
    "his": "male",
    "himself": "male",
    "she": "female",
    "her": "female",
    "hers": "female",
    "herself": "female",
}
PRONOUN = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
SUBORDINATE = re.compile(r"\b(?:after|although|as|because|before|despite|if|once|since|though|unless|until|when|while)\b", re.IGNORECASE)
CLAUSE = re.compile(r"\b(?:that|whether|because|when|while|if)\s+$", re.IGNORECASE)
COORDINATE = re.compile(r",[”\"]? (?:and|but) $")
# Between a subject and "him": "voted last year to make him speaker".
SAME_CLAUSE = re.compile(
    r"(?! ?[’'])(?:(?!\b(?:that|who|which|because|if|when|while|after|before|as|with|for|of|and|but|or)\b)[^,;:.—–“”\"()]){0,50}"
)
REACH = 8  # sentences back
# After a name, the verb that it is the subject of.
SUBJECT_OF = re.compile(
    r"\s+(?:\w+ly\s+)?(?:is|are|was|were|has|have|had|will|would|could|can|may|did|does|said|became|won|made|took|began|went|got|left|met|told|wrote"
    r"|came|gave|led|ran|held|found|saw|felt|lost|beat|sent|put|kept|spent|grew|knew|let|chose|drew|spoke|\w+ed|\w+s)\b"
)
# What speaks for a candidate and how much, in log odds: learned on the development texts of GAP (Webster et al. 2018) by `training.calibrate`.
WEIGHTS = {
    "one sentence back": -1.406,
    "two sentences back": -2.998,
    "three sentences back or more": -3.011,
    "nearest": 0.213,
    "nearest, same sentence": 0.839,
    "subject": 0.437,
    "subject of the sentence before": 0.679,
    "subject, as he or she": 0.697,
    "first in some sentence": 0.494,
    "log of mentions": 0.459,
    "named": 1.118,
}


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun, what speaks for each candidate (by the names of WEIGHTS), and who is meant: the key of the best one, None where there is none."""

    sentence: int
    span: Span
    candidates: dict[str, dict[str, float]]
    meant: str | None


def find_pronouns(document: Document, found: list[Found]) -> list[Found]:
    """The persons again, with the pronouns that mean them."""
    people = [f for f in found if f.kind == "person"]
    sentences, links = document.sentences, defaultdict(list)
    for pronoun in resolve(document, people):
        if pronoun.meant is not None:
            at = sentences[pronoun.sentence]
            links[pronoun.meant].append(Mention("", at.paragraph, at.number, pronoun.span, "pronoun"))
    return [replace(f, mentions=tuple(links[f.key])) for f in people if links[f.key]]


def resolve(document: Document, people: list[Found], weights: dict[str, float] = WEIGHTS) -> list[Pronoun]:
    """Every he, him, his, she and her of the body in reading order; who is meant by one counts as mentioned there for those behind it."""
    order = {(s.paragraph, s.number): i for i, s in enumerate(document.sentences)}
    mentions = [(order[m.paragraph, m.sentence], m.span, f.key) for f in people for m in f.mentions]
    named = {f.key for f in people if any(m.form == "name" for m in f.mentions)}
    genders = {f.key: f.gender for f in people}
    pronouns = []
    for index, sentence in enumerate(document.sentences):
        for match in PRONOUN.finditer(document.text, sentence.span.start, sentence.span.end) if sentence.paragraph else ():
            span, gender = Span(*match.span()), GENDERS[match.group().lower()]
            allowed = [m for m in _allowed(document.text, index, sentence.span.start, span, mentions) if genders[m[2]] in ("", gender)]
            candidates = _candidates(document.text, index, span, allowed, mentions, named)
            score = lambda key, rows=candidates: sum(weights[name] * value for name, value in rows[key].items())
            meant = max(candidates, key=score, default=None)
            if meant is not None:
                genders[meant] = gender
                mentions.append((index, span, meant))
            pronouns.append(Pronoun(index, span, candidates, meant))
    return pronouns


def _candidates(text: str, index: int, span: Span, allowed: list, mentions: list, named: set[str]) -> dict[str, dict[str, float]]:
    """Who is mentioned before the pronoun and not too far, and what speaks for each.

    Args:
        index, span: the pronoun's sentence and place.
        allowed: mentions (sentence, span, key) that it can mean; mentions: all; named: the keys of those with a name.
    """
    near = lambda several: sorted(m for m in several if m[1].start < span.start and index - m[0] <= REACH)
    own, first = defaultdict(list), {}
    for mention in near(allowed):
        own[mention[2]].append(mention)
    for sentence, _, key in near(mentions):
        first.setdefault(sentence, key)
    nearest = max((several[-1] for several in own.values()), key=lambda m: m[1].start, default=None)
    rows = {}
    for key, several in own.items():
        sentence, place, _ = several[-1]
        subject = bool(SUBJECT_OF.match(text, place.end))
        rows[key] = {
            "one sentence back": index - sentence == 1,
            "two sentences back": index - sentence == 2,
            "three sentences back or more": index - sentence >= 3,
            "nearest": several[-1] == nearest,
            "nearest, same sentence": several[-1] == nearest and sentence == index,
            "subject": subject,
            "subject of the sentence before": subject and index - sentence == 1,
            "subject, as he or she": subject and sentence == index and span.of(text).lower() in ("he", "she"),
            "first in some sentence": any(first[m[0]] == key for m in several),
            "log of mentions": log(len(several)),
            "named": key in named,
        }
    return rows


def settle_pronouns(entities: Entities, quotes: tuple[Quote, ...], text: str) -> Entities:
    """Between quotation marks "he" is never the speaker: such a pronoun is linked to the person mentioned last before whom it fits."""
    spoken = [(part, q.holders) for q in quotes if q.kind != "indirect" for part in q.parts]
    people = {a.id for a in entities.actors if a.kind == "person"}
    gender = lambda m: GENDERS.get(m.span.of(text).lower())
    genders = {m.entity: gender(m) for m in entities.mentions if m.form == "pronoun" and gender(m)}
    settled = []
    for mention in entities.mentions:
        inside = mention.form == "pronoun" and next(((p, h) for p, h in spoken if p.contains(mention.span)), None)
        if not inside or mention.entity not in inside[1] or not _is_marked(text, inside[0], mention.span):
            settled.append(mention)
            continue
        fits = {p for p in people - set(inside[1]) if genders.get(p, gender(mention)) == gender(mention)}
        other = next((m for m in reversed(settled) if m.entity in fits and m.paragraph > 0), None)
        if other is not None and mention.paragraph - other.paragraph <= 1:
            settled.append(replace(mention, entity=other.entity))
    return replace(entities, mentions=tuple(settled))


def _is_marked(text: str, part: Span, span: Span) -> bool:
    """Does the span stand between quotation marks within a part of a quote, or do the marks stand around all of it?"""
    before = text[part.start : span.start]
    opened = len(re.findall(r"[“«]|(?<!\w)[\"‘]", before)) - len(re.findall(r"[”»]|(?<=[\w.,!?])[\"’](?!\w)", before))
    return opened > 0 or text[max(0, part.start - 1)] in '“«"‘'


def _allowed(text: str, index: int, start: int, span: Span, mentions) -> list:
    """The mentions that the pronoun can mean: by its place in the sentence some cannot be meant (the binding conditions, Chomsky 1981).

    "He said Musk had lied": he is nobody who is named later, unless he stands in a clause in front ("When he came, Musk left").
    "Musk praised him", "Musk left, praising him": him is not who acts. "He said that Musk sold his shares": his is the nearer one's.
    "He came, and he left" is one person.
    """
    word, here = text[span.start : span.end].lower(), sorted(m for m in mentions if m[0] == index)
    excluded = set()
    if word in ("he", "she") and not SUBORDINATE.search(text, start, span.start):
        excluded = {key for _, place, key in here if place.start > span.start}
    before = [m for m in here if m[1].end <= span.start]
    if word == "him" and before:
        between = text[before[-1][1].end : span.start]
        if re.match(r", (?:\w+ )?\w+ing ", between):
            excluded.add(before[0][2])  # "Reyes rebuked Musk, dismissing him": not Reyes
        elif len(between.split()) <= 2 or SAME_CLAUSE.fullmatch(between):
            excluded.add(before[-1][2])
    inner = [key for _, place, key in before if CLAUSE.search(text[start : place.start])]
    if word in ("his", "her", "himself", "herself") and inner:
        excluded |= {key for *_, key in before if key != inner[-1]}
    elif word == "him" and inner:
        excluded.add(inner[-1])
    if word in ("he", "she") and COORDINATE.search(text[start : span.start]):
        same = [key for _, place, key in before if text[place.start : place.end].lower() == word]
        excluded |= {key for *_, key in mentions if same and key != same[-1]}
    return [m for m in mentions if m[2] not in excluded]
