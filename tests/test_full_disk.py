"""A disk that fills up: what was being written is not there by half, and the message says how to go on."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import Settings, newsclf, write_config


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte, that a test may fill."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("free", [20_000, 400_000], ids=["weights", "optimizer"])
def test_a_disk_that_fills_up_while_training(settings: Settings, disk: Path, free: int) -> None:
    """The checkpoint is cut off in its weights or later: the way out is told, and the same command finishes the run."""
    ballast = fill(disk, leave=free)
    config = write_config(disk.parent / "run.yaml", **settings, tasks={"topic": {}}, output=str(disk / "run"))
    done = newsclf("train", config)
    assert done.code == 2
    told = done.err.splitlines()[-1]
    assert told.startswith(f"newsclf: {disk}/run/checkpoints: a checkpoint cannot be written: ")
    assert told.endswith("; make room and run the same command again: it goes on from the last whole one")
    assert "Traceback" not in done.err
    assert not (disk / "run" / "run.json").exists() and not (disk / "run" / "model.safetensors").exists()
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
    again = newsclf("train", config)
    assert again.code == 0, again.err
    assert (disk / "run" / "run.json").exists()


@pytest.mark.parametrize("free", [4_000, 30_000, 150_000], ids=["config", "tokenizer", "weights"])
def test_a_disk_that_fills_up_while_exporting(tiny_run: Path, disk: Path, free: int) -> None:
    fill(disk, leave=free)
    done = newsclf("export", tiny_run, "-o", disk / "whole")
    assert done.code == 2, done.err
    assert re.fullmatch(rf"newsclf: {disk}/whole: .*[Nn]o space left on device.*: nothing was written\n", done.err)
    assert os.listdir(disk) == ["ballast"]


def fill(disk: Path, *, leave: int) -> Path:
    """A file that takes all of the disk but ``leave`` bytes."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    ballast.write_bytes(b"x" * (free.f_bavail * free.f_frsize - leave))
    return ballast
