"""Public data sets, each as a few rows of our own in its own format: what is read, and which rows train, tune and report."""

import json

import pytest

from training import articles, readers


def write(root, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf8", newline="")


def lines(entries) -> str:
    return "".join(json.dumps(e) + "\n" for e in entries)


def marked(row) -> list[str]:
    return [row.text[start:end] for start, end, *_ in row.targets]


def named(row, layer: str = "name") -> list[tuple[str, str]]:
    return [(row.text[start:end], kind) for start, end, kind in row.layers[layer]]


def test_newsmtsc(tmp_path):
    row = lambda i: {
        "sentence_normalized": f"{i}: Ada Brook scolded Otto Lind.",
        "targets": [{"from": 3, "to": 12, "polarity": 4.0}, {"from": 21, "to": 30, "polarity": 2.0}],
    }
    folder = "target_sentiment/newsmtsc"
    write(tmp_path, f"{folder}/train.jsonl", lines(row(i % 10) for i in range(20)))
    write(tmp_path, f"{folder}/dev_rw.jsonl", lines([row(7)]))
    write(tmp_path, f"{folder}/dev_mt.jsonl", lines([row(8), row(9)]))
    counts = {split: len(readers.newsmtsc(tmp_path, split)) for split in ("train", "tune", "rw", "mt")}
    assert counts == {"train": 18, "tune": 2, "rw": 1, "mt": 2}
    (rw,) = readers.newsmtsc(tmp_path, "rw")
    assert marked(rw) == ["Ada Brook", "Otto Lind"] and [label for *_, label in rw.targets] == [readers.NEUTRAL, readers.NEGATIVE]


def test_dse_mends_lost_letters_and_keeps_a_sentence_in_one_split(tmp_path):
    pairs = [f"In {i} [Otto Lin]d sued [Norvane].\tOtto Lin\tNorvane\t3" for i in (0, *range(1, 20), 0)]
    write(tmp_path, "directed_sentiment/dse/train.tsv", "\n".join(pairs))
    write(tmp_path, "directed_sentiment/dse/valid.tsv", "[Norvane]’s rival [Tellux] won.\tNorvane\tTellux\t0\nNo marks here.\ta\tb\t0")
    train, tune = readers.dse(tmp_path, "train"), readers.dse(tmp_path, "tune")
    assert {r.text[slice(*r.p)] for r in train} == {"Otto Lind"} and {r.text[slice(*r.q)] for r in train} == {"Norvane"}
    assert {r.label for r in train} == {3} and len(train) == 18
    assert [r.text for r in tune] == ["In 0 Otto Lind sued Norvane.", "In 10 Otto Lind sued Norvane.", "In 0 Otto Lind sued Norvane."]
    assert not {r.text for r in train} & {r.text for r in tune}
    (report,) = readers.dse(tmp_path, "report")
    assert (report.text[slice(*report.p)], report.text[slice(*report.q)]) == ("Norvane", "Tellux")


def test_dse_leaves_out_tuning_rows_that_stand_in_training(tmp_path):
    same = "[Ada Brook] met [Otto Lind].\tAda Brook\tOtto Lind\t0"
    write(tmp_path, "directed_sentiment/dse/train.tsv", "\n".join([same, same]))
    assert len(readers.dse(tmp_path, "train")) == 1 and readers.dse(tmp_path, "tune") == []


def test_ratings(tmp_path):
    folder = "tone/vader_truth"
    write(tmp_path, f"{folder}/nytEditorialSnippets.tsv", "".join(f"{i}_1\t{i / 2}\tSentence {i}.\n" for i in range(10)))
    numbers = {split: [row.article for row in readers.nyt(tmp_path, split)] for split in ("train", "tune", "report")}
    assert numbers == {"train": [2, 3, 4, 7, 8, 9], "tune": [1, 6], "report": [0, 5]}
    assert readers.nyt(tmp_path, "report")[1] == readers.ToneRow("Sentence 5.", 2.5, 5)


TEXT = "Ada Brook said the pier is safe. It, she added, will stay.\r\n"
EVENTS = (
    "T1\tSource 0 9\tAda Brook\nT2\tCue 10 14\tsaid\nT3\tContent 15 31\tthe pier is safe\n"
    "T4\tContent 33 35;48 57\tIt will stay\nT5\tCue 41 46\tadded\nT6\tAttribution 10 14\tsaid\n"
    "E1\tAttribution:T6 Content:T3 Cue:T2 Source:T1\nE2\tAttribution:T6 Content:T4 Cue:T5 Source:T9\n"
)


def polnear(tmp_path, count: int = 11) -> None:
    for i in range(count):
        write(tmp_path, f"quotes/polnear/train/text/paper_{i:02}.txt", TEXT)
        for annotator in "ab":
            write(tmp_path, f"quotes/polnear/train/attributions/paper_{i:02}_{annotator}.ann", EVENTS)


def test_polnear(tmp_path):
    polnear(tmp_path)
    write(tmp_path, "quotes/polnear/dev/text/other.txt", TEXT)
    write(tmp_path, "quotes/polnear/dev/attributions/other_a.ann", EVENTS)
    names = lambda split, **how: [a.name for a in readers.polnear(tmp_path, split, **how)]
    assert names("tune") == ["paper_00", "paper_10"] and len(names("train")) == 9 and len(names("train", all_annotators=True)) == 18
    (article,) = readers.polnear(tmp_path, "report")
    first, second = article.attributions
    words = lambda spans: [article.text[s:e] for s, e in spans]
    assert [words(first[role]) for role in ("source", "cue", "content")] == [["Ada Brook"], ["said"], ["the pier is safe"]]
    assert words(second["content"]) == ["It", "will stay"] and second["source"] == ()  # in two pieces; its source was deleted


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ({(0, 5, "person"), (0, 9, "organization")}, ((0, 9, "organization"),)),
        ({(0, 5, "person"), (3, 9, "place")}, ((0, 5, "person"),)),
        ({(0, 5, "organization"), (0, 5, "place")}, ((0, 5, "place"),)),
        ({(6, 9, "person"), (0, 5, "place")}, ((0, 5, "place"), (6, 9, "person"))),
    ],
)
def test_outermost(spans, kept):
    assert readers.outermost(spans) == kept


def test_names(tmp_path):
    conll = lambda sep: f"Ada{sep}B-PER\nBrook{sep}I-PER\nleft{sep}O\nVelmora{sep}B-LOC\n.{sep}O\n\n"
    write(tmp_path, "entities/WNUT17/CONLL-format/data/dev/emerging.dev.conll", conll("\t"))
    write(tmp_path, "entities/WNUT17/CONLL-format/data/train/wnut17train.conll", conll("\t"))
    write(tmp_path, "entities/BTC/CONLL-format/data/a.conll", conll("\t"))
    write(tmp_path, "entities/uner_ewt/en_ewt-ud-dev.iob2", "# text = x\n1\tNorvane\tB-ORG\t-\t-\n2\tgrew\tO\t-\t-\n\n")
    gold = "".join("-DOCSTART- O\n\n" + conll(" ").replace("Velmora", f"Lund{i}") for i in range(5))
    write(tmp_path, "entities/wikigold/CONLL-format/data/wikigold.conll.txt", gold)
    for part in ("UK Government", "US State Department", "CENTCOM"):
        text = "The Harbor Office thanked President Ada Brook. The group left."
        spans = ((0, 17, "Organisation"), (26, 45, "Person"), (47, 56, "Organisation"), (0, 3, "Weapon"))
        entities = [{"documentId": "1", "begin": b, "end": e, "type": kind} for b, e, kind in spans]
        write(tmp_path, f"entities/re3d/{part}/entities.json", lines(entities))
        write(tmp_path, f"entities/re3d/{part}/documents.json", lines([{"_id": "1", "text": text}]))
    for name in ("train", "dev"):
        write(tmp_path, f"entities/crossner_politics/{name}.txt", "Brook\tB-politician\nled\tO\nLabor\tB-politicalparty\n\n")
    for i in range(10):
        words = f"https://a.example\tO\n\nPaper{i}\tB-Organization\nsaid\tO\nso\tB-Date\n\n"
        write(tmp_path, f"entities/worldwide/{i}.txt.tsv", words)
    tweet, politics, *worldwide = readers.names(tmp_path, "tune")
    assert tweet.text == "Ada Brook left Velmora." and named(tweet) == [("Ada Brook", "person"), ("Velmora", "place")]
    assert named(politics) == [("Brook", "person"), ("Labor", "organization")]
    assert [named(row) for row in worldwide] == [[("Paper1", "organization")], [("Paper6", "organization")]]
    assert [row.text for row in readers.names(tmp_path, "worldwide")] == ["Paper0 said so", "Paper5 said so"]
    assert [row.text for row in readers.names(tmp_path, "wikigold")] == ["Ada Brook left Lund4."]
    first, second, *_ = report = readers.names(tmp_path, "re3d")
    assert len(report) == 4 and named(second) == []  # "the group" is no name
    assert named(first) == [("Harbor Office", "organization"), ("Ada Brook", "person")]
    train = readers.names(tmp_path, "train")
    assert [named(row) for row in train].count([("Norvane", "organization")]) == 1
    assert not {row.text for row in train} & {"Ada Brook left Lund4."} and len(train) == 2 * (4 + 2 + 1) + 1 + 1 + 6


GUM = """# text = The mayor thanked Ada Brook and her.
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\tEntity=(1-person-new
2\tmayor\tmayor\tNOUN\tNN\t_\t3\tnsubj\t_\tEntity=1)
3\tthanked\tthank\tVERB\tVBD\t_\t0\troot\t_\t_
4\tAda\tAda\tPROPN\tNNP\t_\t3\tobj\t_\tEntity=(2-person-new
5\tBrook\tBrook\tPROPN\tNNP\t_\t4\tflat\t_\tEntity=2)
6\tand\tand\tCCONJ\tCC\t_\t7\tcc\t_\t_
7\ther\tshe\tPRON\tPRP\t_\t4\tconj\t_\tEntity=(3-person-giv)
8\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

"""


def test_gum(tmp_path):
    write(tmp_path, "entities/gum/dep/GUM_essay_one.conllu", GUM)
    write(tmp_path, "entities/gum/dep/GUM_news_one.conllu", GUM.replace("thanked", "praised"))
    (row,) = readers.gum(tmp_path)
    assert "thanked" in row.text and named(row) == [("Ada Brook", "person")]
    assert named(row, "nominal") == [("The mayor", "person"), ("her", "pronoun")]
    ((name, text, chains),) = articles.gum_news(tmp_path)
    assert (name, text) == ("GUM_news_one", "The mayor praised Ada Brook and her.") and chains == (("person", frozenset({"Ada Brook"})),)


def test_persent(tmp_path):
    columns = ",".join(["DOCUMENT_INDEX", "TITLE", "TARGET_ENTITY", "DOCUMENT", "TRUE_SENTIMENT", *(f"Paragraph{i}" for i in range(16))])
    row = lambda index, text: f'{index},T,Ada Brook,"{text}",Positive,Neutral,Negative' + "," * 14
    table = "\n".join([columns, row(1, "She came.\nShe lost."), row(2, "One.\n\nTwo."), row(4, "One.\nTwo.\nThree.")])
    write(tmp_path, "paragraphs/persent/dev.csv", table)
    (tune,), (report,) = articles.persent(tmp_path, "tune"), articles.persent(tmp_path, "report")
    assert tune == articles.EntityArticle(("She came.", "She lost."), "Ada Brook", ("neutral", "negative"), "positive")
    assert report.paragraphs == ("One.", "Two.")  # the third article has more paragraphs than labels


def test_basil(tmp_path):
    span = {
        "id": "p1",
        "start": 0,
        "end": 5,
        "target": "Ada Brook",
        "speaker": "Otto Lind",
        "quote": "yes",
        "polarity": "neg",
        "aim": "dir",
    }
    spans = [span, span | {"quote": "no", "polarity": "pos"}, span | {"aim": "ind"}, span | {"id": "title"}]
    for event in ("a", "b"):
        paper = {"body-paragraphs": [[f"One of {event}.", " "], ["Two."]]}
        write(tmp_path, f"articles/basil/articles/2010/{event}_1.json", json.dumps(paper))
        write(tmp_path, f"articles/basil/annotations/2010/{event}_1_ann.json", json.dumps({"phrase-level-annotations": spans}))
    (report,), (tune,) = articles.basil(tmp_path, "report"), articles.basil(tmp_path, "tune")
    assert [a.paragraphs for a in (report, tune)] == [(("One of a.",), ("Two.",)), (("One of b.",), ("Two.",))]
    assert report.spans == ((1, 0, 5, "Ada Brook", "Otto Lind", "negative"), (1, 0, 5, "Ada Brook", "", "positive"))


def test_gap(tmp_path):
    header = "\t".join(["ID", "Text", "Pronoun", "Pronoun-offset", "A", "A-offset", "A-coref", "B", "B-offset", "B-coref", "URL"])
    row = "1\tAda Brook met Mira Sol, and she left.\tshe\t28\tAda Brook\t0\tTRUE\tMira Sol\t14\tFALSE\tx"
    write(tmp_path, "coref/gap/gap-development.tsv", f"{header}\n{row}\n")
    (found,) = articles.gap(tmp_path, "tune")
    words = lambda place: found.text[place[0] : place[1]]
    assert words(found.pronoun) == "she" and [(words(n), n[2]) for n in found.names] == [("Ada Brook", True), ("Mira Sol", False)]


def test_a_text_that_shares_twelve_words_in_a_row_is_kept_out():
    held = frozenset(readers.runs("One two three four five six seven eight nine ten eleven twelve, thirteen."))
    assert readers.shares_a_run("Zero. TWO three four five six seven eight nine ten eleven twelve thirteen!", held)
    assert not readers.shares_a_run("Two three four five six seven eight nine ten eleven twelve.", held)
    assert readers.shares_a_run("Short.", frozenset(readers.runs("short")))
