"""Who speaks? The words that name a speaker are resolved to actors; where no words do, speech is carried on from the one before."""

import re
from bisect import bisect_left, bisect_right

from analysis import lexicon
from analysis.quotes.speech import Speech
from analysis.schema import UNKNOWN, Actor, Document, Mention, Quote, Span

JOINED = re.compile(r"(?:[’']s?)?\s*(,|,?\s+and\b|,?\s+as well as|,?\s+along with|\s*&)\s*(?:\w+\s+){0,2}", re.IGNORECASE)
UNNAMED = re.compile(
    r"\b(?:not to be (?:named|identified|quoted by name)|anonym\w+|unnamed|unidentified|condition of"
    r"|(?:declined|refused) to (?:be (?:named|identified)|give (?:his|her|their) name))\b",
    re.IGNORECASE,
)
SOMEBODY = re.compile(r"(?:an?|one|another|sources?|people|many|others|those|it|this|there|somebody|someone)\b", re.IGNORECASE)
PARTITIVE = re.compile(r"(?:one|two|three|some|many|most|several) of (?:the|these|those|his|her|its|their|our) ", re.IGNORECASE)
# A spokesman's words, and a document's, are those of whom it speaks for, unless it only passed through their hands.
SPOKEN_FOR = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|representative|lawyer|attorney|aide|campaign|office|statement|press release|report|letter|memo|e-?mail"
    r"|post|posting|blog|website|document|study|survey|poll|article|filing|lawsuit|ad)s?\b(?!.*\b(?:seen|obtained|reviewed|read) by\b)",
    re.IGNORECASE,
)
BORDER = re.compile(r"\s+(?:of|for|from|at|in|on|with|to|by|about|who|which|that|whose)\s|,(?!\s+and\b)(?=\s)|\s\(")
AFTER = re.compile(r"[,?!—-][”\"’'»]\s+")  # `“No,” Brook shrugged`: a cue that no list has
SIGNED = re.compile(r"[”\"’'»]\s*[-–—]{1,2}\s*(?=\w)[^\n.]{3,60}(?:\n|$)")  # `“A long game.” – Ada Brook`
RELATIVE = frozenset("who which that whom".split())
PERSONAL = frozenset("he she".split())
PLURAL = frozenset("they we".split())
GENDERS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
DESCRIBED = frozenset("republican democrat independent conservative liberal".split())  # "the Arizona Republican"
REACH = 3  # sentences back to a pronoun's antecedent
NEAR = 2  # paragraphs over which a pronoun is taken to mean the last speaker


class Speakers:
    """The actors of one article, asked who speaks.

    Args:
        mentions: of actors, in reading order.
    """

    def __init__(self, document: Document, mentions: list[Mention], actors: tuple[Actor, ...]):
        self._text, self._mentions, self._sentences = document.text, mentions, document.sentences
        self._starts = [m.span.start for m in mentions]
        self._kinds = {a.id: a.kind for a in actors}
        self._genders = {(m.entity, GENDERS.get(m.span.of(document.text).lower())) for m in mentions if m.form == "pronoun"}
        self._genders |= {(a.id, gender) for a in actors if a.kind == "person" and (gender := _gender(a.name))}

    def holders(self, speech: Speech, before: list[Quote], parent: Quote | None) -> tuple[str, ...]:
        """The actors who speak, or `unknown`.

        Args:
            speech: what is said.
            before: the quotes before it; parent: the one it stands in.
        """
        if speech.source is None:
            return self._carried(speech, before, parent)
        source = speech.source.of(self._text)
        if UNNAMED.search(re.split(r"\. |[“\"]", self._text[speech.source.start : speech.source.end + 70])[0]):
            return (UNKNOWN,)
        word = source.lower()
        if parent is not None and word in ("i", "we"):
            return parent.holders
        last = next((q for q in reversed(before) if q.parent is None and q.holders != (UNKNOWN,)), None)
        if last is not None and speech.paragraph - last.paragraph > NEAR:
            last = None
        if word in RELATIVE:
            return self._nearest(speech.source.start, speech.paragraph)
        if word in PLURAL:
            return last.holders if last and (len(last.holders) > 1 or self._kinds.get(last.holders[0]) != "person") else (UNKNOWN,)
        inside = self._within(speech.source)
        if word in PERSONAL:
            return self._pronoun(word, inside, speech, before, parent)
        named = self._heads(speech.source, inside)
        if named:
            return named
        if self._is_description(source):
            return last.holders[:1] if last and self._is_person(last.holders[0]) else self._nearest(speech.source.start, speech.paragraph)
        return (UNKNOWN,)

    def _is_person(self, actor: str) -> bool:
        return self._kinds.get(actor) == "person"

    def _within(self, span: Span) -> list[Mention]:
        """The mentions that reach into a span, none of which lies in another."""
        found: list[Mention] = []
        for mention in self._mentions[max(0, bisect_left(self._starts, span.start) - 2) : bisect_left(self._starts, span.end)]:
            if mention.span.overlaps(span) and not (found and found[-1].span.contains(mention.span)):
                found.append(mention)
        return found

    def _nearest(self, before: int, paragraph: int) -> tuple[str, ...]:
        """The last person, group or organization that the paragraph mentions before a place."""
        mention = self._mentions[at - 1] if (at := bisect_left(self._starts, before)) else None
        return (mention.entity,) if mention and mention.paragraph == paragraph else (UNKNOWN,)

    def _heads(self, source: Span, inside: list[Mention]) -> tuple[str, ...]:
        """The actors that the head of a noun phrase names: "Ada Brook, the mayor of Lund", "Lund mayor Ada Brook", "Brook and critics"."""
        if not inside:
            return ()
        if partitive := PARTITIVE.match(self._text, source.start, source.end):
            source = Span(partitive.end(), source.end)
        words = source.of(self._text)
        border = BORDER.search(words)
        head_end = source.start + (border.start() if border else len(words))
        heads: list[Mention] = []
        joined = True
        for mention in inside:
            if mention.span.start >= head_end and not (heads and joined):
                break
            between = self._text[heads[-1].span.end : mention.span.start] if heads else ""
            joined = bool(heads) and bool(match := JOINED.match(between)) and match.end() >= len(between.rstrip())
            if not heads or joined:
                heads.append(mention)
            elif mention.span.start < head_end:
                heads[-1] = mention if self._is_person(mention.entity) or not self._is_person(heads[-1].entity) else heads[-1]
        if heads:
            listed = " and " in self._text[heads[0].span.end : heads[-1].span.start]
            return tuple(dict.fromkeys(m.entity for m in (heads if listed else heads[:1])))
        if SPOKEN_FOR.search(words):
            return (inside[0].entity,)
        if SOMEBODY.match(words):
            return ()
        last = inside[-1]
        ends = last.span.end >= source.end - 1 and self._is_person(last.entity)  # "CEO of the Rail Board Ada Brook"
        return (last.entity,) if ends and not words.lower().startswith("the ") else ()

    def _is_description(self, words: str) -> bool:
        """ "the senator", "the Arizona Republican"."""
        head = BORDER.split(words.lower(), maxsplit=1)[0].split()
        return len(head) > 1 and head[0] == "the" and (head[-1] in DESCRIBED or head[-1] in lexicon.words("roles"))

    def _pronoun(self, word: str, inside: list[Mention], speech: Speech, before: list[Quote], parent: Quote | None) -> tuple[str, ...]:
        """Whom this sentence or one before it in the paragraph is about, or who spoke there; else the last speaker, else whom the mention
        means. Never who speaks around; a person whom the text elsewhere calls by the other pronoun, or whose first name is of the other
        kind, is passed over."""
        fits = lambda actor: self._is_person(actor) and (actor, "f" if word == "he" else "m") not in self._genders
        if parent is None:
            spoken = [q for q in reversed(before) if q.parent is None and speech.paragraph - q.paragraph <= NEAR]
            chosen = next((actor for actor in self._candidates(speech, spoken) if fits(actor)), None)
            if chosen is not None:
                return (chosen,)
        if inside and not (parent and inside[0].entity in parent.holders):
            return (inside[0].entity,)
        return (UNKNOWN,)

    def _candidates(self, speech: Speech, spoken: list[Quote]):
        """Speakers and subjects, from the source's sentence backwards through its paragraph, then the speakers before."""
        said = [*speech.parts, *(p for q in spoken[:6] for p in q.parts)]
        at = self._sentence(speech.source.start)
        for sentence in reversed([s for s in self._sentences[max(0, at - REACH) : at + 1] if s.paragraph == speech.paragraph]):
            end = min(sentence.span.end, speech.source.start)
            yield from (q.holders[0] for q in spoken if q.source and sentence.span.start <= q.source.start < end)
            mentioned = self._within(Span(sentence.span.start, end)) if end > sentence.span.start else []
            yield from [m.entity for m in mentioned if not any(p.contains(m.span) for p in said)][:1]
        yield from (q.holders[0] for q in spoken)

    def _sentence(self, place: int) -> int:
        return bisect_right(self._sentences, place, key=lambda s: s.span.start) - 1

    def _carried(self, speech: Speech, before: list[Quote], parent: Quote | None) -> tuple[str, ...]:
        """Speech without a source: who stands right after it or signs it, else whom its sentence is about, else whoever spoke in this paragraph, else whom the sentence before is
        about where it stands in the paragraph or ends with a colon, else who spoke just before."""
        if parent is not None or speech.kind == "indirect":
            return (UNKNOWN,)
        last = next((q for q in reversed(before) if q.parent is None), None)
        sentences = self._sentences
        at = self._sentence(speech.span.start)
        follows = AFTER.match(self._text, speech.span.end - 1)
        if follows and (beside := self._within(Span(follows.end(), follows.end() + 1))):
            return (beside[0].entity,)
        if (signed := SIGNED.match(self._text, speech.span.end)) and (names := self._within(Span(speech.span.end, signed.end()))):
            return (names[0].entity,)
        own = Span(sentences[at].span.start, speech.span.start)
        if not (last and last.span.end > own.start) and (person := self._first(own, "person")):
            return (person,)
        if last and last.paragraph == speech.paragraph:
            return last.holders
        previous = sentences[at - 1] if at > 0 else None
        if previous and previous.paragraph == speech.paragraph and (person := self._first(previous.span, "person")):
            return (person,)
        if previous and previous.span.of(self._text).rstrip().endswith(":"):
            return (self._first(previous.span, "person") or self._first(previous.span, "organization", "group") or UNKNOWN,)
        return last.holders if last and speech.paragraph - last.paragraph == 1 else (UNKNOWN,)

    def _first(self, span: Span, *kinds: str) -> str | None:
        return next((m.entity for m in self._within(span) if self._kinds[m.entity] in kinds), None)


def _gender(name: str) -> str:
    """m or f where the first name is only one of them, else nothing."""
    first = name.split()[0]
    male, female = first in lexicon.words("first_names_male"), first in lexicon.words("first_names_female")
    return "" if male == female else "m" if male else "f"
