"""Files appear whole or not at all, on a real full disk too."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from newsclf.data.writing import atomic_write, write_json, write_jsonl, write_text
from newsclf.errors import DataError


def test_written_as_given(tmp_path: Path) -> None:
    write_text(tmp_path / "a.md", "été\r\n")
    write_json(tmp_path / "a.json", {"né": [1]})
    write_jsonl(tmp_path / "a.jsonl", ({"n": number, "mot": "été"} for number in range(2)))
    assert (tmp_path / "a.md").read_bytes() == "été\r\n".encode()
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n  "né": [\n    1\n  ]\n}\n'
    assert (tmp_path / "a.jsonl").read_text(encoding="utf-8") == '{"n": 0, "mot": "été"}\n{"n": 1, "mot": "été"}\n'
    assert len(list(tmp_path.iterdir())) == 3


def test_nothing_is_seen_before_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with atomic_write(path) as file:
        file.write("un")
        file.flush()
        assert not path.exists()
    assert path.read_text() == "un"


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt])
def test_an_exception_leaves_the_old_file(tmp_path: Path, stop: type[BaseException]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("avant")
    with pytest.raises(stop), atomic_write(path) as file:
        file.write("après")
        raise stop
    assert path.read_text() == "avant"
    assert list(tmp_path.iterdir()) == [path]


def test_rows_that_fail_half_way_leave_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("avant")
    with pytest.raises(DataError, match=r"a\.jsonl: text with half a surrogate pair: nothing was written$"):
        write_jsonl(path, [{"a": 1}, {"a": "\ud83d"}])
    assert path.read_text() == "avant"
    assert list(tmp_path.iterdir()) == [path]


def test_the_mode_of_a_replaced_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("avant")
    path.chmod(0o640)
    write_text(path, "après")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("après", 0o640)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none/a\.txt: No such file or directory: nothing was written$"):
        write_text(tmp_path / "none" / "a.txt", "un")


def test_a_folder_in_the_place(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(DataError, match=r"a: Is a directory: nothing was written$"):
        write_text(tmp_path / "a", "un")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


FILL = """
import resource, signal, sys
from newsclf.data.writing import write_jsonl
from newsclf.errors import DataError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_jsonl(sys.argv[1], ({"n": number, "text": "mot " * 50} for number in range(10_000)))
except DataError as error:
    sys.exit(str(error))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="limits of file size are POSIX")
def test_a_file_that_cannot_grow_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("avant")
    done = subprocess.run([sys.executable, "-c", FILL, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == f"{path}: File too large: nothing was written"
    assert path.read_text() == "avant"
    assert list(tmp_path.iterdir()) == [path]


def test_disk_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    try:
        path = disk / "a.jsonl"
        with pytest.raises(DataError, match=r"a\.jsonl: No space left on device: nothing was written$"):
            write_jsonl(path, ({"n": number, "text": "mot " * 50} for number in range(10_000)))
        assert list(disk.iterdir()) == []
        write_jsonl(path, [{"n": 1}])
        assert json.loads(path.read_text()) == {"n": 1}
    finally:
        subprocess.run(["umount", str(disk)], check=True)
