"""Where an encoder comes from: the package (expanded once into the user's cache), a folder, or the Hub.

The package holds its encoder in 4-bit blocks (``embedded/``, about 20 MB; origin and figures in its card). On
first use it is expanded to float32 into an ordinary Hugging Face folder that ``AutoModel`` and
``AutoTokenizer`` read as it stands. The source has no pooler: load with ``add_pooling_layer=False``, or
transformers warns of two new pooler weights.
"""

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsclf.errors import ModelError

EMBEDDED = "embedded"
CACHE_VARIABLE = "NEWSCLF_CACHE"
PACKED_FOLDER = Path(__file__).parent / "embedded"
MANIFEST = "manifest.json"
TEXT_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json")
PACKED_FILES = ("encoder.safetensors", *TEXT_FILES)
EXPANDED_FILES = ("model.safetensors", *TEXT_FILES)
HUB_WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
HUB_TIMEOUT = 5.0  # seconds
STALE_DRAFT = 3600.0  # seconds after which a draft must belong to a process that was killed


def resolve_encoder(name: str) -> str:
    """What ``from_pretrained`` takes for the encoder called ``name`` in a configuration.

    Args:
        name: ``embedded`` (the package's encoder), a folder with a ``config.json``, or a model of the Hub.

    Raises:
        ModelError: there is no such folder or model of the Hub, or the Hub cannot be reached and the model is
            not in the local cache.
    """
    if name == EMBEDDED:
        return str(embedded_encoder_path())
    folder = Path(name).expanduser()
    if name.strip() and folder.is_dir():
        if not (folder / "config.json").is_file():
            raise ModelError(f"encoder folder {name} has no config.json; name a folder that save_pretrained wrote")
        return str(folder)
    if name.startswith((".", "~")) or folder.is_absolute() or name.count("/") > 1:
        raise ModelError(f"there is no encoder folder {name!r}; check the path, or use `encoder: {EMBEDDED}`")
    _check_hub(name)
    return name


def embedded_encoder_path(*, verify: bool = False) -> Path:
    """The folder of the package's encoder, a CamembertModel in float32; expanded first if not there whole.

    It lies in the user's cache or under ``NEWSCLF_CACHE`` and is named by the hash of the packed files, so
    another version of the package gets another folder. Several processes may ask at once.

    Args:
        verify: hash every file (0.1 s); otherwise only names and sizes are compared with the manifest.

    Raises:
        ModelError: the cache cannot be written, or the package's own files are damaged.
    """
    folder = cache_folder() / "encoders" / f"{EMBEDDED}-{_packed_digest()}"
    if not is_whole(folder, EXPANDED_FILES, full=verify):
        _expand(folder)
    return folder


def cache_folder() -> Path:
    """newsclf's folder in the user's cache, or the one that the environment variable NEWSCLF_CACHE names."""
    from platformdirs import user_cache_path

    named = os.environ.get(CACHE_VARIABLE)
    return Path(named).expanduser() if named else user_cache_path("newsclf", appauthor=False)


def write_manifest(folder: Path, names: Iterable[str]) -> None:
    """Record size and SHA-256 of the files ``names`` of ``folder`` in its manifest.json."""
    files = {name: {"bytes": (folder / name).stat().st_size, "sha256": _sha256(folder / name)} for name in names}
    _write(folder / MANIFEST, (json.dumps({"files": files}, indent=1) + "\n").encode())


def is_whole(folder: Path, names: Iterable[str], *, full: bool = False) -> bool:
    """Whether ``folder`` holds exactly the files ``names`` as its manifest records them.

    Args:
        full: compare the SHA-256 of each file too, not only its size.
    """
    try:
        files: dict[str, dict[str, Any]] = json.loads((folder / MANIFEST).read_bytes())["files"]
        return set(files) == set(names) and all(
            (folder / name).stat().st_size == recorded["bytes"]
            and not (full and _sha256(folder / name) != recorded["sha256"])
            for name, recorded in files.items()
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def _expand(folder: Path) -> None:
    """Write the expanded encoder beside ``folder`` and move it there in one step."""
    if not is_whole(PACKED_FOLDER, PACKED_FILES, full=True):
        raise ModelError(f"the packed encoder in {PACKED_FOLDER} is not what its {MANIFEST} records; reinstall newsclf")
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        draft.mkdir()
        try:
            _write_expanded(draft)
            _install(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise ModelError(
            f"the embedded encoder needs 150 MB in {folder.parent}, which cannot be written ({error}); "
            f"make room there, or let the environment variable {CACHE_VARIABLE} name another folder"
        ) from error


def _write_expanded(draft: Path) -> None:
    from safetensors.numpy import load_file, save

    from newsclf.pretrained.blocks import unpack_tensors

    tensors = unpack_tensors(load_file(PACKED_FOLDER / "encoder.safetensors"))
    _write(draft / "model.safetensors", save(tensors, metadata={"format": "pt"}))
    for name in TEXT_FILES:
        _write(draft / name, (PACKED_FOLDER / name).read_bytes())
    write_manifest(draft, EXPANDED_FILES)


def _install(draft: Path, folder: Path) -> None:
    """Give the finished ``draft`` its name, unless another process was first."""
    try:
        draft.rename(folder)
    except OSError:
        if is_whole(folder, EXPANDED_FILES, full=True):
            return
        # Something damaged has the name. Every process writes the same bytes, so replacing file by file, the
        # manifest last, takes nothing away from one that is reading; moving the folder aside would.
        for name in (*EXPANDED_FILES, MANIFEST):
            (draft / name).replace(folder / name)
    _sync_folder(folder.parent)


def _sweep(root: Path) -> None:
    """Remove the drafts of processes that were killed while they wrote."""
    for draft in root.glob(f".{EMBEDDED}-*"):
        if time.time() - draft.stat().st_mtime > STALE_DRAFT:
            shutil.rmtree(draft, ignore_errors=True)


def _packed_digest() -> str:
    try:
        return hashlib.sha256((PACKED_FOLDER / MANIFEST).read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise ModelError(f"the package holds no encoder ({error}); reinstall newsclf") from error


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write and flush to the disk, lest a power cut after the move leave empty files under the final name."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _check_hub(name: str) -> None:
    """Raise unless the Hub's model ``name`` is in the local cache or can be fetched."""
    from huggingface_hub import HfApi, is_offline_mode
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, RepositoryNotFoundError

    instead = f"use `encoder: {EMBEDDED}`, or name a folder"
    unreachable = f"{name!r} is not in the local cache and the Hub cannot be reached"
    try:
        if _in_hub_cache(name):
            return
        if is_offline_mode():
            raise ModelError(f"{unreachable} (HF_HUB_OFFLINE is set); {instead}")
        HfApi().model_info(name, timeout=HUB_TIMEOUT)
    except ModelError:
        raise
    except HFValidationError as error:
        raise ModelError(f"{name!r} is neither a folder nor a name of the Hub; {instead}") from error
    except RepositoryNotFoundError as error:
        raise ModelError(f"the Hub shows no model {name!r} (a private one needs `hf auth login`); {instead}") from error
    except HfHubHTTPError as error:
        raise ModelError(f"the Hub refuses {name!r} ({str(error).splitlines()[0]}); {instead}") from error
    except (
        Exception
    ) as error:  # requests, httpx or httpx2: the transport, and so its errors, vary with the Hub's client
        raise ModelError(f"{unreachable} ({error}); {instead}") from error


def _in_hub_cache(name: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    def cached(file: str) -> bool:
        return isinstance(try_to_load_from_cache(name, file), str)

    return cached("config.json") and any(cached(file) for file in HUB_WEIGHTS)
