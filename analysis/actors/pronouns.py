"""Whom do he, she, it and they mean? Better no link than a wrong one: a pronoun is linked only where one candidate is clearly ahead."""

import re
from dataclasses import replace

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
REACH = 3  # sentences back
SUBJECT = 1.0  # what a mention at its sentence's beginning is worth, in sentences of distance
MARGIN = 0.2


def find_pronouns(document: Document, found: list[Found]) -> list[Found]:
    """The persons again, with the pronouns that mean them."""
    people = [f for f in found if f.kind == "person"]
    order = {(s.paragraph, s.number): i for i, s in enumerate(document.sentences)}
    mentions = [(order[m.paragraph, m.sentence], m.span, f.key) for f in people for m in f.mentions]
    genders = {f.key: f.gender for f in people}
    starts = _subjects(document, mentions)
    links = []
    for index, sentence in enumerate(document.sentences):
        if sentence.paragraph == 0:
            continue
        for match in PRONOUN.finditer(document.text, sentence.span.start, sentence.span.end):
            span, gender = Span(*match.span()), GENDERS[match.group().lower()]
            key = _referent(index, span, gender, _allowed(document.text, index, sentence.span.start, span, mentions), genders, starts)
            if key is not None:
                genders[key] = genders[key] or gender
                mentions.append((index, span, key))
                links.append((key, Mention("", sentence.paragraph, sentence.number, span, "pronoun")))
    return [replace(f, mentions=tuple(m for k, m in links if k == f.key)) for f in people if any(k == f.key for k, _ in links)]


def settle_pronouns(entities: Entities, quotes: tuple[Quote, ...]) -> Entities:
    """In direct speech "he" is never the speaker: such a pronoun is linked to the person mentioned last before who is not."""
    spoken = [(part, q.holders) for q in quotes if q.kind != "indirect" for part in q.parts]
    people = {a.id for a in entities.actors if a.kind == "person"}
    settled = []
    for mention in entities.mentions:
        holders = next((h for part, h in spoken if part.contains(mention.span)), ()) if mention.form == "pronoun" else ()
        if mention.entity not in holders:
            settled.append(mention)
            continue
        other = next((m for m in reversed(settled) if m.entity in people and m.entity not in holders and m.paragraph > 0), None)
        if other is not None and mention.paragraph - other.paragraph <= 1:
            settled.append(replace(mention, entity=other.entity))
    return replace(entities, mentions=tuple(settled))


def _subjects(document: Document, mentions) -> dict[int, str]:
    """For each sentence, the person who is mentioned first in it, and early."""
    first = {}
    for index, span, key in sorted(mentions):
        sentence = document.sentences[index]
        if index not in first and span.start - sentence.span.start < 60:
            first[index] = key
    return first


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
        elif len(between.split()) <= 2:
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


def _referent(index: int, span: Span, gender: str, mentions, genders, starts) -> str | None:
    """The candidate with the best score, if it leads the next one by the margin.

    A mention scores by its distance in sentences; the subject of its sentence scores more. Hobbs 1978 searches in the same order.
    """
    scores = {}
    for at, place, key in mentions:
        distance = index - at
        if place.start >= span.start or not 0 <= distance <= REACH or genders[key] not in ("", gender):
            continue
        score = -distance + SUBJECT * (starts.get(at) == key) + 0.25 * (genders[key] == gender) + 0.001 * (place.start - span.start) / 100
        scores[key] = max(scores.get(key, -9.0), score)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN):
        return None
    return ranked[0][0]
