"""What the rules say as features of tokens, how the model reads them, and that it can do without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from support import DEV, HIDDEN, TRAIN

from newsclf.batching import collate
from newsclf.checkpoints import new_model
from newsclf.config import WindowConfig
from newsclf.modeling import NewsModel
from newsclf.tasks import make_task
from newsclf.tasks.base import blind
from newsclf.tasks.quote_head import QuotesHead
from newsclf.tasks.quote_hints import SIZES, hints
from newsclf.text.windows import Codec
from newsclf.training import encode_items

TEXT = (
    "La maire a déclaré que le pont fermerait. « C'est triste », a-t-elle ajouté.\n"
    "Le plan « Vert pays » attend. Selon Ana Roth, il faudra un an."
)
HINTS = ("hints", "content_of", "cue_of", "speaker_of", "lacks")


@pytest.fixture(scope="module")
def model(tiny_camembert: Path) -> NewsModel:
    return new_model(
        encoder=str(tiny_camembert),
        tasks=[make_task("topic"), make_task("quotes")],
        window=WindowConfig(size=96, overlap=24, headline=8),
        adapter=None,
        name="essai",
        version="0",
    )


@pytest.fixture(scope="module")
def codec(model: NewsModel) -> Codec:
    assert model.codec is not None
    return model.codec


def words_where(codec: Codec, condition: Any) -> str:
    """The words of TEXT whose tokens fulfil a condition, parted by one blank."""
    tokens = codec.tokens(TEXT)
    pieces = [TEXT[start:end] for (start, end), holds in zip(tokens.offsets.tolist(), condition, strict=True) if holds]
    return "".join(pieces)


def embedded(head: QuotesHead, batch: dict[str, Any]) -> torch.Tensor:
    found = head.embed(batch["features"])
    assert found is not None
    return found


def test_contents_cues_and_speakers_of_the_rules_are_tagged(codec: Codec) -> None:
    found = hints(TEXT, codec.tokens(TEXT))
    content, role = found["hints"][:, 0], found["hints"][:, 1]
    assert words_where(codec, np.isin(content, [3, 4])) == "lepontfermeraitilfaudraunan"
    assert words_where(codec, np.isin(content, [1, 2])) == "C'esttriste"
    assert words_where(codec, np.isin(role, [1, 2])) == "adéclaréa-t-elleajoutéSelon"
    assert words_where(codec, np.isin(role, [3, 4])) == "LamaireAnaRoth"


def test_marks_and_paragraphs_are_shown_where_no_rule_holds(codec: Codec) -> None:
    found = hints(TEXT, codec.tokens(TEXT))["hints"]
    assert words_where(codec, found[:, 2] > 0) == "C'esttristeVertpays"
    assert (found[:, 3] > 0).sum() == 1 and words_where(codec, found[:, 3] > 0)[:1] == "L"


def test_parts_of_one_quotation_bear_its_number(codec: Codec) -> None:
    found = hints(TEXT, codec.tokens(TEXT))
    for number in (1, 2, 3):
        assert (found["content_of"] == number).any() and (found["cue_of"] == number).any()
        assert found["speaker_of"][:, number - 1].any()
    assert not found["content_of"][found["hints"][:, 0] == 0].any()


def test_values_stay_below_the_sizes_of_the_tables(codec: Codec) -> None:
    for each in [*TRAIN, *DEV]:
        found = hints(each.text, codec.tokens(each.text))
        assert (found["hints"] < np.asarray(SIZES)).all()


def test_an_empty_text_has_no_hints(codec: Codec) -> None:
    assert all(len(array) == 0 for array in hints("", codec.tokens("")).values())


def test_windows_of_all_article_tasks_hold_the_hints(model: NewsModel) -> None:
    for task in ("topic", "quotes"):
        for window in model.windows(task, TRAIN[0]):
            assert set(window.features) == {"position", *HINTS}
            assert all(len(array) == len(window.input_ids) for array in window.features.values())


def test_a_blind_window_keeps_nothing_but_positions(model: NewsModel) -> None:
    [window, *_] = model.windows("quotes", TRAIN[0])
    unseen = blind(window)
    assert unseen.features["position"].any() and not any(unseen.features[name].any() for name in HINTS)
    assert any(window.features[name].any() for name in HINTS)


def test_training_shows_every_window_with_hints_and_without(model: NewsModel) -> None:
    items = encode_items(model, TRAIN[:2], repeats={"topic": 1, "quotes": 1})
    seen = [item.window.features["hints"].any() for item in items]
    assert sum(seen) > 0 and seen.count(False) == seen.count(True)
    assert [item.window.input_ids for item in items[::2]] == [item.window.input_ids for item in items[1::2]]


def test_a_window_that_trains_no_head_with_features_is_shown_once(model: NewsModel) -> None:
    topic_only = replace(TRAIN[0], quotes=None, stances=None)
    items = encode_items(model, [topic_only], repeats={"topic": 1, "quotes": 1})
    assert len(items) == len(model.windows("topic", topic_only))
    both = encode_items(model, [TRAIN[0]], repeats={"topic": 1, "quotes": 1}, blinded=False)
    assert [item.window.features["hints"].any() for item in both] == [True] * len(both)


def test_shared_windows_are_repeated_for_the_keenest_of_their_tasks(model: NewsModel) -> None:
    items = encode_items(model, TRAIN[:1], repeats={"topic": 0.001, "quotes": 3})
    assert len(items) == 3 * len(encode_items(model, TRAIN[:1], repeats={"topic": 1, "quotes": 1}))
    assert all(set(item.targets) == {"topic", "quotes"} for item in items)


def test_a_repeat_below_one_shows_some_windows_the_same_in_every_run(model: NewsModel) -> None:
    whole, some, again = (encode_items(model, TRAIN, repeats={"topic": r, "quotes": r}) for r in (1, 0.5, 0.5))
    assert 0 < len(some) < len(whole)
    assert [item.window.input_ids for item in some] == [item.window.input_ids for item in again]


def test_hints_reach_the_encoder_and_no_hints_change_nothing(model: NewsModel) -> None:
    model.train(False)
    head = model.heads["quotes"]
    assert isinstance(head, QuotesHead)
    windows = [window for each in TRAIN[:3] for window in model.windows("quotes", each)]
    batch = collate(windows, [{"quotes": {}} for _ in windows], pad=1)
    unseen = collate([blind(window) for window in windows], [{"quotes": {}} for _ in windows], pad=1)
    with torch.no_grad():
        assert head.embed({}) is None and not embedded(head, unseen).any()
        for table in head.read_hints:
            table.weight[1:] = torch.linspace(-3, 3, HIDDEN)  # type: ignore[union-attr, index]
        assert embedded(head, batch).shape == (*batch["input_ids"].shape, HIDDEN)
        plain = model.encoder(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
        read = model._read(batch["input_ids"], batch["attention_mask"], unseen["features"])
        told = model._read(batch["input_ids"], batch["attention_mask"], batch["features"])
    mask = batch["attention_mask"].bool()
    assert torch.allclose(plain[mask], read[mask], atol=1e-5)
    assert not torch.allclose(plain[mask], told[mask], atol=1e-2)


def test_a_link_that_the_rules_draw_scores_higher() -> None:
    head, hidden = QuotesHead(HIDDEN).eval(), torch.zeros(1, 6, HIDDEN)
    features = {
        "position": torch.arange(6)[None],
        "hints": torch.zeros(1, 6, len(SIZES), dtype=torch.long),
        "content_of": torch.tensor([[0, 2, 2, 0, 0, 0]]),
        "cue_of": torch.tensor([[0, 0, 0, 2, 1, 0]]),
        "speaker_of": torch.zeros(1, 6, 32, dtype=torch.long),
        "lacks": torch.zeros(1, 6, 3, dtype=torch.long),
    }
    with torch.no_grad():
        outputs = head(hidden, torch.ones(1, 6), features)
    cue = outputs["goal"][0, :, 0] @ outputs["source"][0, 1, 0]
    assert cue[3] - cue[4] == pytest.approx(head.trust[0].item(), abs=0.01)


def test_an_untrained_head_says_what_the_rules_say(codec: Codec) -> None:
    tokens = codec.tokens(TEXT)
    n = len(tokens)
    features = {name: torch.from_numpy(array)[None] for name, array in hints(TEXT, tokens).items()}
    with torch.no_grad():
        outputs = QuotesHead(HIDDEN).eval()(
            torch.zeros(1, n, HIDDEN), torch.ones(1, n), {**features, "position": torch.arange(n)[None]}
        )
    tags, roles = (features["hints"][0, :, column] for column in (0, 1))
    inside, marked = tags > 0, roles > 0
    assert outputs["content"].argmax(-1)[0][inside].tolist() == [1 + (tag - 1) % 2 for tag in tags[inside].tolist()]
    assert outputs["type"].argmax(-1)[0][inside].tolist() == [(tag - 1) // 2 for tag in tags[inside].tolist()]
    assert outputs["role"].argmax(-1)[0][marked].tolist() == roles[marked].tolist()


def test_a_quotation_in_an_article_of_many_still_has_hints(codec: Codec) -> None:
    text = "« Le pont est fermé », a déclaré Ana Roth. Il neige.\n" * 40
    found = hints(text, codec.tokens(text))
    assert found["content_of"].max() == 32 and (found["content_of"] == 8).sum() == 2 * (found["content_of"] == 9).sum()
