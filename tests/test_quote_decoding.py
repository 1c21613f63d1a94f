"""From outputs to quotations: perfect outputs, made from the gold of the whole sample corpus, give the gold back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from support import Said, article, sample_articles

from newsclf.pretrained.encoder import PACKED_FOLDER
from newsclf.schema import Article, Quote, Span
from newsclf.scores.quotes import score_quotes
from newsclf.tasks.quote_decoding import decode_quotes
from newsclf.tasks.quotes import IGNORED, QuotesTask
from newsclf.text.windows import Codec, Tokens, Window

Arrays = dict[str, NDArray[Any]]


@pytest.fixture(scope="module", params=["shipped", "camembert", "bert"])
def codec(request: pytest.FixtureRequest, tiny_camembert: Path, tiny_bert: Path) -> Codec:
    """The tokenizer of the package's encoder, and two of other kinds."""
    from transformers import AutoTokenizer

    folder = {"shipped": PACKED_FOLDER, "camembert": tiny_camembert, "bert": tiny_bert}[request.param]
    return Codec(AutoTokenizer.from_pretrained(folder), size=384, overlap=128, headline=40)


def sure(targets: NDArray[Any], classes: int) -> NDArray[Any]:
    """Logits of a model that is sure of ``targets`` [n]; class 0 where there is nothing to learn."""
    return 20.0 * np.eye(classes)[np.where(targets == IGNORED, 0, targets)]


def perfect(annotated: Article, codec: Codec) -> tuple[list[Window], list[Arrays]]:
    """The windows of an article, and the outputs of a head that learned its gold by heart.

    A link's score is 1 between a segment and its goal and 0 elsewhere, "none" lies between.
    """
    task, tokens = QuotesTask(), codec.tokens(annotated.text)
    n = len(tokens)
    [whole] = task.targets(annotated, [Window([0] * n, 0, 0, n)], codec)
    source = np.zeros((n, 3, n))
    for place, link in np.argwhere(whole["links"] > 0):
        source[place, link, whole["links"][place, link] - 1] = 1.0
    outputs = {
        "content": sure(whole["content"], 3),
        "type": sure(whole["type"], 3),
        "role": sure(whole["role"], 5),
        "source": source,
        "goal": np.repeat(np.eye(n)[:, None], 3, axis=1),
        "none": np.full((n, 3), 0.5),
    }
    windows = codec.windows(tokens, annotated.headline)
    return windows, [{key: within(window, array) for key, array in outputs.items()} for window in windows]


def within(window: Window, whole: NDArray[Any]) -> NDArray[Any]:
    part = np.zeros((len(window.input_ids), *whole.shape[1:]))
    part[window.start : window.start + window.count] = whole[window.first : window.first + window.count]
    return part


def decoded(annotated: Article, codec: Codec) -> list[Quote]:
    windows, outputs = perfect(annotated, codec)
    return QuotesTask().decode(annotated, windows=windows, outputs=outputs, codec=codec, temperature=1.0)


FACETS: dict[str, Callable[[Quote], Any]] = {
    "content": lambda quote: [(span.start, span.end) for span in quote.content],
    "type": lambda quote: quote.type,
    "cue": lambda quote: quote.cue,
    "speaker": lambda quote: quote.speaker,
}


def shares(pairs: Sequence[tuple[Article, list[Quote]]]) -> dict[str, float]:
    """Of all gold quotes, the share that is decoded with the same content, and with each other facet too."""
    hits: Counter[str] = Counter()
    total = 0
    for annotated, found in pairs:
        by_content = {tuple(FACETS["content"](quote)): quote for quote in found}
        for gold in annotated.quotes or ():
            total += 1
            match = by_content.get(tuple(FACETS["content"](gold)))
            for name, facet in FACETS.items():
                hits[name] += match is not None and facet(match) == facet(gold)
            hits["all"] += match is not None and all(facet(match) == facet(gold) for facet in FACETS.values())
    return {name: hits[name] / total for name in (*FACETS, "all")}


def test_the_gold_of_the_sample_comes_back(codec: Codec) -> None:
    pairs = [(each, decoded(each, codec)) for each in sample_articles()]
    found = shares(pairs)
    assert min(found.values()) >= 0.97, found
    scores = score_quotes([each.quotes or () for each, _ in pairs], [quotes for _, quotes in pairs])
    assert scores["f1"] >= 0.99
    assert scores["predicted"] == pytest.approx(scores["items"], rel=0.005)


def test_the_gold_comes_back_through_many_small_windows(tiny_camembert: Path) -> None:
    from transformers import AutoTokenizer

    small = Codec(AutoTokenizer.from_pretrained(tiny_camembert), size=96, overlap=40, headline=8)
    pairs = [(each, decoded(each, small)) for each in sample_articles()[:10]]
    assert min(len(perfect(each, small)[0]) for each, _ in pairs) > 4
    assert shares(pairs)["all"] >= 0.97


CASES = {
    "a nested mark at the end is kept": article(
        "« Le mot qui revient est “bricolage” », a dit Léa Morin.",
        Said("direct", "Le mot qui revient est “bricolage”", "a dit", "Léa Morin", None),
        id="nested-end",
    ),
    "a nested mark at the start is kept": article(
        '« "Demain" est un mot vide », a dit Léa Morin.',
        Said("direct", '"Demain" est un mot vide', "a dit", "Léa Morin", None),
        id="nested-start",
    ),
    "marks opened again in a new paragraph are not closed": article(
        "« Nous partons demain.\n\n« Nous reviendrons », a dit Léa Morin.",
        Said("direct", "Nous partons demain.\n\n« Nous reviendrons", "a dit", "Léa Morin", None),
        id="reopened",
    ),
    "a mixed quotation keeps its own marks": article(
        "Léa Morin a dit que le projet était « un mensonge ».",
        Said("mixed", "le projet était « un mensonge »", "a dit", "Léa Morin", None),
        id="mixed",
    ),
    "an inverted pronoun is the speaker, inside the cue": article(
        "« Nous partons », s’est-elle écriée.",
        Said("direct", "Nous partons", "s’est-elle écriée", "elle", None),
        id="inverted",
    ),
    "the pronoun of an impersonal cue is nobody": article(
        "L’eau sera coupée lundi, est-il précisé dans la note.",
        Said("indirect", "L’eau sera coupée lundi", "est-il précisé", "la note", None),
        id="impersonal",
    ),
    "segments that an incise splits are one quotation": article(
        "« La grève, a dit Léa Morin, ira au bout. » Le maire a promis de venir.",
        Said("direct", ("La grève", "ira au bout"), "a dit", "Léa Morin", None),
        Said("indirect", "de venir", "a promis", "Le maire", None),
        id="incise",
    ),
    "neither cue nor speaker": article(
        "Un cri. « Partez ! » La salle se tut.", Said("direct", "Partez !", None, None, None), id="bare"
    ),
    "a question mark and an ellipsis belong to the words": article(
        "« Et alors ? Rien… », a dit Léa Morin.",
        Said("direct", "Et alors ? Rien…", "a dit", "Léa Morin", None),
        id="ends",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_hard_cases_come_back(codec: Codec, name: str) -> None:
    case = CASES[name]
    found = decoded(case, codec)
    gold = case.quotes or ()
    assert [{key: facet(quote) for key, facet in FACETS.items()} for quote in found] == [
        {key: facet(quote) for key, facet in FACETS.items()} for quote in gold
    ]


def test_any_outputs_give_legal_quotations_in_order(codec: Codec) -> None:
    text = (
        sample_articles()[0].text + "\n\n« 🙂 » «  » " + "\u00a0" * 8
    )  # no "…": three tokens may share its one character
    noisy = Article(text=text, headline="Titre")
    windows = codec.windows(codec.tokens(text), noisy.headline)
    for seed in range(20):
        random = np.random.default_rng(seed)
        outputs = [random_outputs(len(window.input_ids), random) for window in windows]
        found = QuotesTask().decode(noisy, windows=windows, outputs=outputs, codec=codec, temperature=2.0)
        assert found
        assert [quote.start for quote in found] == sorted(quote.start for quote in found)
        contents = sorted((span.start, span.end) for quote in found for span in quote.content)
        for quote in found:
            spans: list[Span | None] = [*quote.content, quote.cue, quote.speaker]
            assert all(span is None or text[span.start : span.end] == span.text for span in spans)
            assert 0 <= quote.score <= 1
        assert all(before[1] <= after[0] for before, after in pairwise(contents)), seed


def random_outputs(length: int, random: np.random.Generator) -> Arrays:
    shapes = {"content": (3,), "type": (3,), "role": (5,), "source": (3, 8), "goal": (3, 8), "none": (3,)}
    return {key: random.normal(size=(length, *shape)) for key, shape in shapes.items()}


def test_nothing_found_gives_no_quotation(codec: Codec) -> None:
    quiet = Article(text="Il pleut depuis lundi sur toute la côte.")
    windows, outputs = perfect(quiet, codec)
    assert QuotesTask().decode(quiet, windows=windows, outputs=outputs, codec=codec, temperature=1.0) == []


def reported(text: str, offsets: Sequence[tuple[int, int]], content: NDArray[Any]) -> list[str]:
    """The contents decoded from logits [n, 3] over tokens at ``offsets``, all indirect, without any cue or speaker."""
    n = len(offsets)
    outputs = {
        "content": content,
        "type": sure(np.full(n, 1), 3),
        "role": sure(np.zeros(n, dtype=int), 5),
        "source": np.zeros((n, 3, 1)),
        "goal": np.zeros((n, 3, 1)),
        "none": np.ones((n, 3)),
    }
    tokens = Tokens(list(range(n)), np.array(offsets))
    return [quote.text for quote in decode_quotes(Article(text), tokens=tokens, outputs=outputs, temperature=1.0)]


def test_a_word_is_tagged_by_its_first_token_and_never_cut() -> None:
    text = "Il dit que les autocars roulent."
    offsets = [(0, 2), (3, 6), (7, 10), (11, 14), (15, 19), (19, 23), (24, 28), (28, 31), (31, 32)]  # auto|cars
    content = sure(np.array([0, 0, 0, 0, 1, 0, 2, 0, 1]), 3)  # "auto" and "roul", as a weak model may have it
    assert reported(text, offsets, content) == ["autocars roulent"]


def test_a_clause_ends_where_a_clause_can_end() -> None:
    """A doubtful last word is content, as no clause can end before it; what follows the comma is not."""
    text = "Il dit que le pont est fermé, il neige."
    offsets = [match.span() for match in re.finditer(r"\w+|[,.]", text)]
    content = sure(np.array([0, 0, 0, 1, 2, 2, 0, 0, 0, 0, 0]), 3)
    content[6] = [1.0, 0.0, 0.0]  # "fermé": rather outside
    assert reported(text, offsets, content) == ["le pont est fermé"]
