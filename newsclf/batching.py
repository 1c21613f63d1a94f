"""Windows as padded batches of tensors, the same for training and inference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from newsclf.text.windows import Array, Window


def collate(
    windows: Sequence[Window],
    targets: Sequence[Mapping[str, Mapping[str, Array]]],
    *,
    pad: int,
    weights: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """A batch for ``NewsModel.forward``: windows [b] padded to the longest [t], and each task's rows of it.

    ``targets`` names, for every window, the tasks that read it, each with what its loss compares with (empty
    at inference, when there are no ``weights`` of the losses either). Features are padded with 0, targets with -100;
    a window that lacks a feature of another has zeros for it.
    """
    width = max(len(window.input_ids) for window in windows)
    features = _stack([window.features for window in windows], width=width, fill=0)
    tasks = {}
    for name in dict.fromkeys(name for found in targets for name in found):
        rows = [row for row, found in enumerate(targets) if name in found]
        part: dict[str, Any] = {
            "rows": torch.tensor(rows),
            "features": {key: features[key][rows] for key in windows[rows[0]].features},
        }
        if weights is not None:
            part["targets"] = _stack([targets[row][name] for row in rows], width=width, fill=-100)
            part["weight"] = torch.tensor(weights[name])
        tasks[name] = part
    ids = torch.full((len(windows), width), pad)
    mask = torch.zeros((len(windows), width), dtype=torch.long)
    for row, window in enumerate(windows):
        ids[row, : len(window.input_ids)] = torch.tensor(window.input_ids)
        mask[row, : len(window.input_ids)] = 1
    return {"input_ids": ids, "attention_mask": mask, "features": features, "tasks": tasks}


def to_device(value: Any, device: torch.device) -> Any:
    """Move every tensor of a nested mapping."""
    if isinstance(value, dict):
        return {key: to_device(item, device) for key, item in value.items()}
    return value.to(device)


def _stack(rows: Sequence[Mapping[str, Array]], *, width: int, fill: int) -> dict[str, Tensor]:
    """Stack mappings: scalars and arrays [1, k] as they are, arrays [t, ...] padded to ``width``.

    Where a row lacks one, it is all ``fill``.
    """
    examples = {key: array for row in rows for key, array in row.items()}
    return {
        key: _stack_arrays([row[key] if key in row else example[:0] for row in rows], width=width, fill=fill)
        for key, example in examples.items()
    }


def _stack_arrays(arrays: Sequence[Array], *, width: int, fill: int) -> Tensor:
    if arrays[0].ndim == 0:
        return torch.from_numpy(np.stack(arrays))
    if all(len(array) <= 1 for array in arrays):  # of a whole window: no window has one token
        width = 1
    padded = np.full((len(arrays), width, *arrays[0].shape[1:]), fill, dtype=arrays[0].dtype)
    for place, array in enumerate(arrays):
        padded[place, : len(array)] = array
    return torch.from_numpy(padded)
