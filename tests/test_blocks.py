"""Weights in 4-bit blocks: nothing lost on the way back, and words about what does not fit."""

import numpy as np
import pytest
from safetensors.torch import load_file

from newsclf.errors import ModelError
from newsclf.pretrained.blocks import pack_blocks, split_blocks, unpack_blocks, unpack_tensors
from newsclf.pretrained.encoder import PACKED_FOLDER


def test_blocks_round_trip_bit_for_bit() -> None:
    packed = load_file(PACKED_FOLDER / "encoder.safetensors")
    stem = "encoder.layer.3.output.dense.weight"
    nibbles, scales = packed[f"{stem}.nibbles"].numpy(), packed[f"{stem}.scales"].numpy()
    again = pack_blocks(unpack_blocks(nibbles, scales))
    assert np.array_equal(again[0], nibbles)
    assert np.array_equal(again[1], scales)
    blocks = np.concatenate((scales.view(np.uint8).reshape(-1, 2), nibbles.reshape(-1, 16)), axis=1)
    halves, factors = split_blocks(blocks.tobytes(), 1536)
    assert np.array_equal(halves, nibbles)
    assert np.array_equal(factors, scales)


def test_packing_errs_by_half_a_step_and_keeps_zeros() -> None:
    weights = np.random.default_rng(0).normal(size=(5, 96)).astype(np.float32)
    weights[2] = 0
    nibbles, scales = pack_blocks(weights)
    error = np.abs(unpack_blocks(nibbles, scales) - weights).reshape(5, 3, 32).max(-1)
    # Half a step inside the range; a whole one at its far end, where level +8 does not exist.
    assert (error <= np.abs(scales.astype(np.float32)) * 1.01).all()
    assert (error[2] == 0).all()


def test_blocks_say_what_they_need() -> None:
    with pytest.raises(ModelError, match=r"multiple of 32, got shape \(2, 33\)"):
        pack_blocks(np.zeros((2, 33), np.float32))
    with pytest.raises(ModelError, match="16 bytes of nibbles per scale"):
        unpack_blocks(np.zeros((2, 8), np.uint8), np.zeros((2, 1), np.float16))
    with pytest.raises(ModelError, match="19 bytes are no whole number of rows of 32"):
        split_blocks(b"x" * 19, 32)
    with pytest.raises(ModelError, match=r"w\.nibbles without w\.scales"):
        unpack_tensors({"w.nibbles": np.zeros((2, 16), np.uint8)})
