"""What every test starts from: no Hub, no settings of whoever runs it, and the built wheel where that is asked."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

# Before any import of torch, transformers or datasets, which read these once.
_hub = tempfile.TemporaryDirectory(prefix="newsclf-tests-")
os.environ["HF_HOME"] = _hub.name  # an empty cache: a model fetched here earlier must not make a test pass
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ.setdefault("OMP_NUM_THREADS", "2")  # torch; sums differ in the last digits from one number to another
os.environ["COLUMNS"] = "100"  # what rich wraps at
for variable in ("FORCE_COLOR", "NEWSCLF_CACHE", "HF_DATASETS_CACHE", "HF_HUB_CACHE", "TRANSFORMERS_CACHE"):
    os.environ.pop(variable, None)

CHECKOUT = Path(__file__).resolve().parent.parent

pytest_plugins = ["support", "tiny_encoders"]


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to test the checkout where the installed package is meant."""
    import newsclf

    folder = Path(newsclf.__file__).resolve().parent
    if os.environ.get("NEWSCLF_TEST_INSTALLED") == "1" and folder == CHECKOUT / "newsclf":
        raise pytest.UsageError(
            f"NEWSCLF_TEST_INSTALLED=1, but newsclf is imported from the checkout ({folder}); "
            "unset PYTHONPATH and run `make test`"
        )
