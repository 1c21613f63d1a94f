"""The model that comes with the package, on an article that it has not seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from support import newsclf

from newsclf import predict
from newsclf.data.dataset import load_split
from newsclf.predict import analyze
from newsclf.schema import Analysis

ARTICLE = replace(load_split("sample", "test")[0], topic=None, quotes=None, stances=None)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache of this module's own for the encoder that the model needs; the next module loads afresh."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSCLF_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
    predict._default_analyzer.cache_clear()


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(ARTICLE, targets=["la grève"])


def test_it_says_what_the_article_is_about_and_who_says_what(analysis: Analysis) -> None:
    assert analysis.topic is not None
    assert sum(analysis.topic.scores.values()) == pytest.approx(1)
    assert analysis.topic.score == max(analysis.topic.scores.values())
    assert len(analysis.quotes) >= 1
    assert any(quote.speaker_name for quote in analysis.quotes)
    assert len(analysis.stances) == len(analysis.quotes)
    for stance in analysis.stances:
        assert sum(stance.scores.values()) == pytest.approx(1)


def test_the_same_article_gives_the_same_json(analysis: Analysis) -> None:
    assert analyze(ARTICLE, targets=["la grève"]).to_json() == analysis.to_json()
    assert json.loads(json.dumps(analysis.to_json())) == analysis.to_json()


def test_default_is_a_model_for_every_command() -> None:
    done = newsclf("analyze", "-", "--format", "json", stdin=ARTICLE.text.encode())
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["quotes"]
