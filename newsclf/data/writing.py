"""Writing files and folders whole or not at all: something temporary beside the target, then one rename."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from newsclf.errors import DataError


@contextmanager
def atomic_write(path: str | Path, *, binary: bool = False) -> Iterator[IO[Any]]:
    """Open a file, of UTF-8 text unless ``binary``, that takes the place of ``path`` only when the block ends well.

    Whatever stops the block, the temporary file is removed and ``path`` stays as it was; an error of the
    system (disk full, no such folder, no right to write) becomes a DataError.
    """
    target = Path(path)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb") if binary else temporary.open("x", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except OSError as error:
        raise DataError(f"{target}: {error.strerror or error}: nothing was written") from error
    except UnicodeEncodeError as error:
        raise DataError(f"{target}: text with half a surrogate pair: nothing was written") from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write ``text`` to ``path`` atomically."""
    with atomic_write(path) as file:
        file.write(text)


def write_json(path: str | Path, value: Any) -> None:
    """Write ``value`` as indented JSON, French letters as they are, atomically."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_jsonl(path: str | Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write one JSON object per line, atomically; ``rows`` may be a generator and is never held whole."""
    with atomic_write(path) as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


@contextmanager
def new_folder(output: str | Path, *, overwrite: bool, marker: str) -> Iterator[Path]:
    """A temporary folder that becomes ``output`` when the block ends well and vanishes when it does not.

    An existing ``output`` is a DataError, unless ``overwrite`` is set and it holds the file ``marker``, which
    says that newsclf wrote a folder of this kind.
    """
    target = Path(output)
    if target.exists() and not overwrite:
        raise DataError(f"{target}: exists already; choose another folder or add --overwrite")
    if target.exists() and not (target / marker).is_file():
        raise DataError(f"{target}: holds no {marker} of newsclf and is not overwritten; choose another folder")
    token = secrets.token_hex(4)
    temporary = target.with_name(f".{target.name}.{token}.part")
    try:
        temporary.mkdir(parents=True)
        yield temporary
        if target.exists():
            replaced = target.with_name(f".{target.name}.{token}.old")
            os.rename(target, replaced)
            os.rename(temporary, target)
            shutil.rmtree(replaced)
        else:
            os.rename(temporary, target)
    except OSError as error:
        raise DataError(f"{target}: {error.strerror or error}: nothing was written") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
