"""Where are headline, headings, paragraphs, sentences? Loses no character."""

from sentencex import get_sentence_boundaries

from analysis.schema import Span

LONGEST_SENTENCE = 2_000  # characters; what is longer is cut at a space, so that nothing later is quadratic in it


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of a text, without the white space around them, in their order."""
    spans = []
    for boundary in get_sentence_boundaries("en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        while end - start > LONGEST_SENTENCE:
            space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
            cut = space if space > start else start + LONGEST_SENTENCE
            spans.append(_trimmed(text, start, cut))
            start = cut
        spans.append(_trimmed(text, start, end))
    return tuple(span for span in spans if len(span))


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    return Span(first, max(first, start + len(piece.rstrip())))
