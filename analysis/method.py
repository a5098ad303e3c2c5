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
2. A neural network of our own reads it on this machine, some 350 words at a time, each with the sentences before them.
3. It marks who and what is mentioned and which mentions are of the same person or body; which words are somebody's, and whose; and, for everybody
   mentioned in a sentence and every voice that could judge him there, whether it does, and which way. It learned all that from articles that were
   marked up sentence by sentence, and from public collections; no rules of grammar stand in between.
4. Sentences add up to paragraphs, and paragraphs to the article.

**Who labelled what it learned from, and what it is measured on:** large language models, under written guidelines; the articles it is measured on twice,
independently of each other, with the agreement measured. They were not labelled by people. The public collections were, most of them.

**VADER**, a list of words with weights made for social media, stands beside the model for comparison. On news it is often wrong.
"""

LIMITS = """
- It learned from English news, half of it on US politics. On other subjects and from other countries it is less sure than it says.
- Irony, hints and what only a reader of the whole story can know escape it.
- Whom “he”, “they” or “the company” mean is found less surely than names; indirect speech less surely than quotation marks.
- A single label is a guess with a probability. Read the sentence before you cite the score.
"""


def accuracy() -> dict | None:
    """What was measured of the model that ships; None where nothing was."""
    return json.loads(ACCURACY.read_text(encoding="utf8")) if ACCURACY.exists() else None


def measured_words(measured: dict) -> str:
    """When and on what the figures were measured, as Markdown; the articles that nobody read come first."""
    sealed = measured["tasks"]["sealed"]["figures"]
    told = lambda part: f"{sealed[part]['value']:.0f} ({sealed[part]['low']:.0f}–{sealed[part]['high']:.0f})"
    return (
        f"**On {measured['tasks']['sealed']['size']['articles']} articles that nobody here has read**, of 100: who is treated well or badly, where and "
        f"in whose words {told('cells')}, the same without the voice {told('blind')}, who stands where {told('positions')}, who is in the article "
        f"{told('actors')}, quotes {told('quotes')}, their speakers {told('speaker')}, the tone of paragraphs {told('tone')}. Two careful readers agree "
        "at 91, 94, 89, 95, 94, 94 and 94; a usual dashboard that is told the actors reaches 23 in the first. In brackets: 95 % intervals.\n\n"
        f"Measured on {measured['date']} with the model {measured['model']}. Anyone can measure again: `python -m training.evaluate all --data DIR`. "
        "Nothing below was learned from or tuned on, but for two rows: *gold*, twelve articles that steered us while building and are spent, and "
        "*annotated*, on which we tune: both flatter."
    )


def shortfalls(measured: dict) -> tuple[str, ...]:
    """Where the tool is weakest, each in a sentence with its figure."""
    figure = lambda task, name: measured["tasks"][task]["figures"][name]["value"]
    shifts = measured["tasks"]["name-swap"]["mean_shift"]
    name = max(shifts, key=lambda n: abs(shifts[n]))
    return (
        f"Whole articles: of who is treated well or badly, where and by whom, F1 {figure('sealed', 'cells')} where two readers agree at 91; of who "
        f"stands where, {figure('sealed', 'positions')} against 89.",
        f"Whose words: {figure('sealed', 'speaker')} of 100 speakers of the quotes that are found are right; readers agree at 94.",
        f"Names: F1 {figure('mentions', 'exact F1')} on texts far from what it learned on, where good taggers reach about 85.",
        f"Sentences that treat one actor well and another badly: macro-F1 {figure('target-sentiment', 'mt mixed macro-F1')}, "
        f"against {figure('target-sentiment', 'mt macro-F1')} over all sentences with several actors.",
        f"How a paragraph treats its main actor, in whatever voice: macro-F1 {figure('paragraphs', 'paragraph macro-F1')}; VADER "
        f"{measured['tasks']['paragraphs']['baselines']['paragraph macro-F1, VADER']}.",
        f"He and she, where two persons could be meant: F1 {figure('pronouns', 'F1')}; people reach about 97.",
        f"A name can tilt a score: “{name}” moves it by {shifts[name]:+.2f} on average in sentences that are otherwise the same.".replace(
            "-", "−"
        ),
    )


UNMEASURED = "This copy brings no measured figures. `python -m training.evaluate all --data DIR` measures them."
