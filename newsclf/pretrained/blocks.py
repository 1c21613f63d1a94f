"""Weights in 4-bit blocks: 32 neighbours on the last axis share one half-precision scale.

The layout is llama.cpp's Q4_0. A block is a float16 scale ``d`` and 16 bytes: the low nibble of byte j is
weight j, the high nibble is weight j + 16, and a weight is ``(nibble - 8) * d``. A matrix ``name`` is kept as
two arrays, ``name.nibbles`` (uint8) and ``name.scales`` (float16), so that a safetensors file can hold it;
vectors stay as they are.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from newsclf.errors import ModelError

BLOCK = 32
RAW_BLOCK_BYTES = 2 + BLOCK // 2
NIBBLES, SCALES = ".nibbles", ".scales"

Floats = npt.NDArray[np.float32]
Nibbles = npt.NDArray[np.uint8]
Scales = npt.NDArray[np.float16]


def pack_blocks(weights: Floats) -> tuple[Nibbles, Scales]:
    """Quantise ``weights`` [..., n] into nibbles [..., n / 2] and scales [..., n / 32].

    The scale makes the weight farthest from zero nibble 0, the only level that is 8 steps away. Weights that
    came out of ``unpack_blocks`` with such a nibble in each block therefore pack back to the very same bits.

    Raises:
        ModelError: n is not a multiple of 32.
    """
    if weights.ndim == 0 or weights.shape[-1] % BLOCK:
        raise ModelError(f"4-bit blocks need a last axis that is a multiple of {BLOCK}, got shape {weights.shape}")
    blocks = weights.astype(np.float32).reshape(*weights.shape[:-1], -1, BLOCK)
    farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1, keepdims=True), -1)
    scales = (farthest / -8).astype(np.float16)
    steps = np.divide(blocks, scales, out=np.zeros_like(blocks), where=scales != 0, dtype=np.float32)
    levels = np.clip(np.rint(steps) + 8, 0, 15).astype(np.uint8)
    nibbles = levels[..., : BLOCK // 2] | levels[..., BLOCK // 2 :] << 4
    return nibbles.reshape(*weights.shape[:-1], -1), scales[..., 0]


def unpack_blocks(nibbles: Nibbles, scales: Scales) -> Floats:
    """Weights float32 [..., n] of nibbles uint8 [..., n / 2] and scales float16 [..., n / 32], unrounded.

    Raises:
        ModelError: the two shapes do not belong together.
    """
    if nibbles.shape != (*scales.shape[:-1], scales.shape[-1] * BLOCK // 2):
        raise ModelError(
            f"4-bit blocks: 16 bytes of nibbles per scale expected, got {nibbles.shape} and {scales.shape}"
        )
    halves = nibbles.reshape(*scales.shape, BLOCK // 2)
    levels = np.concatenate((halves & 15, halves >> 4), axis=-1).astype(np.float32) - 8
    weights: Floats = levels * scales[..., None].astype(np.float32)
    return weights.reshape(*scales.shape[:-1], -1)


def split_blocks(raw: bytes, columns: int) -> tuple[Nibbles, Scales]:
    """Nibbles [rows, columns / 2] and scales [rows, columns / 32] of a row-major matrix of 18-byte blocks.

    Raises:
        ModelError: ``raw`` does not hold whole rows of ``columns`` weights.
    """
    row_bytes = columns // BLOCK * RAW_BLOCK_BYTES
    if columns % BLOCK or not row_bytes or len(raw) % row_bytes:
        raise ModelError(f"{len(raw)} bytes are no whole number of rows of {columns} weights in 4-bit blocks")
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, columns // BLOCK, RAW_BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[..., :2]).view(np.dtype("<f2"))[..., 0]
    return np.ascontiguousarray(blocks[..., 2:]).reshape(len(blocks), -1), scales.astype(np.float16)


def unpack_tensors(packed: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, Floats]:
    """Every tensor of a packed file in float32: nibbles and scales are unpacked, the others only widened.

    Raises:
        ModelError: nibbles without their scales.
    """
    tensors: dict[str, Floats] = {}
    for name, array in packed.items():
        if name.endswith(NIBBLES):
            stem = name.removesuffix(NIBBLES)
            if stem + SCALES not in packed:
                raise ModelError(
                    f"packed weights hold {name} without {stem + SCALES}: expected both; build the file again"
                )
            tensors[stem] = unpack_blocks(array.astype(np.uint8), packed[stem + SCALES].astype(np.float16))
        elif not name.endswith(SCALES):
            tensors[name] = array.astype(np.float32)
    return tensors
