"""Loading splits, and the hash of data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsclf.data.dataset import available_splits, data_hash, load_split
from newsclf.errors import DataError
from newsclf.schema import Article


def write(path: Path, *ids: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"id": name, "text": f"Texte {name}."}) + "\n" for name in ids))


def ids(source: str | Path, split: str) -> list[str]:
    return [article.id for article in load_split(source, split)]


def test_the_sample_has_all_splits_annotated_for_every_task() -> None:
    assert available_splits("sample") == ("train", "dev", "test")
    articles = [article for split in ("train", "dev", "test") for article in load_split("sample", split)]
    assert len({article.id for article in articles}) == len(articles) > 0
    assert all(article.topic and article.quotes is not None for article in articles)


def test_a_folder_of_splits(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", "a", "b")
    write(tmp_path / "validation.jsonl", "c")
    (tmp_path / "test.csv").write_text("id,text\nd,Texte.\n")
    (tmp_path / "notes.jsonl").write_text("training notes, no split")
    assert available_splits(tmp_path) == ("train", "dev", "test")
    assert [ids(tmp_path, split) for split in ("train", "dev", "test")] == [["a", "b"], ["c"], ["d"]]
    assert ids(tmp_path, "validation") == ["c"]


def test_shards_of_the_hub_are_read_in_order(tmp_path: Path) -> None:
    write(tmp_path / "data" / "train-00001-of-00002.jsonl", "b")
    write(tmp_path / "data" / "train-00000-of-00002.jsonl", "a")
    assert ids(tmp_path, "train") == ["a", "b"]


def test_one_file_is_every_split(tmp_path: Path) -> None:
    write(tmp_path / "mine.jsonl", "a")
    assert available_splits(tmp_path / "mine.jsonl") == ("train", "dev", "test")
    assert ids(tmp_path / "mine.jsonl", "test") == ["a"]


def test_what_is_not_there(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", "a")
    write(tmp_path / "dev.jsonl", "b")
    with pytest.raises(DataError, match=r": no split 'test'; there is: train, dev$"):
        load_split(tmp_path, "test")
    with pytest.raises(DataError, match=r"^unknown split 'tests'; did you mean 'test'\?$"):
        load_split(tmp_path, "tests")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r": no split 'train'; there is: none$"):
        load_split(tmp_path / "empty", "train")
    known = "sample, masakhanews, sib200, xstance"
    message = f"none: no such file or folder of splits, nor a corpus that newsclf knows: {known}$"
    with pytest.raises(DataError, match=message):
        load_split(tmp_path / "none", "train")


def test_a_split_that_is_there_twice(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", "a")
    write(tmp_path / "validation.jsonl", "b")
    with pytest.raises(DataError, match=r": split 'dev' is there twice: dev\.jsonl, validation\.jsonl$"):
        load_split(tmp_path, "dev")


def test_hash_sees_every_change_and_nothing_else() -> None:
    one, two = Article(text="Un.", id="a", extra={"x": 1, "y": 2}), Article(text="Deux.", id="b")
    assert data_hash([one, two]) == data_hash([Article(text="Un.", id="a", extra={"y": 2, "x": 1}), two])
    changed = [[two, one], [one], [one, Article(text="Deux.", id="b", topic="medtop:15000000")]]
    hashes = {data_hash(articles) for articles in [*changed, [one, two]]}
    assert len(hashes) == 4 and all(len(value) == 16 for value in hashes)
