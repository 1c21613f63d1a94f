"""What an import loads: a command that only prints its help must not wait for torch."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"datasets", "evaluate", "pandas", "peft", "scipy", "sklearn", "spacy", "torch", "transformers"}


@pytest.mark.parametrize("module", ["newsclf", "newsclf.schema", "newsclf.labels", "newsclf.config", "newsclf.cli"])
def test_an_import_loads_nothing_heavy(module: str) -> None:
    program = f"import sys, {module}; print(*sorted(name for name in sys.modules if '.' not in name))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "newsclf" in loaded
    assert not HEAVY & loaded
