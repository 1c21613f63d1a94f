"""A model as one folder that needs no other: adapters merged, tokenizer and card beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from newsclf.checkpoints import load_model, save_model
from newsclf.data.writing import new_folder

CARD_FILE = "README.md"


def export_model(model: str | Path, output: str | Path, *, overwrite: bool = False) -> None:
    """Write ``model``, a checkpoint folder, into the new folder ``output``, its card beside it.

    Raises ModelError for what is no checkpoint, DataError when ``output`` exists (and is not to be overwritten) or
    cannot be written.
    """
    loaded = load_model(model)
    card = Path(model) / CARD_FILE
    with new_folder(output, overwrite=overwrite, marker="config.json") as draft:
        save_model(loaded, draft)
        if card.exists():
            shutil.copyfile(card, draft / CARD_FILE)
