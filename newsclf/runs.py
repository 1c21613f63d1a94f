"""Run folders: where a training run keeps its checkpoints, and what it leaves when it is done.

``run.yaml`` (the whole configuration) is written first, ``run.json`` (versions, data, scores) last, so a folder
with ``run.json`` is a finished run, and one without it an interrupted run that can go on.
"""

from __future__ import annotations

import json
import logging
import platform
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

import newsclf
from newsclf.checkpoints import save_model
from newsclf.config import RunConfig
from newsclf.data.dataset import data_hash
from newsclf.data.writing import write_json, write_text
from newsclf.errors import ConfigError, DataError
from newsclf.model_card import model_card
from newsclf.modeling import NewsModel
from newsclf.schema import Article

logger = logging.getLogger(__name__)

CONFIG_FILE, RUN_FILE, CARD_FILE, CHECKPOINTS = "run.yaml", "run.json", "README.md", "checkpoints"
DRAFT = ".model-"
LIBRARIES = ("torch", "transformers", "datasets", "accelerate", "peft", "tokenizers")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of one run."""

    path: Path

    @classmethod
    def open(cls, config: RunConfig, *, overwrite: bool) -> RunFolder:
        """Create the folder, or take up an interrupted run of the very same configuration.

        Raises ConfigError when the folder holds a finished run, another configuration or something else.
        """
        folder = cls(Path(config.output))
        if overwrite and (folder.path / CONFIG_FILE).exists():
            shutil.rmtree(folder.path)
        text = yaml.safe_dump(config.model_dump(), allow_unicode=True, sort_keys=False)
        if folder.path.exists():
            folder._check_free(text)
        try:
            folder.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"output: {folder.path}: cannot be made a folder: {error.strerror}") from error
        write_text(folder.path / CONFIG_FILE, text)
        return folder

    def _check_free(self, text: str) -> None:
        """ConfigError unless the folder is empty or holds an interrupted run of the configuration ``text``."""
        if not self.path.is_dir():
            raise ConfigError(f"output: {self.path} is a file; choose another `output`")
        if (self.path / RUN_FILE).exists():
            raise ConfigError(f"{self.path} holds a finished run; choose another `output`, or pass --overwrite")
        config = self.path / CONFIG_FILE
        if any(self.path.iterdir()) and not config.exists():
            raise ConfigError(f"{self.path} is not empty and holds no run; choose another `output`")
        if self.last_checkpoint() is None:
            return
        if config.read_text(encoding="utf-8") != text:
            raise ConfigError(
                f"{self.path} holds an interrupted run of another configuration ({config}); "
                "choose another `output`, or pass --overwrite"
            )
        logger.warning("%s: going on with the interrupted run", self.path)

    @property
    def checkpoints(self) -> Path:
        return self.path / CHECKPOINTS

    def last_checkpoint(self) -> str | None:
        """The newest whole training checkpoint; one that a kill left half-written is removed."""
        found = sorted(self.checkpoints.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
        while found:
            newest = found.pop()
            # The Trainer writes its state last: a checkpoint that has it readable is whole.
            if _readable_json(newest / "trainer_state.json"):
                return str(newest)
            shutil.rmtree(newest)
        return None

    def finish(
        self,
        model: NewsModel,
        *,
        config: RunConfig,
        metrics: Mapping[str, Any],
        splits: Mapping[str, Sequence[Article]],
        history: Sequence[Mapping[str, Any]],
    ) -> None:
        """Write model, card and report of a finished run, then drop the checkpoints; DataError if the disk is full."""
        report = {
            "newsclf": newsclf.__version__,
            "python": platform.python_version(),
            "libraries": {name: version(name) for name in LIBRARIES},
            "device": str(model.device),
            "data": {name: {"articles": len(found), "hash": data_hash(found)} for name, found in splits.items()},
            "validation": metrics,
            "history": list(history),
        }
        self._install(model)
        write_text(self.path / CARD_FILE, model_card(model, config=config, report=report))
        write_json(self.path / RUN_FILE, report)
        shutil.rmtree(self.checkpoints, ignore_errors=True)

    def _install(self, model: NewsModel) -> None:
        """Write the checkpoint beside, then move it in: no half-written weights under their final name."""
        for killed in self.path.glob(f"{DRAFT}*"):
            shutil.rmtree(killed)
        try:
            with tempfile.TemporaryDirectory(dir=self.path, prefix=DRAFT) as draft:
                save_model(model, Path(draft))
                for file in sorted(Path(draft).iterdir()):
                    file.replace(self.path / file.name)
        except OSError as error:
            raise DataError(f"{self.path}: the model cannot be written: {error.strerror or error}") from error


def _readable_json(path: Path) -> bool:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
