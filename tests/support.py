"""What the end-to-end tests share: a small annotated corpus, a trained run, the command line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import yaml

from newsclf.data.native import article_to_row
from newsclf.schema import Article, Quote, Span, Stance

# A busy machine is slow now and then, and a test that fails must fail again.
hypothesis.settings.register_profile("newsclf", deadline=None, derandomize=True)
hypothesis.settings.load_profile("newsclf")

HIDDEN = 32
Settings = dict[str, Any]
CLI = "from newsclf.cli import main; main()"
SCRIPTS = Path(__file__).parents[1] / "scripts"


@dataclass(frozen=True)
class Said:
    """One quotation of a test article in words: where they stand is looked up in the text."""

    type: str
    content: str | tuple[str, ...]
    cue: str | None
    speaker: str | None
    name: str | None
    stances: Mapping[str, str] = field(default_factory=dict)


def article(text: str, *said: Said, id: str, headline: str = "", topic: str | None = None) -> Article:
    """An annotated article; every word of ``said`` must stand in ``text``, the first place counts."""
    quotes, stances = [], []
    for number, each in enumerate(said, 1):
        parts = (each.content,) if isinstance(each.content, str) else each.content
        content = tuple(span_of(text, part) for part in parts)
        cue, speaker = (span_of(text, words) if words else None for words in (each.cue, each.speaker))
        quotes.append(Quote(each.type, content, cue, speaker, each.name, number=number))  # type: ignore[arg-type]
        stances += [Stance(target, label, number) for target, label in each.stances.items()]  # type: ignore[arg-type]
    return Article(text=text, id=id, headline=headline, topic=topic, quotes=tuple(quotes), stances=tuple(stances))


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span.of(text, start, start + len(words))


LINA, PAUL = "Lina Morel", "Paul Garnier"
SPORT, SOCIAL, WEATHER = "medtop:15000000", "medtop:09000000", "medtop:17000000"

TRAIN = [
    article(
        "« Nous avons couru jusqu’au bout », a dit Lina Morel après le match. Selon Paul Garnier, le club "
        "recrutera deux joueurs. Le stade était plein.",
        Said("direct", "Nous avons couru jusqu’au bout", "a dit", "Lina Morel", LINA, {"le match": "favor"}),
        Said("indirect", "le club recrutera deux joueurs", "Selon", "Paul Garnier", PAUL, {"le stade": "none"}),
        id="sport-1",
        headline="Le club gagne le match",
        topic=SPORT,
    ),
    article(
        "Le match a duré deux heures. L’entraîneur Paul Garnier a déclaré que « l’équipe » était fatiguée. "
        "« Ce stade est trop vieux », a regretté Lina Morel.",
        Said("mixed", "« l’équipe » était fatiguée", "a déclaré", "Paul Garnier", PAUL, {"l’équipe": "none"}),
        Said("direct", "Ce stade est trop vieux", "a regretté", "Lina Morel", LINA, {"le stade": "against"}),
        id="sport-2",
        headline="Deux heures de match",
        topic=SPORT,
    ),
    article(
        "« Cette grève est juste », a dit Nora Petit devant l’usine. La direction a déclaré que les salaires "
        "resteront les mêmes.",
        Said("direct", "Cette grève est juste", "a dit", "Nora Petit", "Nora Petit", {"la grève": "favor"}),
        Said(
            "indirect",
            "les salaires resteront les mêmes",
            "a déclaré",
            "La direction",
            "La direction",
            {"les salaires": "none"},
        ),
        id="social-1",
        headline="La grève continue à l’usine",
        topic=SOCIAL,
    ),
    article(
        "« La grève, a regretté Hugo Blanc, est une erreur. » Nora Petit a annoncé que l’usine fermera lundi.",
        Said(
            "direct",
            ("La grève", "est une erreur"),
            "a regretté",
            "Hugo Blanc",
            "Hugo Blanc",
            {"la grève": "against", "la reprise": "favor"},
        ),
        Said("indirect", "l’usine fermera lundi", "a annoncé", "Nora Petit", "Nora Petit", {"l’usine": "none"}),
        id="social-2",
        headline="L’usine fermera",
        topic=SOCIAL,
    ),
    article(
        "La pluie tombera jeudi sur la côte. Selon Météo-Ouest, le vent soufflera fort. « Cette pluie est une "
        "chance », a dit Alma Roux.",
        Said("indirect", "le vent soufflera fort", "Selon", "Météo-Ouest", "Météo-Ouest", {"la pluie": "none"}),
        Said("direct", "Cette pluie est une chance", "a dit", "Alma Roux", "Alma Roux", {"la pluie": "favor"}),
        id="meteo-1",
        headline="La pluie arrive",
        topic=WEATHER,
    ),
    article(
        "Il gèle depuis lundi. « Ce froid est terrible », a regretté Alma Roux. Le vent tombera jeudi.",
        Said("direct", "Ce froid est terrible", "a regretté", "Alma Roux", "Alma Roux", {"le froid": "against"}),
        id="meteo-2",
        headline="Le froid et le vent",
        topic=WEATHER,
    ),
]
DEV = [
    article(
        "« Ce match est une chance », a dit Paul Garnier. Le club jouera jeudi.",
        Said("direct", "Ce match est une chance", "a dit", "Paul Garnier", PAUL, {"le match": "favor"}),
        id="sport-3",
        headline="Le club jouera jeudi",
        topic=SPORT,
    ),
    article(
        "Selon Nora Petit, la grève continue. « L’usine est trop vieille », a regretté Hugo Blanc.",
        Said("indirect", "la grève continue", "Selon", "Nora Petit", "Nora Petit", {"la grève": "none"}),
        Said("direct", "L’usine est trop vieille", "a regretté", "Hugo Blanc", "Hugo Blanc", {"l’usine": "against"}),
        id="social-3",
        headline="La grève à l’usine",
        topic=SOCIAL,
    ),
]


def write_articles(path: Path, articles: Sequence[Article]) -> Path:
    rows = (json.dumps(article_to_row(article), ensure_ascii=False) + "\n" for article in articles)
    path.write_text("".join(rows), encoding="utf-8")
    return path


def write_config(path: Path, **keys: Any) -> Path:
    path.write_text(yaml.safe_dump(keys, allow_unicode=True), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def newsclf(*arguments: object, stdin: bytes = b"") -> Done:
    """Run a command in this process through the very entry of the console script."""
    from newsclf.cli import main

    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["newsclf", *map(str, arguments)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        try:
            main()
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
    return Done(code, out.getvalue(), err.getvalue())


def run_script(name: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A file of ``SCRIPTS`` run in ``cwd`` as users do.

    `make test` forbids scripts to import what lies beside them, so that tests see the installed newsclf.
    """
    env = {key: value for key, value in os.environ.items() if key != "PYTHONSAFEPATH"}
    command = [sys.executable, str(SCRIPTS / name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=env)


def start(*arguments: object, code: str = CLI, path: Sequence[Path] = ()) -> subprocess.Popen[str]:
    """Start a command in a process of its own, with this checkout or installation of newsclf."""
    import newsclf as package

    root = Path(package.__file__).parents[1]
    found = os.pathsep.join([*map(str, path), str(root), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": found},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str], *, stdin: str = "") -> Done:
    out, err = process.communicate(stdin, timeout=120)
    return Done(process.returncode, out, err)


def sample_articles() -> list[Article]:
    from newsclf.data.dataset import load_split

    return [article for split in ("train", "dev", "test") for article in load_split("sample", split)]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with train.jsonl and dev.jsonl of a few short annotated articles."""
    folder = tmp_path_factory.mktemp("corpus")
    write_articles(folder / "train.jsonl", TRAIN)
    write_articles(folder / "dev.jsonl", DEV)
    return folder


@pytest.fixture(scope="session")
def settings(tiny_camembert: Path, corpus: Path) -> dict[str, Any]:
    """A configuration of one short run, but for its tasks and output: a test adds what it is about."""
    return {
        "encoder": str(tiny_camembert),
        "data": {"train": str(corpus), "validation": str(corpus)},
        "window": {"size": 128, "overlap": 32, "headline": 12},
        "train": {
            "epochs": 1,
            "batch_size": 4,
            "learning_rate": 5e-3,
            "head_learning_rate": 1e-2,
            "patience": None,
            "device": "cpu",
            "precision": "fp32",
        },
    }


def run_config(settings: Mapping[str, Any], *tasks: str, output: Path, **train: Any) -> Any:
    """A RunConfig: ``settings`` with these tasks and this output, and some keys of ``train`` changed."""
    from newsclf.config import RunConfig

    merged = {**settings, "train": {**settings["train"], **train}}
    return RunConfig.model_validate({**merged, "tasks": {task: {} for task in tasks}, "output": str(output)})


@pytest.fixture(scope="session")
def tiny_run(settings: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the three tasks that has learned its few articles by heart (they choose its checkpoint too)."""
    from newsclf.training import train

    folder = tmp_path_factory.mktemp("runs") / "tiny"
    by_heart = {**settings, "data": {**settings["data"], "validation": f"{settings['data']['train']}/train.jsonl"}}
    return train(run_config(by_heart, "topic", "quotes", "stance", output=folder, epochs=40)).folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of the module's own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSCLF_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="module")
def expanded(cache: Path) -> Path:
    """The package's encoder, expanded once for the module."""
    from newsclf.pretrained.encoder import embedded_encoder_path

    folder = embedded_encoder_path()
    assert folder.is_relative_to(cache)
    return folder
