"""How are scores made, and how right are they? In plain words, for the page and for reports; the words are Markdown."""

import json
from pathlib import Path

ACCURACY = Path(__file__).parent.parent / "data" / "accuracy.json"

WORDS = """
**Tone** is how the wording of a passage sounds, whoever speaks and whomever it is about: from −1 (as harsh as the harshest 1 % of newspaper editorials)
to +1 (as warm as the warmest 1 %).

**Sentiment** is how one actor is treated in a passage, and it always belongs to a **voice**: the author's, an actor's who is quoted or who acts
(“praised”, “sued”), or that of somebody who is quoted without a name. So a paragraph in which one politician insults another counts against the second
in the voice of the first, and not as the newspaper's opinion.

**Stance** and **position** are for, against or neither, of somebody toward somebody or something, derived from the sentiments: they cannot contradict them.

A **real shift** is a change that less than one in twenty shuffled copies of the same article would show.

The thin lines on the bars of **tone** are 90 % intervals: nine times in ten the rating that people would give lies within. On the bars of an **actor** they
show the model's own doubt alone; readers differ by more. A paragraph of one sentence has a long
one. **Few cues** marks paragraphs with hardly a word that carries tone; **unclear** marks labels that are right less than 55 times in 100.
"""

STEPS = """
1. The article is cut into headline, headings, paragraphs and sentences; bylines, dates, keyword lines and the like are left out.
2. A small neural model of our own reads each sentence once, on this machine. It was trained on news whose sentences people had labelled.
3. Names, groups and descriptions are linked to actors; quotation marks and reporting words tell whose words are whose.
4. Each mention of an actor gets a sentiment and a voice; sentences add up to paragraphs, and paragraphs to the article.

**VADER**, a list of words with weights made for social media, stands beside the model for comparison. On news it is often wrong.
"""

LIMITS = """
- The model learned from English news, mostly on US politics. On other subjects and from other countries it is less sure than it says.
- Irony, hints and what only a reader of the whole story can know escape it.
- “He” and “she” are linked to whoever is most likely meant, “they” seldom; indirect speech is found less surely than quotation marks.
- A single label is a guess with a probability. Read the sentence before you cite the score.
"""


def accuracy() -> dict | None:
    """What was measured of the model that ships; None where nothing was."""
    return json.loads(ACCURACY.read_text(encoding="utf8")) if ACCURACY.exists() else None


def measured_words(measured: dict) -> str:
    """When and on what the figures were measured, as Markdown."""
    return (
        f"Measured on texts that the model neither learned from nor was tuned on, on {measured['date']}, with the model {measured['model']}. "
        "Each figure stands with its 95 % interval. Anyone can measure again: `python -m training.evaluate all --data DIR`."
    )


def shortfalls(measured: dict) -> tuple[str, ...]:
    """Where the tool is weakest, each in a sentence with its figure."""
    figure = lambda task, name: measured["tasks"][task]["figures"][name]["value"]
    shifts = measured["tasks"]["name-swap"]["mean_shift"]
    name = max(shifts, key=lambda n: abs(shifts[n]))
    return (
        f"Names: F1 {figure('mentions', 'exact F1')} on encyclopedia articles and press releases, where good taggers reach about 85. "
        "A name that is missed is an actor that is missing.",
        f"Sentences that treat one actor well and another badly: macro-F1 {figure('target-sentiment', 'mt mixed macro-F1')}, "
        f"against {figure('target-sentiment', 'mt macro-F1')} over all sentences with several actors.",
        f"Who treats whom: the confidence is {100 * measured['tasks']['directed-sentiment']['error_above_perfect']:.0f} points further from the truth "
        "than chance explains, mostly too high.",
        f"Quotes: overlap F1 {figure('quotes', 'overlap F1')} with coders who count hopes, plans and attitudes as well, which stand here as the author's words.",
        f"How a paragraph treats its main actor, in whatever voice: macro-F1 {figure('paragraphs', 'paragraph macro-F1')}; VADER "
        f"{measured['tasks']['paragraphs']['baselines']['paragraph macro-F1, VADER']}.",
        f"He and she, where two persons could be meant: F1 {figure('pronouns', 'F1')}; people reach about 97.",
        f"A name can tilt a score: “{name}” moves it by {shifts[name]:+.2f} on average in sentences that are otherwise the same.".replace(
            "-", "−"
        ),
        f"Whole articles: of who is treated well or badly, where and by whom, F1 {figure('gold', 'cells')}; of who stands where, "
        f"{figure('gold', 'positions')}. Two people who label the same articles agree at 93.",
    )


UNMEASURED = "This copy brings no measured figures. `python -m training.evaluate all --data DIR` measures them."
