"""A run that was killed goes on with the same command, from its last whole checkpoint."""

from __future__ import annotations

import json
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from support import DEV, Settings, finish, newsclf, run_config, start, write_config

from newsclf.checkpoints import load_model
from newsclf.errors import ConfigError
from newsclf.inference import predict_task
from newsclf.runs import RunFolder
from newsclf.trainer import NewsTrainer
from newsclf.training import TrainResult, train


def steps(result: TrainResult) -> int:
    return max(line["step"] for line in json.loads((result.folder / "run.json").read_text())["history"])


def killable(settings: Settings, tmp_path: Path) -> Path:
    training = {**settings["train"], "epochs": 12, "eval_every": 4, "batch_size": 1, "accumulate": 2}
    return write_config(
        tmp_path / "run.yaml",
        **{**settings, "train": training},
        tasks={"topic": {}, "stance": {"batch_size": 3}},
        output=str(tmp_path / "killed"),
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is POSIX")
def test_a_killed_run_goes_on_with_the_same_command(settings: Settings, tmp_path: Path) -> None:
    config = killable(settings, tmp_path)
    process = start("train", config)
    checkpoints = tmp_path / "killed" / "checkpoints"
    deadline = time.monotonic() + 120
    while not list(checkpoints.glob("checkpoint-*/trainer_state.json")) and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    process.kill()
    finish(process)
    assert process.returncode == -signal.SIGKILL
    killed = tmp_path / "killed"
    assert not (killed / "run.json").exists() and not (killed / "model.safetensors").exists()
    saved = RunFolder(killed).last_checkpoint()
    assert saved is not None
    done = int(saved.rpartition("-")[2])
    assert 4 <= done < 60

    resumed = newsclf("train", config)
    assert resumed.code == 0, resumed.err
    history = json.loads((killed / "run.json").read_text())["history"]
    assert max(line["step"] for line in history) == 60  # 12 epochs of 5 steps of 2 batches, as an unbroken run
    assert [line["step"] for line in history if "eval_topic" in line] == [*range(4, 61, 4)]
    assert not checkpoints.exists()

    unbroken = newsclf("train", config, f"output={tmp_path / 'unbroken'}")
    assert unbroken.code == 0, unbroken.err
    one, two = (load_file(tmp_path / name / "model.safetensors") for name in ("killed", "unbroken"))
    assert all(torch.allclose(one[name], two[name], atol=1e-6) for name in one)


@pytest.fixture
def interrupted(settings: Settings, tmp_path: Path) -> Any:
    """A configuration whose run was interrupted after a few checkpoints."""
    config = run_config(settings, "topic", output=tmp_path / "run", epochs=4, eval_every=1)
    evaluate = NewsTrainer.evaluate
    calls = []

    def interrupt(self: NewsTrainer, *args: Any, **kwargs: Any) -> dict[str, float]:
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return evaluate(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(NewsTrainer, "evaluate", interrupt)
        train(config)
    return config


def test_a_checkpoint_left_half_written_is_skipped(interrupted: Any) -> None:
    checkpoints = Path(interrupted.output) / "checkpoints"
    whole = Path(str(RunFolder(Path(interrupted.output)).last_checkpoint()))
    assert whole.name == "checkpoint-4"
    half = checkpoints / "checkpoint-5"
    shutil.copytree(whole, half)
    (half / "model.safetensors").write_bytes(b"half")
    (half / "trainer_state.json").write_text('{"epoch": ')
    result = train(interrupted)
    assert steps(result) == 8
    assert not checkpoints.exists()


def test_an_interrupted_run_is_not_taken_up_with_another_configuration(interrupted: Any) -> None:
    changed = interrupted.model_copy(update={"encoder": "embedded"})
    with pytest.raises(ConfigError, match=r"holds an interrupted run of another configuration \(.*run\.yaml\); choose"):
        train(changed)
    assert RunFolder(Path(interrupted.output)).last_checkpoint() is not None


def test_a_run_killed_before_its_last_file_goes_on(interrupted: Any) -> None:
    """All steps are done, the model is half installed: the same command finishes it."""

    def interrupt(self: RunFolder, *args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(RunFolder, "finish", interrupt)
        train(interrupted)
    folder = Path(interrupted.output)
    draft = folder / ".model-killed"
    draft.mkdir()
    (draft / "model.safetensors").write_bytes(b"half")
    result = train(interrupted)
    assert steps(result) == 8
    assert not draft.exists() and not (folder / "checkpoints").exists()
    assert len(predict_task(load_model(folder), "topic", DEV)) == len(DEV)


def test_patience_is_counted_across_an_interruption(settings: Settings, tmp_path: Path) -> None:
    """A run that was interrupted stops where an unbroken one stops."""
    unbroken = train(run_config(settings, "topic", output=tmp_path / "unbroken", epochs=30, patience=3))
    last = steps(unbroken)
    config = run_config(settings, "topic", output=tmp_path / "run", epochs=30, patience=3)
    evaluate = NewsTrainer.evaluate

    def interrupt(self: NewsTrainer, *args: Any, **kwargs: Any) -> dict[str, float]:
        if self.state.global_step >= last:
            raise KeyboardInterrupt
        return evaluate(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(NewsTrainer, "evaluate", interrupt)
        train(config)
    assert RunFolder(tmp_path / "run").last_checkpoint() is not None
    assert steps(train(config)) == last
