"""Who acts for or against whom, in one sentence?

An edge runs from the one who acts to the one acted on. The news model's directed head finds most of them (Park et al. 2021, "Blames
and Praises": directed sentiment between two entities); a list of verbs whose object is what the act is about ("rebuked", "sued",
"endorsed") finds the plain ones for sure.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise

from analysis import lexicon
from analysis.schema import Document, Mention, Sentence, Span

NOBODY = ""  # source of an act whose doer the words leave out: "We must stop the plan" is an act of whoever says it
INTENTIONS = frozenset(
    "plan plans bid effort efforts attempt attempts decision vote promise pledge move moves push proposal call calls fight campaign "
    "intention willingness readiness drive quest threat".split()
)
IMPLIED = frozenset("we i let us to must should please and or".split())  # words before such an act
QUOTATION = frozenset('“"‘')
VERB_CONFIDENCE = 0.88  # share of verb edges that are right, sign and direction, on the training rows of DSE
OWNED_CONFIDENCE = 0.7  # of "Reyes’s bill"; set by hand, not measured
SIDED_CONFIDENCE = 0.9  # of "critics of Reyes"; set by hand, not measured
OWNING = re.compile(r"(?:.+[’']s?|his|her|their|its)\s+(?:[\w-]+\s+){0,2}", re.IGNORECASE)
REACH = 3  # words that may stand between the verb and its object: "rebuked the outspoken senator"
NEGATORS = frozenset("not n't never no nor neither refuse refuses refused decline declines declined without nobody none".split())
SHORT_OF = re.compile(r"\b(?:stop\w* short of|avoid\w*|refrain\w* from)\b")
POSSESSIVE_PRONOUNS = frozenset("his her their its".split())
OWNERS = POSSESSIVE_PRONOUNS - {"her"}  # "her" may be the object itself
JOINING = re.compile(
    r"(?:,?\s+(?:and|or|including|such as|along with|together with|as well as)|,)\s+(?:the\s+|other\s+)?(?P<role>(?:[a-z-]+\s+){0,3})"
)
OF = re.compile(r" of (?:the )?")
MESSAGES = frozenset(
    "tweet tweets post posts statement statements letter letters message messages memo speech remarks ad ads advert adverts video videos column "
    "editorial essay op-ed article release email e-mail emails petition resolution banner leaflet placard placards signs note".split()
)
SIDES = dict.fromkeys(("critics", "critic", "opponents", "opponent", "detractors", "foes"), -1) | dict.fromkeys(
    ("supporters", "supporter", "backers", "backer", "proponents", "proponent", "defenders", "admirers", "fans"), 1
)
POSSESSIVE = frozenset(["’s", "'s", "’", "'"])
_UP_TO = r"(?=\s(?:and|but|in|on|at|after|during|when|while|that|which|who)\b|[,.;:()“”\"—–]|$)"
JUDGEMENT = re.compile(
    rf"\s+(?:(?:as|to be)\s+(?!“|\"|‘)(?P<plain>[^,.;:()“”\"—–]{{3,60}}?){_UP_TO}"
    r"|(?:as\s+|to be\s+)?[“\"‘](?P<marked>[^“”\"‘’]{2,80})"
    rf"|(?P<alone>(?:an?|the|too|so|un\w+)\s[^,.;:()“”\"—–]{{2,60}}?){_UP_TO})"
)
# What may stand between a subject and its verb, beside adverbs in -ly and an insertion between commas.
TIME = re.compile(
    r"\b(?:(?:on|in|this|last|late|early|next) )*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|month|year|night|today|yesterday|january|february|march"
    r"|april|may|june|july|august|september|october|november|december)\b(?: (?:morning|afternoon|evening|night))?"
)
PREPOSITION = re.compile(
    r"\b(?:for|of|in|at|with|from|by|about|against|on|over|toward|towards|among|between|under)\s"
    r"(?:(?:the|an?|its|his|her|their|some|many|several|\d[\d,.]*)\s)*\Z"
)
LEAD = frozenset(
    "has have had is are was were be been being did does do will would could should may might must can to also "
    "again still later once twice often then now just even openly who which that and repeatedly first soon thus yet "
    "long already reportedly sought seeks tried tries continued began vowed moved".split()
)
BE = frozenset("is are was were be been being get gets got".split())
WORD = re.compile(r"[\w’'-]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Edge:
    """One act: `polarity` +1 for, −1 against; `span` is the verb, or the sentence where the model alone saw it."""

    paragraph: int
    sentence: int
    source: str
    target: str
    target_span: Span
    polarity: int
    confidence: float
    span: Span


def find_edges(
    document: Document, mentions: tuple[Mention, ...], issues: frozenset[str] = frozenset(), model=None, encoded=()
) -> tuple[Edge, ...]:
    """Every act between two mentioned actors, or of an actor toward an issue, sentence by sentence.

    Args:
        document: the article, cut up.
        mentions: of actors and issues.
        issues: ids of issues; an issue never acts.
        model: the news model, or None to go by the verbs alone.
        encoded: the model's encodings of `document.sentences`.
    """
    inside = defaultdict(list)
    for mention in mentions:
        inside[mention.paragraph, mention.sentence].append(mention)
    edges = []
    for index, sentence in enumerate(document.sentences):
        there = sorted(inside[sentence.paragraph, sentence.number], key=lambda m: m.span)
        guessed = {(e.source, e.target_span): e for e in _seen_by_model(sentence, there, model, encoded[index])} if model else {}
        guessed |= {(e.source, e.target_span): e for e in _together(document.text, there, guessed)}
        for edge in _owned(document.text, sentence, there, issues):
            guessed.setdefault((edge.source, edge.target_span), edge)
        read = [*_sided(document.text, sentence, there), *_seen_by_verb(document.text, sentence, there, issues, model)]
        read = {(e.source, e.target_span): e for e in read}
        acted_on = {e.target_span for e in read.values() if e.confidence}
        for key, edge in guessed.items():
            negated = key in read and read[key].polarity == edge.polarity  # "never praised"
            if edge.target_span not in acted_on and not negated:
                read[key] = edge
        edges += [edge for edge in read.values() if edge.confidence and edge.source not in issues]
    return tuple(edges)


def _seen_by_model(sentence: Sentence, mentions: list[Mention], model, encoded) -> list[Edge]:
    pairs = [(p, q) for p, q in combinations(mentions, 2) if p.entity != q.entity]
    if not pairs:
        return []
    local = lambda m: (m.span.start - sentence.span.start, m.span.end - sentence.span.start)
    edges = []
    for (p, q), row in zip(pairs, model.directed_sentiment([(encoded, local(p), local(q)) for p, q in pairs]), strict=True):
        _, forth_for, back_for, forth_against, back_against = (float(v) for v in row)
        for source, target, favor, against in ((p, q, forth_for, forth_against), (q, p, back_for, back_against)):
            polarity, sure = (1, favor) if favor > against else (-1, against)
            edges.append(_edge(sentence, source, target, polarity, sure, sentence.span))
    return edges


def _together(text: str, mentions: list[Mention], found: dict) -> list[Edge]:
    """What the model sees one of "Reyes and Lind" do, both do."""
    edges = []
    for i in range(len(mentions)):
        names = [m.entity for m in _joined(text, mentions[i:])]
        seen = [e for (source, _), e in found.items() if len(names) > 1 and source in names and e.target not in names]
        for target in dict.fromkeys(e.target_span for e in seen):
            surest = max((e for e in seen if e.target_span == target), key=lambda e: e.confidence)
            edges += [replace(surest, source=name) for name in names]
    return edges


def _seen_by_verb(text: str, sentence: Sentence, mentions: list[Mention], issues: frozenset[str], model) -> list[Edge]:
    """Acts by their verb: "A rebuked B", "B was rebuked by A", "A's criticism of B", "A left, praising B and C", "we must stop the plan".

    A negated act ("nobody praised B") has no confidence.
    """
    edges, outer, passive = [], None, []
    for act in _acts(text, sentence.span):
        act = outer = _within(text, outer, act)
        before = [m for m in mentions if m.span.end <= act.span.start]
        after = [m for m in mentions if m.span.start >= act.span.end and m.span.of(text).lower() not in OWNERS]
        gap = WORD.findall(text[act.span.end : after[0].span.start].lower()) if after else []
        objects = [m for m in _joined(text, after) if m.entity in issues or not act.of_issues]
        if len(after) > 1 and OWNING.fullmatch(text[after[0].span.start : after[1].span.start]):
            if not act.polarity:
                objects = after[1:2]  # "called Lind’s plan a con"
            elif after[1].entity in issues:
                objects += after[1:2]  # "called for Lind’s resignation", "criticized Lind’s remarks"
        if not objects or sum(word[0].isalnum() for word in gap) > REACH or set(gap) & {".", ";", ":", ","}:
            continue
        polarity, sure = (act.polarity, VERB_CONFIDENCE) if act.polarity else _judged(text, sentence, objects[-1], model)
        lead = WORD.findall(SHORT_OF.sub("not", text[before[-1].span.end if before else sentence.span.start : act.span.start].lower()))
        urged = act.form == "bare" and _urging().search(text, sentence.span.start, act.span.start)
        if urged or _is_implied(lead, act.form, not before):
            wanted = -polarity if NEGATORS & set(lead[-4:]) else polarity
            edges += [Edge(sentence.paragraph, sentence.number, NOBODY, o.entity, o.span, wanted, sure, act.span) for o in objects]
        subjects = [] if urged else _subjects(text, act, lead, before, mentions)
        if passive and lead == ["and"] and gap[:1] == ["by"]:
            subjects, lead = passive, ["was", "and"]  # "was welcomed by Reyes and rejected by Lind"
        if not subjects:
            continue
        opening = WORD.findall(text[sentence.span.start : subjects[0].span.start].lower())[-3:]
        sure = 0.0 if NEGATORS & {*lead, *opening} else sure
        if gap[:1] == ["by"] and BE & set(lead):
            passive = subjects
            edges += [_edge(sentence, agent, s, polarity, sure, act.span) for agent in objects for s in subjects]
        elif "by" not in gap and not (BE & set(lead[-1:]) and act.form == "past"):
            edges += [_edge(sentence, s, o, polarity, sure, act.span) for o in objects for s in subjects]
    return [e for e in edges if e.source != e.target and e.polarity]


def _within(text: str, outer: "_Act | None", act: "_Act") -> "_Act":
    """The act of "called for an end to", "withdrew his support for": what the outer one does to the inner."""
    between = WORD.findall(text[outer.span.end : act.span.start].lower()) if outer else []
    if act.form != "noun" or not outer or not (len(between) <= 1 if act.of_issues else set(between) <= POSSESSIVE_PRONOUNS):
        return act
    return replace(outer, span=Span(outer.span.start, act.span.end), polarity=outer.polarity * act.polarity, of_issues=act.of_issues)


def _subjects(text: str, act: "_Act", lead: list[str], before: list[Mention], mentions: list[Mention]) -> list[Mention]:
    """Who does it: who stands before it with nothing but `lead` between, or the sentence's subject; nobody where another noun does."""
    if len(before) > 1 and before[-2].form == "nominal" and OF.fullmatch(text[before[-2].span.end : before[-1].span.start]):
        before = before[:-1]  # "members of the club praised": not the club
    if not before:
        return []
    owner = before[-1].span.of(text).lower() in POSSESSIVE_PRONOUNS
    possessed = bool(POSSESSIVE & set(lead[:1]))
    if act.form == "noun":
        return _joined(text, before[::-1])[::-1] if owner or possessed else []
    if owner or possessed:
        return before[-1:] if lead[-1:] == ["to"] and INTENTIONS & set(lead[-2:-1]) else []  # "Reyes’s plan to scrap the tax"
    if _is_lead(lead, act.form):
        group = _joined(text, before[::-1])[::-1]
        start = group[0].span.start
        return [] if PREPOSITION.search(text, max(0, start - 40), start) else group  # "a plan for refugees was rejected": not they were
    if act.form == "participle" and (lead[-1:] == [","] or MESSAGES & set(lead[-1:])):
        return mentions[:1]  # "Reyes left the hall, praising Lind", "sent a letter blasting Lind"
    return []


def _judged(text: str, sentence: Sentence, target: Mention, model) -> tuple[int, float]:
    """The polarity of what somebody is called, and how sure the model is of it; 0 where it is no judgement.

    "called the plan a con", "described him as weak", "called it “a total mess”": the model reads "It is a con."
    """
    said = JUDGEMENT.match(text, target.span.end, sentence.span.end)
    if model is None or said is None:
        return 0, 0.0
    words = said["marked"] or said["plain"] or said["alone"]
    chances = model.target_sentiment([(f"It is {words.strip(' ,.')}.", (0, 2))])[0]
    return int(chances.argmax()) - 1, float(chances.max())


def _is_implied(lead: list[str], form: str, first: bool) -> bool:
    """Do the words before an act leave its doer to whoever speaks: "we support", "must stop", "To repeal", "Stop"?

    Args:
        first: no actor is named before.
    """
    rest = [word for word in lead if word not in LEAD - IMPLIED and word not in NEGATORS and not word.endswith("ly")]
    if rest[-1:] in (["we"], ["i"]):
        return form in ("bare", "past")
    return form == "bare" and (first or bool(QUOTATION & set(lead))) and (not rest or rest[-1] in IMPLIED | QUOTATION)


@cache
def _urging() -> re.Pattern:
    """Before an act that somebody wants of another: "urged the Senate to reject"."""
    verbs = [line.removesuffix(" ~ to") for line in lexicon.words("urging_verbs") if line.endswith(" ~ to")]
    forms = sorted({re.escape(form) for verb in verbs for form in inflected(verb)})
    return re.compile(rf"\b(?:{'|'.join(forms)})\s+(?:[\w’'.-]+\s+){{1,6}}?to\s+(?:\w+ly\s+)?\Z", re.IGNORECASE)


def _joined(text: str, mentions: list[Mention]) -> list[Mention]:
    """The first mention and those joined to it, forth or back: "Reyes, Lind and the bank", "the members, including mayor Lind"."""
    group = mentions[:1]
    for last, mention in pairwise(mentions):
        left, right = sorted((last, mention), key=lambda m: m.span)
        between = text[left.span.end : right.span.start]
        if OF.fullmatch(between):
            continue  # "members of the club, including Lind"
        joined = JOINING.fullmatch(between)
        if not joined or mention.entity == last.entity or (joined["role"] and joined["role"].split()[-1] not in lexicon.words("roles")):
            break
        if mention is right and "," in joined.group() and re.match(r"\s+\w+(?:ed|s)\b", text[right.span.end : right.span.end + 20]):
            break  # what a verb follows begins a clause of its own
        group.append(mention)
    return group


def _is_lead(lead: list[str], form: str) -> bool:
    """May these words stand between a subject and its verb? A bare form ("support") is a verb only with nothing else before it."""
    if lead and lead[0] == "," and (form != "bare" or lead[-1] == "to"):
        lead = lead[len(lead) - lead[::-1].index(",") :]  # leave out the insertion: "Reyes, in response, …"
    return all(word in LEAD or word.endswith("ly") for word in TIME.sub(" ", " ".join(lead)).split())


def _owned(text: str, sentence: Sentence, mentions: list[Mention], issues: frozenset[str]) -> list[Edge]:
    """ "Reyes’s bill", "her plan": whose it is, is for it."""
    return [
        _edge(sentence, owner, owned, 1, OWNED_CONFIDENCE, owned.span)
        for owner, owned in pairwise(mentions)
        if owned.entity in issues and owner.entity not in issues and OWNING.fullmatch(text[owner.span.start : owned.span.start])
    ]


def _sided(text: str, sentence: Sentence, mentions: list[Mention]) -> list[Edge]:
    """ "Critics of Reyes", "supporters of the bill": who is called so has taken a side."""
    edges = []
    for side, target in pairwise(mentions):
        sign = SIDES.get(side.span.of(text).lower().split()[-1])
        if sign and side.entity != target.entity and text[side.span.end : target.span.start] in (" of ", " of the "):
            edges.append(_edge(sentence, side, target, sign, SIDED_CONFIDENCE, side.span))
    return edges


def _edge(sentence: Sentence, source: Mention, target: Mention, polarity: int, confidence: float, span: Span) -> Edge:
    return Edge(sentence.paragraph, sentence.number, source.entity, target.entity, target.span, polarity, confidence, span)


@dataclass(frozen=True, slots=True, order=True)
class _Act:
    span: Span
    polarity: int  # 0 where what somebody is called tells it
    form: str  # past, bare ("attack", "attacks": a verb or a noun), participle ("attacking"), noun
    of_issues: bool  # says nothing where its object is an actor


def _acts(text: str, within: Span) -> list[_Act]:
    """The act words of a sentence, in their order."""
    pattern, kinds = _act_pattern()
    return [_Act(Span(*match.span()), *kinds[match.group().lower()]) for match in pattern.finditer(text, within.start, within.end)]


@cache
def act_words() -> frozenset[str]:
    """All forms of the verbs of acts."""
    return frozenset(words for words, (sign, form, _) in _act_pattern()[1].items() if sign and form != "noun")


@cache
def _act_pattern() -> tuple[re.Pattern, dict[str, tuple[int, str, bool]]]:
    """A pattern of all act words, longest first, and each one's polarity, form, and whether it says something of issues only."""
    kinds = {words: (0, form, False) for phrase in lexicon.words("naming_verbs") for words, form in _forms(phrase).items()}
    for name in ("issue_acts", "acts"):  # a verb of both lists is one of acts
        for line in lexicon.words(name):
            if not line.startswith("="):
                sign, phrase = line.split(maxsplit=1)
                kinds |= {words: (int(f"{sign}1"), form, name == "issue_acts") for words, form in _forms(phrase).items()}
    nouns = [(line, False) for line in lexicon.words("act_nouns")]
    nouns += [(line.removeprefix("= "), True) for line in lexicon.words("issue_acts") if line.startswith("=")]
    for line, of_issues in nouns:
        sign, phrase = line.split(maxsplit=1)
        kinds[phrase] = (int(f"{sign}1"), "noun", of_issues)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(kinds, key=len, reverse=True)))})\b", re.IGNORECASE), kinds


def inflected(phrase: str) -> list[str]:
    """All forms of a verb phrase: base, third person, past (one or more), participle in -ing.

    Its first word is inflected by rule, or lists its forms itself ("take/takes/took/taken/taking aim at").
    """
    verb, _, rest = phrase.partition(" ")
    if "/" in verb:
        forms = verb.split("/")
    elif verb.endswith("e"):
        forms = [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    elif re.search(r"[^aeiou]y$", verb):
        forms = [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    else:
        last = verb[-1] if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb) else ""
        forms = [verb, verb + ("es" if re.search(r"(s|x|ch|sh)$", verb) else "s"), verb + last + "ed", verb + last + "ing"]
    return [f"{form} {rest}".strip() for form in forms]


def _forms(phrase: str) -> dict[str, str]:
    """The forms of a verb phrase and what they can be."""
    base, third, *past, participle = inflected(phrase)
    return {base: "bare", third: "bare", participle: "participle"} | dict.fromkeys(past, "past")
