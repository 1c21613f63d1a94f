"""Where encoders come from: the expansion of the package's own into the cache, folders, names of the Hub."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsclf.errors import ModelError
from newsclf.pretrained import encoder
from newsclf.pretrained.encoder import (
    EXPANDED_FILES,
    PACKED_FILES,
    PACKED_FOLDER,
    embedded_encoder_path,
    is_whole,
    resolve_encoder,
)


@pytest.fixture
def damaged(expanded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the expanded encoder in a cache of its own, for a test to spoil."""
    folder = tmp_path / "encoders" / expanded.name
    shutil.copytree(expanded, folder)
    monkeypatch.setenv("NEWSCLF_CACHE", str(tmp_path))
    return folder


def run_python(code: str, **environment: str) -> subprocess.Popen[str]:
    """A process of its own that runs ``code`` with this checkout or installation of newsclf."""
    path = os.pathsep.join([str(PACKED_FOLDER.parents[2]), os.environ.get("PYTHONPATH", "")])
    full = {**os.environ, "PYTHONPATH": path, **environment}
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, env=full, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_expansion_is_whole_and_done_once(expanded: Path) -> None:
    assert is_whole(expanded, EXPANDED_FILES, full=True)
    assert is_whole(PACKED_FOLDER, PACKED_FILES, full=True)
    assert {file.name for file in expanded.iterdir()} == {*EXPANDED_FILES, "manifest.json"}
    assert [file.name for file in expanded.parent.iterdir()] == [expanded.name]
    before = (expanded / "model.safetensors").stat()
    assert embedded_encoder_path() == expanded
    assert (expanded / "model.safetensors").stat() == before
    assert resolve_encoder("embedded") == str(expanded)


@pytest.mark.parametrize("state", ["empty", "half"])
def test_two_processes_at_once(expanded: Path, tmp_path: Path, state: str) -> None:
    cache, go = tmp_path / "cache", tmp_path / "go"
    if state == "half":
        (cache / "encoders" / expanded.name).mkdir(parents=True)
        (cache / "encoders" / expanded.name / "config.json").write_text("{")
    code = f"""
import time
from pathlib import Path
from newsclf.pretrained import blocks, encoder
Path({str(tmp_path)!r}, f"ready-{{__import__('os').getpid()}}").touch()
while not Path({str(go)!r}).exists():
    time.sleep(0.001)
print(encoder.embedded_encoder_path())
"""
    processes = [run_python(code, NEWSCLF_CACHE=str(cache)) for _ in range(2)]
    deadline = time.monotonic() + 30
    while len(list(tmp_path.glob("ready-*"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    go.touch()
    outputs = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    folder = cache / "encoders" / expanded.name
    assert [output.strip() for output, _ in outputs] == [str(folder)] * 2
    assert [entry.name for entry in folder.parent.iterdir()] == [folder.name]
    assert is_whole(folder, EXPANDED_FILES, full=True)
    recorded = [json.loads((each / "manifest.json").read_text()) for each in (folder, expanded)]
    assert recorded[0] == recorded[1]  # every process writes the same bytes


@pytest.mark.parametrize("damage", ["truncated", "no manifest", "odd manifest", "bit"])
def test_a_damaged_cache_is_mended(damaged: Path, damage: str) -> None:
    weights = damaged / "model.safetensors"
    if damage == "truncated":
        os.truncate(weights, 1000)
    elif damage == "no manifest":
        (damaged / "manifest.json").unlink()
    elif damage == "odd manifest":
        (damaged / "manifest.json").write_text("[1]")
    else:
        with weights.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"\xff")
        assert embedded_encoder_path() == damaged  # sizes are right: only the full check can see it
        assert not is_whole(damaged, EXPANDED_FILES, full=True)
    assert embedded_encoder_path(verify=damage == "bit") == damaged
    assert is_whole(damaged, EXPANDED_FILES, full=True)
    assert [entry.name for entry in damaged.parent.iterdir()] == [damaged.name]


def test_drafts_of_killed_processes_are_swept(damaged: Path) -> None:
    old, young = damaged.with_name(".embedded-x.old"), damaged.with_name(".embedded-x.young")
    for draft in (old, young):
        draft.mkdir()
    os.utime(old, (0, 0))
    (damaged / "manifest.json").unlink()
    embedded_encoder_path()
    assert {entry.name for entry in damaged.parent.iterdir()} == {damaged.name, young.name}


def test_a_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NEWSCLF_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match=r"file/encoders, which cannot be written .* NEWSCLF_CACHE"):
        embedded_encoder_path()


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    code = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
from newsclf.pretrained.encoder import embedded_encoder_path
embedded_encoder_path()
"""
    process = run_python(code, NEWSCLF_CACHE=str(tmp_path))
    _, errors = process.communicate(timeout=60)
    assert "newsclf.errors.ModelError: the embedded encoder needs 150 MB in" in errors
    assert "NEWSCLF_CACHE" in errors
    assert list((tmp_path / "encoders").iterdir()) == []


def test_a_damaged_package_is_told_from_a_damaged_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "embedded"
    shutil.copytree(PACKED_FOLDER, package)
    os.truncate(package / "encoder.safetensors", 5000)
    monkeypatch.setattr(encoder, "PACKED_FOLDER", package)
    monkeypatch.setenv("NEWSCLF_CACHE", str(tmp_path / "cache"))
    with pytest.raises(ModelError, match=r"not what its manifest\.json records; reinstall newsclf"):
        embedded_encoder_path()
    (package / "manifest.json").unlink()
    with pytest.raises(ModelError, match=r"the package holds no encoder .* reinstall newsclf"):
        embedded_encoder_path()


def test_folders_are_taken_as_they_are(expanded: Path, tmp_path: Path) -> None:
    assert resolve_encoder(str(expanded)) == str(expanded)
    with pytest.raises(ModelError, match=r"has no config\.json; name a folder that save_pretrained wrote"):
        resolve_encoder(str(tmp_path))
    for missing in ("./rien", str(tmp_path / "rien"), "runs/2025/rien"):
        with pytest.raises(ModelError, match=r"there is no encoder folder .* use `encoder: embedded`"):
            resolve_encoder(missing)


@pytest.mark.parametrize(
    ("name", "offline", "words"),
    [
        (
            "camembert-base",
            "1",
            "'camembert-base' is not in the local cache and the Hub cannot be reached (HF_HUB",
        ),
        ("camembert-base", "0", "'camembert-base' is not in the local cache and the Hub cannot be reached ("),
        ("pas un nom", "0", "'pas un nom' is neither a folder nor a name of the Hub"),
        ("half/cached", "1", "'half/cached' is not in the local cache and the Hub cannot be reached"),
        ("in/cache", "1", ""),
    ],
)
def test_names_of_the_hub(tmp_path: Path, name: str, offline: str, words: str) -> None:
    for repository, files in {"half": ["config.json"], "in": ["config.json", "model.safetensors"]}.items():
        root = tmp_path / f"models--{repository}--cache{'d' if repository == 'half' else ''}"
        for file in files:
            (root / "snapshots" / "abc").mkdir(parents=True, exist_ok=True)
            (root / "snapshots" / "abc" / file).touch()
        (root / "refs").mkdir()
        (root / "refs" / "main").write_text("abc")
    code = f"from newsclf.pretrained.encoder import resolve_encoder; print(resolve_encoder({name!r}))"
    hub = {"HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": offline, "HF_ENDPOINT": "http://127.0.0.1:9"}
    start = time.monotonic()
    output, errors = run_python(code, **hub).communicate(timeout=60)
    assert time.monotonic() - start < 20
    if words:
        assert f"newsclf.errors.ModelError: {words}" in errors
        assert errors.strip().endswith("; use `encoder: embedded`, or name a folder")
    else:
        assert output.strip() == name, errors


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, newsclf.pretrained.encoder; print({'torch', 'transformers', 'numpy'} & set(sys.modules))"
    output, errors = run_python(code).communicate(timeout=60)
    assert output.strip() == "set()", errors
