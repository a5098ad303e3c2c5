"""Can one name stand for another? Persons by surname, first name and initials; bodies by their words and acronyms."""

import re
from unicodedata import combining, normalize

from analysis import lexicon


def same_person(short: str, full: str) -> bool:
    """Can the shorter name stand for the fuller one? "J. Brook" and "Brook" can for "Jane Brook", "Ann Brook" cannot."""
    a, b = ([t.rstrip(".") for t in _unaccented(w).split() if t.rstrip(".") not in ("jr", "sr", "ii", "iii")] for w in (short, full))
    if not a or not b:
        return False
    if len(a) == 1:
        return a[0] in (b[-1], b[0]) or (len(b) > 2 and a[0] == b[-2])
    if a[:-1] == b[:-1] and b[-1].startswith(f"{a[-1]}-"):
        return True  # "Wong Pik" of "Wong Pik-wan"
    initials = a[0] == b[0] or (min(len(a[0]), len(b[0])) == 1 and a[0][0] == b[0][0]) or _spelled_otherwise(a[0], b[0])
    return (a[-1] == b[-1] and (initials or a[0] in b)) or set(a) <= set(b)


def _spelled_otherwise(first: str, second: str) -> bool:
    """ "Mohammed" and "Mohammad" are one first name: one vowel within differs. "Marina" and "Marine" are two."""
    differing = [i for i, (x, y) in enumerate(zip(first, second, strict=False)) if x != y]
    return (
        len(first) == len(second) > 5
        and len(differing) == 1
        and {first[differing[0]], second[differing[0]]} <= set("aeiou")
        and first[-1] == second[-1]
    )


def _unaccented(words: str) -> str:
    """ "Raúl" and "Raul" are one."""
    return "".join(c for c in normalize("NFD", words.lower()) if not combining(c))


def same_body(short: str, full: str) -> bool:
    """Can the shorter name stand for the fuller one of an organization or place? Only where it is equal, or its initials."""
    a, b = (re.sub(r"^\d+(?:st|nd|rd|th) ", "", words.lower()) for words in (short, full))  # "the 112th Congress"
    if a == b:
        return True
    capitals = "".join(w[0] for w in re.findall(r"[\w]+", full) if w[0].isupper())
    letters = short.replace(".", "")
    if letters.isupper() and len(letters) > 1:
        return letters == capitals or letters == "".join(w[0].upper() for w in re.findall(r"\w+", full))
    if a == _shortened(full):
        return True
    # "Lantern" for "the Lantern Party", but not "New York" for "the New York Times"
    words = b.split()
    return (
        len(a) > 3
        and a not in lexicon.words("countries")
        and (a.split() == words[: len(a.split())] or a.split() == words[-len(a.split()) :])
        and not is_common(a)
        and b != "white house"  # the House is another
        and len(words) < 6
    )


def _shortened(full: str) -> str:
    """ "la sheriff's office" for "Los Angeles Sheriff's Office": the first two words by their initials."""
    first, second, *rest = full.split() if full.count(" ") > 1 else ("", "")
    return " ".join([first[:1] + second[:1], *rest]).lower()


def is_common(words: str) -> bool:
    """Words that many bodies share, "ministry" or "council": they tell none from another."""
    return set(words.split()) <= lexicon.words("institutions")
