"""The encoder of the package: its hidden states, its vocabulary, and the offsets of its tokens."""

import logging
import os
import struct
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel, PreTrainedTokenizerFast

from newsclf.pretrained.encoder import PACKED_FOLDER

SOURCE = os.environ.get("NEWSCLF_E5_SOURCE")
SENTENCES = [
    "« La grève se poursuivra lundi », a annoncé vendredi la secrétaire générale du syndicat.",
    "Non.",
    "D’après l’Insee, l’inflation a reculé de 0,3 point en août… mais le prix du gaz, lui, bondit de 12 %.",
]
PRESS = """
Réunis à Besançon mardi 14 octobre 2025, près de 3 500 agriculteurs ont déversé du fumier devant la mairie.
« On n’est pas là pour casser, on est là pour être entendus », lance Gaëtan Lefèvre, éleveur à Saint-Étienne.
Selon le ministère, la mesure coûterait 1,2 milliard d’euros — « une goutte d’eau », ironise-t-il.
La députée (LFI-NUPES) Maÿlis Ouedraogo s'y oppose : "C'est non", a-t-elle tweeté ; l’Élysée n’a pas réagi.
Le cœur du problème ? Où qu’ils aillent, les réfugiés syriens, érythréens ou soudanais ont les mêmes maux…
À l’Assemblée, l’article 49.3 a été dégainé à 23h47, après que M. Ndiaye et Mme Nguyễn eurent quitté la salle.
Kylian Mbappé (2-1, 78e) a donné la victoire aux Bleus face au Danemark de Højlund, à Doha, sous 34 °C.
Le n° 2 du FLN, Abdelaziz Belkhadem, a assuré qu’il n’y aurait « ni report, ni annulation » du scrutin.
"""
LETTERS = "àâäæçéèêëîïôœùûüÿÀÂÄÆÇÉÈÊËÎÏÔŒÙÛÜŸáíóúñãõøåßìòšžčćłışğıńőűđþð"
MARKS = "«»“”„‘’‹›\"'–—-…€%°§†•·!?;:,.()[]{}/\\@#&*+=<>|~^_`$£¥©®™²³½×÷±→№ªº\u00a0\u202f\u2009\u2011"


def normal(text: str) -> str:
    """What the tokenizer makes of a text that holds no control characters."""
    for blank in "\n\t\ufeff\u200b\u200d":
        text = text.replace(blank, " ")
    return " ".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def tokenizer(expanded: Path) -> PreTrainedTokenizerFast:
    """Its tokenizer, as AutoTokenizer loads it."""
    loaded = AutoTokenizer.from_pretrained(expanded)
    assert isinstance(loaded, PreTrainedTokenizerFast)
    return loaded


def bert(weights: dict[str, torch.Tensor]) -> BertModel:
    """A BERT of the source's layout with ``weights``, written without the code under test."""
    config = BertConfig(
        vocab_size=len(weights["embeddings.word_embeddings.weight"]),
        hidden_size=384,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=1536,
        layer_norm_eps=1e-12,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.eval()
    model.load_state_dict(weights)
    return model


def dequantised(nibbles: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    """Blocks of 16 bytes: low halves are weights 0 to 15, high halves 16 to 31."""
    halves = nibbles.reshape(*scales.shape, 16).int()
    levels = torch.stack((halves % 16, halves // 16), dim=-2).reshape(*scales.shape, 32) - 8
    return (levels * scales.float()[..., None]).reshape(len(scales), -1)


def hidden_states(model: Any, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """All hidden states [layers + 1, tokens, 384] of the tokens that are not padding."""
    with torch.inference_mode():
        states = torch.stack(model(**batch, output_hidden_states=True).hidden_states)
    return states[:, batch["attention_mask"].bool()]


def test_hidden_states_equal_a_bert_built_from_the_blocks(expanded: Path, tokenizer: PreTrainedTokenizerFast) -> None:
    packed = load_file(PACKED_FOLDER / "encoder.safetensors")
    weights = {name: tensor.float() for name, tensor in packed.items() if not name.endswith((".nibbles", ".scales"))}
    for name in {key.rpartition(".")[0] for key in packed if key.endswith(".nibbles")}:
        weights[name] = dequantised(packed[f"{name}.nibbles"], packed[f"{name}.scales"])
    positions, types = "embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight"
    weights[positions] = weights[positions][2:]
    weights[types] = torch.cat((weights[types], torch.full((1, 384), 9.0)))  # row 1 is never read
    batch = dict(tokenizer(SENTENCES, padding=True, return_tensors="pt"))
    assert (batch["attention_mask"] == 0).any()
    ours = hidden_states(AutoModel.from_pretrained(expanded, add_pooling_layer=False), batch)
    torch.testing.assert_close(ours, hidden_states(bert(weights), batch), rtol=0, atol=1e-5)


@pytest.mark.skipif(not SOURCE, reason="NEWSCLF_E5_SOURCE names no e5-small-q4.bin")
def test_hidden_states_equal_the_source_file(expanded: Path, tokenizer: PreTrainedTokenizerFast) -> None:
    pieces, weights = read_source(Path(str(SOURCE)).read_bytes())
    batch = dict(tokenizer(SENTENCES, padding=True, return_tensors="pt"))
    ours = hidden_states(AutoModel.from_pretrained(expanded, add_pooling_layer=False), batch)
    numbers = {piece: number for number, piece in enumerate(pieces)}
    tokens = [tokenizer.convert_ids_to_tokens(row) for row in batch["input_ids"].tolist()]
    batch["input_ids"] = torch.tensor([[numbers[token] for token in row] for row in tokens])
    theirs = hidden_states(bert(weights), batch)
    assert (ours - theirs).abs().max().item() <= 1e-5, (ours - theirs).abs().max().item()


def read_source(data: bytes) -> tuple[list[str], dict[str, torch.Tensor]]:
    """Pieces and BERT weights of e5-small-q4.bin, read in other words than scripts/build_encoder.py does."""
    (count,) = struct.unpack_from("<i", data, 44)
    (size,) = struct.unpack_from("<Q", data, 64)
    offsets = np.frombuffer(data, "<u4", count + 1, 72)
    start = 72 + 4 * (count + 1) + 4 * count
    pieces = [data[start + a : start + b].decode() for a, b in pairwise(offsets)]
    at = start + size + 8 + struct.unpack_from("<I", data, start + size + 4)[0]
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    names = {"pos": "position_embeddings", "word": "word_embeddings", "type": "token_type_embeddings"}
    parts = {
        "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
        "ao": "attention.output.dense", "aln": "attention.output.LayerNorm", "fi": "intermediate.dense",
        "fo": "output.dense", "oln": "output.LayerNorm",
    }  # fmt: skip
    weights = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        where, part, *kind = data[at + 2 : at + 2 + length].decode().split(".")
        dtype, elements, offset, _bytes = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        ending = {"w": ".weight", "b": ".bias"}[kind[0]] if kind else ".weight"
        layer = f"encoder.layer.{where[1:]}.{parts[part]}" if where != "emb" else ""
        name = (layer or f"embeddings.{names.get(part, 'LayerNorm')}") + ending
        if dtype == 1:
            raw = torch.frombuffer(bytearray(data[offset : offset + elements // 32 * 18]), dtype=torch.uint8)
            raw = raw.reshape(-1, 18)
            flat = dequantised(raw[:, 2:], raw[:, :2].contiguous().view(torch.float16))
        else:
            flat = torch.frombuffer(bytearray(data[offset : offset + 4 * elements]), dtype=torch.float32)
        columns = 1536 if part == "fo" else 384
        matrix = dtype == 1 or (where == "emb" and not kind)
        weights[name] = flat.reshape(-1, columns) if matrix else flat
    return pieces, weights


def test_loads_without_a_warning(expanded: Path, caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("transformers")
    logger.addHandler(caplog.handler)
    try:
        model, info = AutoModel.from_pretrained(expanded, add_pooling_layer=False, output_loading_info=True)
        tokenizer = AutoTokenizer.from_pretrained(expanded)
    finally:
        logger.removeHandler(caplog.handler)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert not any(info.values())
    assert type(model).__name__ == "CamembertModel"
    assert model.dtype == torch.float32
    assert tokenizer.is_fast
    assert len(tokenizer) == model.config.vocab_size == len(model.get_input_embeddings().weight)


def test_special_tokens_and_templates(tokenizer: PreTrainedTokenizerFast) -> None:
    last = len(tokenizer) - 1
    specials = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "<mask>": last}
    assert tokenizer.convert_tokens_to_ids(list(specials)) == list(specials.values())
    assert set(tokenizer.all_special_tokens) == set(specials)
    assert tokenizer.model_max_length == 512
    assert tokenizer("oui")["input_ids"] == [0, *tokenizer("oui", add_special_tokens=False)["input_ids"], 2]
    assert tokenizer("la loi", "non").tokens() == ["<s>", "▁la", "▁loi", "</s>", "</s>", "▁non", "</s>"]


def test_french_press_has_no_unknown_token(tokenizer: PreTrainedTokenizerFast) -> None:
    ids = tokenizer(PRESS)["input_ids"]
    assert ids.count(tokenizer.unk_token_id) / len(ids) == 0
    assert len(ids) < 2.2 * len(PRESS.split())  # nor is it spelt out letter by letter


@pytest.mark.parametrize("character", LETTERS + MARKS)
def test_each_letter_and_mark_comes_back(tokenizer: PreTrainedTokenizerFast, character: str) -> None:
    text = f"un{character}{character} a {character}"
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    assert tokenizer.unk_token_id not in ids
    assert tokenizer.decode(ids) == normal(text)


VARIANTS = {
    "press": PRESS,
    "blanks": "\n  Oui\u00a0!  «\u202fNon\u202f», dit-il.\t\t1\u202f000\u00a0€\r\n\n",
    "ligatures": "La ﬁn de l’oﬀre… nº 5, № 6, ½ l, 30 m², ﬃ",
    "emoji": "Bravo 👏🏽👏 ! 👨\u200d👩 🇫🇷 ❤️",
    "invisible": "\ufeffUn mot\u200bcollé, un tiret\u2011dur, une césure\u00admolle",
    "decomposed": unicodedata.normalize("NFD", "L’été dernier, un élève a été arrêté à Nîmes ; ça alors, annoncé"),
    "specials": "Le <b>gras</b> & l'ampersand <unk",
}


@pytest.mark.parametrize("text", VARIANTS.values(), ids=VARIANTS.keys())
def test_offsets_point_into_the_text_as_given(tokenizer: PreTrainedTokenizerFast, text: str) -> None:
    encoding = tokenizer(text, return_offsets_mapping=True, add_special_tokens=False)
    offsets, words = encoding["offset_mapping"], encoding.word_ids()
    assert offsets == sorted(offsets)
    assert all(start < end for start, end in offsets)
    covered = {position for start, end in offsets for position in range(start, end)}
    left = {text[position] for position in set(range(len(text))) - covered}
    # Blanks belong to no token, nor does the combining accent that NFKC merges into the letter before it.
    assert all(mark.isspace() or unicodedata.combining(mark) or mark in "\ufeff\u200b\u200d" for mark in left)
    for number in sorted(set(words)):
        tokens = [i for i, word in enumerate(words) if word == number]
        start, end = offsets[tokens[0]][0], offsets[tokens[-1]][1]
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        pieces = tokenizer.convert_ids_to_tokens([encoding["input_ids"][i] for i in tokens])
        assert "".join(pieces).removeprefix("▁") == normal(text[start:end]), text[start:end]


def test_a_lone_blank_piece_shares_the_offset_of_the_next_token(tokenizer: PreTrainedTokenizerFast) -> None:
    # The trap that span code must know: two tokens start at the same character.
    encoding = tokenizer("vu par Ợ", return_offsets_mapping=True, add_special_tokens=False)
    assert encoding.tokens()[-2:] == ["▁", "Ợ"]
    assert encoding["offset_mapping"][-2:] == [(7, 8), (7, 8)]


def test_windows_of_a_long_text_keep_its_offsets(tokenizer: PreTrainedTokenizerFast) -> None:
    options: dict[str, Any] = {"truncation": True, "max_length": 64, "stride": 16}
    windows = tokenizer(PRESS, return_offsets_mapping=True, return_overflowing_tokens=True, **options)
    pairs = {
        (token, offset)
        for ids, offsets in zip(windows["input_ids"], windows["offset_mapping"], strict=True)
        for token, offset in zip(ids, offsets, strict=True)
    }
    whole = tokenizer(PRESS, return_offsets_mapping=True)
    assert pairs == set(zip(whole["input_ids"], whole["offset_mapping"], strict=True))
