"""Public corpora by name, loaded from copies of their repositories in folders: no network is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from datasets import ClassLabel, Dataset, Features, Value

from newsclf.data.corpora import corpora, load_corpus
from newsclf.data.dataset import available_splits, load_split
from newsclf.errors import ConfigError, DataError
from newsclf.schema import Stance
from newsclf.tasks import make_task

TEXT = "Le Sénat a voté le budget."


@pytest.fixture
def masakhanews(tmp_path: Path) -> Path:
    """Two rows as the Hub's conversion to Parquet has them: labels are numbers, their names in the schema."""
    kinds = ClassLabel(names=["business", "politics"])
    features = Features({"label": kinds, "headline": Value("string"), "text": Value("string"), "url": Value("string")})
    texts = {"headline": ["Budget", None], "text": [TEXT, "La Bourse monte."], "url": ["https://e", None]}
    (tmp_path / "fra" / "train").mkdir(parents=True)
    Dataset.from_dict({"label": [1, 0], **texts}, features=features).to_parquet(
        tmp_path / "fra" / "train" / "0000.parquet"
    )
    return tmp_path


def test_masakhanews_gives_articles_under_the_names_of_its_labels(masakhanews: Path) -> None:
    first, second = load_corpus(corpora()["masakhanews"], "train", repository=str(masakhanews))
    assert (first.text, first.headline, first.topic, first.url) == (TEXT, "Budget", "politics", "https://e")
    assert (second.headline, second.topic, second.url) == ("", "business", None)
    assert (first.id, first.source) == ("masakhanews/train:0", "bbc-afrique")


def test_sib200_gives_sentences_under_its_categories(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "fra_Latn"
    folder.mkdir(parents=True)
    (folder / "dev.tsv").write_text(f"index_id\tcategory\ttext\n7\tpolitics\t{TEXT}\n", encoding="utf-8")
    (sentence,) = load_corpus(corpora()["sib200"], "dev", repository=str(tmp_path))
    assert (sentence.text, sentence.topic, sentence.id) == (TEXT, "politics", "sib200/dev:0")


def test_xstance_gives_french_comments_with_their_own_stance(tmp_path: Path) -> None:
    rows = {"question": ["Faut-il un pont ?"] * 2, "comment": ["Oui, vite.", "Ja."], "language": ["fr", "de"]}
    (tmp_path / "default" / "train").mkdir(parents=True)
    Dataset.from_dict({**rows, "label": ["FAVOR", "AGAINST"]}).to_parquet(
        tmp_path / "default" / "train" / "0000.parquet"
    )
    (comment,) = load_corpus(corpora()["xstance"], "train", repository=str(tmp_path))
    assert (comment.text, comment.quotes, comment.source) == ("Oui, vite.", (), "x-stance")
    assert comment.stances == (Stance("Faut-il un pont ?", "favor"),)
    (example,) = make_task("stance").examples(comment)
    assert (example.quote, example.target, example.label) == (None, "Faut-il un pont ?", "favor")


def test_a_corpus_says_where_it_lies_and_under_which_licence() -> None:
    for name, corpus in corpora().items():
        assert corpus.name == name
        assert corpus.licence and corpus.repository.count("/") == 1
        assert set(corpus.files) == {"train", "dev", "test"}


def test_a_corpus_says_its_splits_without_being_fetched() -> None:
    assert available_splits("masakhanews") == ("train", "dev", "test")


def test_a_split_that_is_not_there(masakhanews: Path) -> None:
    with pytest.raises(ConfigError, match=r"masakhanews: no split 'validation'; there is: train, dev, test"):
        load_corpus(corpora()["masakhanews"], "validation", repository=str(masakhanews))


def test_what_cannot_be_fetched_says_the_way_out(masakhanews: Path) -> None:
    with pytest.raises(DataError, match=r"masakhanews: cannot be loaded from .*; without a network name a folder"):
        load_corpus(corpora()["masakhanews"], "test", repository=str(masakhanews))


def test_the_hub_offline_is_an_error_of_ours() -> None:
    with pytest.raises(DataError, match=r"masakhanews: cannot be loaded from masakhane/masakhanews: "):
        load_split("masakhanews", "validation")


def test_a_folder_of_that_name_comes_before_the_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sib200").mkdir()
    (tmp_path / "sib200" / "train.jsonl").write_text('{"text": "À moi."}\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert [article.text for article in load_split("sib200", "train")] == ["À moi."]
