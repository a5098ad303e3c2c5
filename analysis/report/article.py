"""What does a reader take away from one article? All its findings on one page, in reading order."""

import html
import json

import pandas as pd
from markdown_it import MarkdownIt

from analysis import charts, method, narrative
from analysis.charts import COLORS, SPEAKERS
from analysis.narrative import FEW_CUES, SIGNS, Tables, shown_label, signed
from analysis.pipeline import ScoredArticle
from analysis.report.page import Section, figure_html, page, table_html

MOST_ARCS, FEWEST_BARS = 6, 3  # actors that get a figure of their own, and paragraphs that make one worth while; the table holds all
BARS = "▼ hatched: negative. ■ dotted: neutral. ▲ plain: positive. Pale: few cues or unclear. Thin line: 90 % interval."
ARCS = "For each actor that is spoken of most. Left bar: the author’s own words. Right bar, outlined: what others say of the actor or do to it."
MARKS = (
    "Beside each paragraph stand its tone from −1 (harsh) to +1 (warm) as sign, number and bar. Dotted line: an actor, with the name behind it "
    "where the text does not give it. Tinted: quoted or reported words, after the speaker's name. Wavy line: a word that weighs towards "
    "negative; thick line: towards positive."
)
SCORED_BY = {"news": "the news model", "vader": "VADER, a word list"}


def article_report(scored: ScoredArticle) -> str:
    """A scored article as one HTML page for the browser and for paper. The same article scored the same way gives the same page."""
    return tables_report(scored.tables())


def tables_report(tables: Tables) -> str:
    """The same from the tables of one article, for whoever holds these alone."""
    article = tables["articles"].iloc[0]
    parts = {
        "In short": _summary,
        "How the tone moves": _tone,
        "How the actors are treated": _actors,
        "Who stands where": _positions,
        "Where it changes": _shifts,
        "The text": _text,
        "Who is quoted": _quotes,
        "How the scores were made": _method,
        "This report": _origin,
    }
    return page(article["headline"] or article["article"], [Section(heading, part(tables)) for heading, part in parts.items()])


def _summary(tables: Tables) -> str:
    article = tables["articles"].iloc[0]
    byline = " · ".join(article[[c for c in ("author", "published", "source") if article[c]]])
    figures = "".join(
        f'<div><dt>{html.escape(name)}</dt><dd><span class="value">{html.escape(value)}</span>'
        f'<span class="meaning">{html.escape(meaning)}</span></dd></div>'
        for name, value, meaning in narrative.key_figures(tables)
    )
    return (
        f"{_paragraph(byline, 'byline')}{_paragraph(narrative.lead(tables), 'lead')}"
        f'{"".join(_paragraph(note, "note") for note in json.loads(article["notes"]))}<dl class="figures">{figures}</dl>'
    )


def _tone(tables: Tables) -> str:
    rows = tables["paragraphs"]
    shown = pd.DataFrame(
        {
            "¶": rows["paragraph"],
            "under the heading": rows["section"],
            "tone": [
                label + ", few cues" * (cues < FEW_CUES)
                for label, cues in zip(_sided(rows["label"], rows["confidence"]), rows["cues"], strict=True)
            ],
            "score": _signed(rows["tone"]),
            "90 % interval": [
                f"{signed(r.tone_low)} to {signed(r.tone_high)}".replace(" ", "\N{NO-BREAK SPACE}") for r in rows.itertuples()
            ],
            "by VADER": _signed(rows["vader"]),
            "in others’ words": _percent(rows["quoted_share"]),
        }
    )
    shown = shown if rows["section"].astype(bool).any() else shown.drop(columns="under the heading")
    return (
        f"{figure_html(charts.tone_arc(tables), charts.arc_alt(tables))}{_paragraph(BARS, 'key')}"
        f"{table_html(shown, 'Tone of every paragraph, −1 (harsh) to +1 (warm).')}"
    )


def _actors(tables: Tables) -> str:
    actors, cells = tables["actors"], tables["actor_paragraphs"]
    if actors.empty:
        return _paragraph("No actors were found: nobody in the article speaks, acts or is spoken of by name.")
    shown = pd.DataFrame(
        {
            "actor": actors["name"],
            "kind": actors["kind"],
            "mentions": actors["mentions"],
            "quotes": actors["quotes"],
            "treated": [f"{SIGNS[label]}\N{NO-BREAK SPACE}{label}" if label else "" for label in actors["label"]],
            "by all": _signed(actors["sentiment"]),
            "by the author": _signed(actors["author_sentiment"]),
            "by others": _signed(actors["quoted_sentiment"]),
        }
    )
    treated = cells[(cells["voice"] != cells["actor"]) & (cells["paragraph"] > 0)].groupby("actor")["paragraph"].nunique()
    followed = actors[actors["actor"].isin(treated.index[treated >= FEWEST_BARS])].head(MOST_ARCS)
    arcs = "".join(
        f"<h3>{html.escape(row.name)}</h3>{figure_html(charts.actor_arc(tables, row.actor), narrative.portrait(tables, row.actor))}"
        for row in followed[["actor", "name"]].itertuples(index=False)
    )
    return (
        f"{table_html(shown, 'Every actor, and how the article treats it: −1 badly, +1 well. “By all” leaves out what an actor says of itself.')}"
        f"{figure_html(charts.strip(tables), narrative.strip_sentence(tables))}"
        f"{_paragraph('The actors that are mentioned most: ▲ treated well, ▼ badly, ■ neutrally, ? unclear; empty: not spoken of. The author’s voice stands apart.', 'key')}"
        f"{_paragraph(ARCS, 'key') if arcs else ''}{arcs}"
    )


def _positions(tables: Tables) -> str:
    positions, called = tables["positions"], narrative.names(tables)
    if positions.empty:
        return _paragraph("Nobody in the article is seen to take a side toward anybody or anything.")
    shown = pd.DataFrame(
        {
            "who": positions["holder"].map(called),
            "stands": _sided(positions["stance"], positions["confidence"]),
            "toward": positions["target"].map(called),
            "which is an": positions["target_kind"],
            "score": _signed(positions["polarity"]),
            "sure": _percent(positions["confidence"]),
            "for": positions["favor"],
            "against": positions["against"],
            "no side": positions["none"],
            "first ¶": positions["first_paragraph"],
        }
    )
    alt = narrative.matrix_sentence(tables)
    key = "Who (rows) stands where toward whom or, behind the line, what (columns): ▲ for, ▼ against, ■ takes no side, ? unclear. The author is left out."
    caption = (
        "Every position. For, against and no side count sentences; “sure” is the probability that the stance is right; ¶ 0 is the headline."
    )
    return f"{figure_html(charts.matrix(tables), alt)}{_paragraph(key, 'key')}{table_html(shown, caption)}{_stances(tables, called)}"


def _stances(tables: Tables, called: dict[str, str]) -> str:
    taken = tables["stances"][tables["stances"]["stance"] != "none"]
    if taken.empty:
        return ""
    sentences = tables["sentences"].set_index(["paragraph", "sentence"])["text"]
    sided = _sided(taken["stance"], taken["confidence"])
    told = [
        f"{called[row.holder]} {side} {called[row.target]} ({row.confidence:.0%})"
        for row, side in zip(taken.itertuples(), sided, strict=True)
    ]
    grouped = taken.assign(told=told).groupby(["paragraph", "sentence"])["told"].agg(lambda lines: "; ".join(dict.fromkeys(lines)))
    shown = pd.DataFrame(
        {
            "¶": [paragraph for paragraph, _ in grouped.index],
            "sentence": [sentences[place] for place in grouped.index],
            "who stands where, and how sure that is": grouped.to_numpy(),
        }
    )
    return table_html(shown, "The sentences in which somebody takes a side.")


def _shifts(tables: Tables) -> str:
    shifts = tables["shifts"]
    if shifts.empty:
        return _paragraph("The article is too short for a change to show.")
    shown = pd.DataFrame(
        {
            "what": shifts["subject"].map(narrative.names(tables)),
            "verdict": shifts["verdict"],
            "from ¶": shifts["paragraph"],
            "before": _signed(shifts["before"]),
            "after": _signed(shifts["after"]),
            "change": _signed(shifts["change"]),
            "by chance": [f"{p:.3f}" for p in shifts["p_value"]],
        }
    )
    caption = (
        "The likeliest change of the tone and of each actor's treatment, tested against the same sentences in shuffled order. "
        "“By chance”: the share of shuffles that change as much; below 0.05 it is a real shift."
    )
    return table_html(shown, caption)


def _text(tables: Tables) -> str:
    language = html.escape(tables["articles"]["language"].iloc[0])
    entries = "\n".join(
        f'<h3 class="heading">{html.escape(entry["heading"])}</h3>' if "heading" in entry else _annotated(entry)
        for entry in charts.reader(tables)
    )
    return f'{_paragraph(MARKS, "key")}<div lang="{language}">{entries}</div>'


def _annotated(entry: dict) -> str:
    """A paragraph of the text: its tone beside it, its actors, quotes and weighing words marked."""
    width = entry["width"]
    bar = (
        '<svg viewBox="0 0 200 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="200" height="8" fill="#e8e5de"/><rect x="{100 - width if entry["tone"].startswith("−") else 100}" width="{width}" height="8" fill="{COLORS[entry["kind"]]}"/>'
        '<path d="M100 0V8" stroke="#7d7d7d" stroke-width="2"/></svg>'
    )
    words = "".join(map(_run, entry["runs"]))
    side = f"¶ {entry['n']} <strong>{entry['sign']} {entry['tone']}</strong>{entry['label']}{bar}"
    return f'<div class="paragraph"><div class="side" lang="en">{side}</div><p>{words}</p></div>'


def _run(run: dict) -> str:
    """A stretch of the text with its marks, the innermost first: the word that weighs, the actor, the quote."""
    words = html.escape(run["t"])
    if "weight" in run:
        words = f'<span class="{"minus" if run["weight"] == "−" else "plus"}">{words}</span>'
    if "actor" in run:
        name = html.escape(run["actor"])
        tag = "" if run["named"] else f' <span class="tag">({name})</span>'
        words = f'<mark class="actor" title="{name}">{words}{tag}</mark>'
    if "voice" in run:
        voice = SPEAKERS.index(run["color"]) if run["color"] in SPEAKERS else "unknown"
        speaker = f'<b class="speaker">{html.escape(run["voice"])}</b> ' if run["first"] else ""
        words = f'<span class="quote voice-{voice}">{speaker}{words}</span>'
    return words


def _quotes(tables: Tables) -> str:
    quotes = tables["quotes"]
    if quotes.empty:
        return _paragraph("Nobody is quoted: all words are the author's.")
    shown = pd.DataFrame(
        {
            "quote": quotes["quote"],
            "¶": quotes["paragraph"],
            "speaker": quotes["holder"].map(narrative.names(tables)),
            "words": quotes["text"],
            "kind": quotes["kind"],
            "reporting words": quotes["cue"],
            "sure": _percent(quotes["confidence"]),
        }
    )
    caption = (
        "Every quote and its speaker; joint speakers have a row each. Direct: between quotation marks; indirect: reported; mixed: both. "
        "“Sure” is the probability that words and speaker are right; ¶ 0 is the headline."
    )
    return table_html(shown, caption)


def _method(tables: Tables) -> str:
    article, measured = tables["articles"].iloc[0], method.accuracy()
    parts = [f"<h3>What the words mean</h3>{_markdown(method.WORDS)}", f"<h3>What happens to an article</h3>{_markdown(method.STEPS)}"]
    if article["scorer"] == "vader":
        parts.append(
            _paragraph("Tone and sentiment of this report were scored by VADER. Its figures stand under “baselines” in the table below.")
        )
    parts.append(f"<h3>What it cannot do</h3>{_markdown(method.LIMITS)}<h3>How right is it?</h3>")
    if measured is None:
        return "".join((*parts, _markdown(method.UNMEASURED)))
    if measured["model"] != article["model"]:
        parts.append(_paragraph(f"These figures are not of the model {article['model']}, which took part in this report."))
    return "".join((*parts, _markdown(method.measured_words(measured)), _accuracy(measured)))


def _accuracy(measured: dict) -> str:
    rows = charts.accuracy_rows(measured)
    joined = rows.assign(
        measured=rows["measure"] + ": " + rows["ours"],
        beside=[f"{b and m + ', '}{b}" for b, m in zip(rows["baselines"], rows["measure"], strict=True)],
    )
    tasks = joined.groupby(["task", "measured on", "published"], sort=False)[["measured", "beside"]].agg(
        lambda told: "; ".join(filter(None, told))
    )
    shown = tasks.reset_index()[["task", "measured", "beside", "published", "measured on"]]
    named = shown.rename(columns={"measured": "measured (95 % interval)", "beside": "simple baselines"})
    return table_html(named, "How right the tool is, task by task, beside simple baselines and published figures.")


def _origin(tables: Tables) -> str:
    article = tables["articles"].iloc[0]
    edited = article["edits"] != "{}"
    facts = {
        "Article": article["headline"] or article["article"],
        "Author": article["author"] or "not stated in the file",
        "Published": article["published"] or "not stated in the file",
        "File": article["source"] or "pasted text",
        "Length": f"{article['words']:,} words in {article['paragraphs']} paragraphs, language “{article['language']}”",
        "Fingerprint of the text": f"SHA-256 {article['sha256']}",
        "Scored by": SCORED_BY[article["scorer"]],
        "Model": article["model"],
        "Corrections by a reader": article["edits"] if edited else "none",
    }
    cited = ", ".join(
        filter(None, (article["author"], f"“{article['headline'] or article['article']}”", article["source"], article["published"]))
    )
    scored = f"tone and stance scored with News tone and stance by {SCORED_BY[article['scorer']]} (model {article['model']})"
    corrected = "corrected by a reader" if edited else "not corrected by hand"
    citation = f"{cited}; {scored}, {corrected}; text SHA-256 {article['sha256'][:12]}."
    listed = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in facts.items())
    return (
        f'<dl class="facts">{listed}</dl><h3>How to cite</h3>'
        f"{_paragraph(citation)}"
        f"{_paragraph('Model and fingerprint stand for the version: the same text, scored by the same model, gives the same report.', 'key')}"
    )


def _paragraph(words: str, kind: str = "") -> str:
    """One paragraph of plain words; nothing where there are none."""
    opening = f'<p class="{kind}">' if kind else "<p>"
    return f"{opening}{html.escape(words)}</p>" if words else ""


def _markdown(text: str) -> str:
    """Words of our own, which are Markdown; HTML in them stays text."""
    return MarkdownIt("commonmark", {"html": False}).render(text)


def _sided(labels: pd.Series, confidence: pd.Series) -> list[str]:
    """Each label behind its sign, or "? unclear"."""
    shown = [shown_label(label, sure) for label, sure in zip(labels, confidence, strict=True)]
    return [f"?\N{NO-BREAK SPACE}{label}" if label == "unclear" else f"{SIGNS[label]}\N{NO-BREAK SPACE}{label}" for label in shown]


def _signed(values: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else signed(value) for value in values]


def _percent(values: pd.Series) -> list[str]:
    return [f"{value:.0%}" for value in values]
