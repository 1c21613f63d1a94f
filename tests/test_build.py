"""``build_dataset``: from files to a folder that datasets and newsclf both read, or to nothing at all."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any, ClassVar

import pytest

from newsclf.data.build import build_dataset
from newsclf.data.dataset import SAMPLE, SPLITS, available_splits, data_hash, load_split
from newsclf.data.labelers.base import Labeler, Labelled
from newsclf.errors import ConfigError, DataError
from newsclf.schema import Article, Stance

WORDS = [
    "pont",
    "mairie",
    "port",
    "école",
    "récolte",
    "marché",
    "digue",
    "hiver",
    "navire",
    "atelier",
    "verger",
    "sentier",
    "moulin",
    "gare",
]
SECTIONS = {"Sport": "medtop:15000000", "Politique": "medtop:11000000", "Santé": "medtop:07000000"}


def text(seed: int) -> str:
    draw = random.Random(seed)
    return f"Le récit {seed}. " + " ".join(f"{draw.choice(WORDS)} {draw.randint(1, 99)}" for _ in range(60)) + "."


def rows(count: int) -> list[dict[str, Any]]:
    sections = list(SECTIONS)
    return [
        {
            "id": f"n{number}",
            "headline": f"Récit {number}",
            "text": text(number),
            "section": sections[number % 3],
        }
        for number in range(count)
    ]


def write(path: Path, content: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in content), encoding="utf-8")
    return path


def all_articles(folder: Path) -> dict[str, Article]:
    return {article.id: article for split in SPLITS for article in load_split(folder, split)}


def test_topics_from_metadata(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", rows(30))
    report = build_dataset([source], task="topic", output=tmp_path / "out", seed=1)
    assert report.articles == {"train": 24, "dev": 3, "test": 3}
    articles = all_articles(tmp_path / "out")
    assert len(articles) == 30
    for row in rows(30):
        article = articles[row["id"]]
        assert (article.text, article.headline, article.section) == (
            row["text"],
            row["headline"],
            row["section"],
        )
        assert article.topic == SECTIONS[row["section"]]
        assert article.extra == {"labeler": "metadata", "label_confidence": 1.0}


def test_datasets_loads_the_folder_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    source = write(tmp_path / "a.jsonl", rows(30))
    build_dataset([source], task="topic", output=tmp_path / "out")
    loaded = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert {split: data.num_rows for split, data in loaded.items()} == {
        "train": 24,
        "validation": 3,
        "test": 3,
    }
    assert loaded["train"].features["keywords"] == datasets.List(datasets.Value("string"))
    assert set(loaded["test"].unique("topic")) == set(SECTIONS.values())


@pytest.mark.parametrize("task", ["topic", "quotes", "stance"])
def test_annotations_that_articles_bring_are_kept_whole(tmp_path: Path, task: str) -> None:
    given = load_split(SAMPLE / "train.jsonl", "train")
    report = build_dataset([SAMPLE / "train.jsonl"], task=task, output=tmp_path / "out", labeler="gold")
    built = all_articles(tmp_path / "out")
    kept = [article for article in given if article.id in built]
    assert len(kept) == len(built) == sum(report.articles.values()) > 20
    for article in kept:
        found = built[article.id]
        assert found.topic == (article.topic if task == "topic" else None)
        assert found.quotes == (article.quotes if task != "topic" else None)
        assert found.stances == (article.stances if task == "stance" else None)
        assert found.extra == {**article.extra, "labeler": "gold", "label_confidence": 1.0}


def test_stances_of_the_article_itself_need_no_quotes(tmp_path: Path) -> None:
    stances = [{"q": None, "target": "le pont", "label": "favor"}]
    source = write(tmp_path / "a.jsonl", [{**row, "stances": stances} for row in rows(5)])
    build_dataset([source], task="stance", output=tmp_path / "out", labeler="gold")
    found = all_articles(tmp_path / "out").values()
    assert [article.stances for article in found] == [(Stance(target="le pont", label="favor"),)] * 5
    assert all(article.quotes is None for article in found)


def test_quotations_from_rules(tmp_path: Path) -> None:
    content = [
        {
            "id": str(number),
            "text": f"« Le pont {number} sera prêt », a déclaré Mme Roche lundi. {text(number)}",
        }
        for number in range(10)
    ]
    build_dataset([write(tmp_path / "a.jsonl", content)], task="quotes", output=tmp_path / "out")
    for article in all_articles(tmp_path / "out").values():
        assert article.quotes is not None
        assert article.quotes[0].text == f"Le pont {article.id} sera prêt"
        assert article.extra["label_confidence"] < 1.0


def test_the_hash_is_that_of_what_is_read_back(tmp_path: Path) -> None:
    content = rows(20)
    for number, row in enumerate(content):
        row |= {
            "views": number,
            "tags": ["a", "b"],
            "meta": {"a": [1]},
            "share": 1 if number % 2 else 0.5,
            "paid": True,
        }
    report = build_dataset([write(tmp_path / "a.jsonl", content)], task="topic", output=tmp_path / "out")
    read = [article for split in SPLITS for article in load_split(tmp_path / "out", split)]
    assert data_hash(read) == report.data_hash
    extra = all_articles(tmp_path / "out")["n1"].extra
    assert extra["meta"] == '{"a": [1]}'
    assert (extra["views"], extra["tags"], extra["share"], extra["paid"]) == (1, ["a", "b"], 1.0, True)


def test_the_same_call_gives_the_same_files(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", rows(30))
    hashes = [
        build_dataset([source], task="topic", output=tmp_path / name, seed=seed).data_hash
        for name, seed in (("one", 1), ("two", 1), ("three", 2))
    ]
    assert hashes[0] == hashes[1] != hashes[2]
    for name in ("README.md", "audit.md", "audit.json", "data/train-00000-of-00001.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_is_dropped_is_counted_with_its_reason(tmp_path: Path) -> None:
    content = rows(12)
    content += [
        {"id": "empty", "text": " "},
        {"id": "long", "text": "a" * 500_001},
        {"id": "world", "text": text(100), "section": "Monde"},
        {"id": "torn", "text": text(101), "section": "Sport et santé"},
        {"id": "thin", "text": text(102), "url": "https://exemple.fr/sport/x"},
        {"id": "copy", "headline": "Autre titre", "text": text(0)[:-40], "section": "Sport"},
    ]
    source = write(tmp_path / "a.jsonl", content)
    report = build_dataset([source], task="topic", output=tmp_path / "out", min_confidence=0.5)
    audit = json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))
    assert audit["dropped"] == {
        "empty text": {"articles": 1, "first_ids": [f"{source}:13"]},
        "text too long": {"articles": 1, "first_ids": [f"{source}:14"]},
        "metadata: no mapping": {"articles": 1, "first_ids": ["world"]},
        "metadata: ambiguous": {"articles": 1, "first_ids": ["torn"]},
        "metadata: confidence under 0.5": {"articles": 1, "first_ids": ["thin"]},
        "near-duplicate": {"articles": 1, "first_ids": ["copy"]},
    }
    assert audit["near_duplicates"] == [["n0", "copy"]]
    assert sum(report.articles.values()) == 12


def test_card_and_audit_say_what_is_there(tmp_path: Path) -> None:
    content = rows(30)
    content[0]["topic"] = "medtop:15000000"
    content[1]["text"] = "Un texte court."
    build_dataset([write(tmp_path / "a.jsonl", content)], task="topic", output=tmp_path / "out", seed=7)
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    for line in (
        "# French news labelled for the newsclf task `topic`",
        "* Sources: `a.jsonl`",
        "* Split by story, seed 7; near-duplicates were removed before",
        "* Articles dropped: 0 (why: `audit.md`)",
        "| train | 24 |",
        "| validation | 3 |",
        "| gold | 1 | 1.00 |",
        "| metadata | 29 | 1.00 |",
    ):
        assert f"\n{line}\n" in card
    audit = (tmp_path / "out" / "audit.md").read_text(encoding="utf-8")
    assert "\n| medtop:15000000 sport | 8 | 1 | 1 | 33.3% |\n" in audit
    assert "\nNothing was dropped.\n" in audit
    assert "\nNone were found.\n" in audit
    assert "(n1)" in audit


def test_columns_and_several_files_that_count_alike(tmp_path: Path) -> None:
    for name, start in (("a.jsonl", 0), ("b.jsonl", 50)):
        content = [{"id": number, "corps": text(start + number), "section": "Sport"} for number in range(6)]
        write(tmp_path / name, content)
    sources = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    build_dataset(sources, task="topic", output=tmp_path / "out", columns={"text": "corps"})
    articles = all_articles(tmp_path / "out")
    assert sorted(articles) == sorted([*map(str, range(6)), *(f"{number}#2" for number in range(6))])
    assert (articles["3"].text, articles["3#2"].text) == (text(3), text(53))


def test_a_built_dataset_is_built_again_under_its_own_labeler(tmp_path: Path) -> None:
    build_dataset([write(tmp_path / "a.jsonl", rows(9))], task="topic", output=tmp_path / "one", shares=(1, 0, 0))
    assert available_splits(tmp_path / "one") == ("train",)
    parquet = tmp_path / "one" / "data" / "train-00000-of-00001.parquet"
    build_dataset([parquet], task="topic", output=tmp_path / "two", labeler="gold")
    labelers = {article.extra["labeler"] for article in all_articles(tmp_path / "two").values()}
    assert labelers == {"metadata"}


class Interrupted(Labeler):
    """A labeler during which somebody presses Ctrl-C, or that fails."""

    name: ClassVar[str] = "interrupted"
    task: ClassVar[str] = "topic"

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def label(self, article: Article) -> Labelled:
        raise self.error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("no")])
def test_interrupted_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    source = write(tmp_path / "a.jsonl", rows(5))
    with pytest.raises(type(error)):
        build_dataset([source], task="topic", output=tmp_path / "out", labeler=Interrupted(error))
    assert list(tmp_path.iterdir()) == [source]


def test_an_existing_folder_is_kept_unless_newsclf_built_it(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", rows(9))
    out = tmp_path / "out"
    build_dataset([source], task="topic", output=out, seed=1)
    before = (out / "README.md").read_bytes()
    with pytest.raises(DataError, match=r"out: exists already; choose another folder or add --overwrite$"):
        build_dataset([source], task="topic", output=out, seed=2)
    with pytest.raises(ValueError, match="no"):
        build_dataset([source], task="topic", output=out, labeler=Interrupted(ValueError("no")), overwrite=True)
    assert (out / "README.md").read_bytes() == before
    build_dataset([source], task="topic", output=out, seed=2, overwrite=True)
    assert (out / "README.md").read_bytes() != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "out"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("Trois ans.")
    message = r"mine: holds no audit.json of newsclf and is not overwritten; choose another folder$"
    with pytest.raises(DataError, match=message):
        build_dataset([source], task="topic", output=tmp_path / "mine", overwrite=True)
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_bad_input_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text('{"text": "Un texte."}\n{"text": \n', encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl:2: not a JSON object: "):
        build_dataset([source], task="topic", output=tmp_path / "out")
    write(source, [{"text": "Un texte.", "section": "Monde"}, {"text": ""}])
    reasons = r"metadata: no mapping \(1\), empty text \(1\)"
    message = f"^no article is left to build topic examples from; dropped: {reasons}$"
    with pytest.raises(DataError, match=message):
        build_dataset([source], task="topic", output=tmp_path / "out")
    write(source, [{"text": "Un texte."}])
    message = r"^no article is left to build quotes examples from; dropped: no quotes annotation \(1\)$"
    with pytest.raises(DataError, match=message):
        build_dataset([source], task="quotes", output=tmp_path / "out", labeler="gold")
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"task": "topics"}, "unknown task 'topics'; did you mean 'topic'?"),
        ({"labeler": "rules"}, "unknown labeler 'rules'; expected one of: auto, gold"),
        ({"min_confidence": 1.5}, "min_confidence must be from 0 to 1, got 1.5"),
        (
            {"task": "quotes", "labeler": Interrupted(ValueError())},
            "labeler 'interrupted' labels topic, expected one for quotes",
        ),
        (
            {"split_by": "day"},
            "unknown rule to split by: 'day'; expected one of: story, date, source, random",
        ),
        (
            {"columns": {"corps": "text"}},
            "cannot map a column to 'corps': no such field; expected one of: id, headline, text, date, "
            "source, section, keywords, url, topic, topics, quotes, stances, story",
        ),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    source = write(tmp_path / "a.jsonl", rows(5))
    with pytest.raises(ConfigError) as caught:
        build_dataset([source], output=tmp_path / "out", **{"task": "topic", **options})
    assert str(caught.value) == message
    assert list(tmp_path.iterdir()) == [source]


def test_a_bare_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^sources must be a list of files, got one: \['a\.jsonl'\]$"):
        build_dataset("a.jsonl", task="topic", output=tmp_path / "out")
