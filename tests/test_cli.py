"""Every command through the entry of the console script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import CLI, DEV, TRAIN, Done, finish, newsclf, start, write_articles, write_config

import newsclf as package

TEXT = TRAIN[3].text


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


# --- in a process of its own -----------------------------------------------------------------------------------

MODULES = "import atexit, sys; atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr)); "
HEAVY = {"torch", "transformers", "datasets", "evaluate", "sklearn", "pandas", "spacy", "peft"}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["train", "--help"], ["analyze", "none.txt"]], ids=" ".join
)
def test_help_and_early_errors_load_nothing_heavy(arguments: list[str]) -> None:
    done = finish(start(*arguments, code=MODULES + CLI))
    loaded = set(done.err.split())
    assert "newsclf.cli" in loaded
    assert not loaded & HEAVY
    assert done.code == (2 if "none.txt" in arguments else 0)
    assert "Traceback" not in done.err


def test_the_console_script_is_declared() -> None:
    from importlib.metadata import entry_points

    from newsclf.cli import main

    scripts = [entry for entry in entry_points(group="console_scripts") if entry.name == "newsclf"]
    if not scripts:
        pytest.skip("newsclf is imported from the checkout, not installed")
    assert scripts[0].load() is main


def test_an_article_from_standard_input_in_a_process_of_its_own(tiny_run: Path) -> None:
    command = ["analyze", "-", "--model", tiny_run, "--format", "json", "--target", "la grève"]
    done = finish(start(*command), stdin=TEXT)
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert found["quotes"][0]["speaker_name"] == "Hugo Blanc"
    assert found["stances"][0]["target"] == "la grève"


def test_a_reader_that_leaves_early_is_no_traceback(tiny_run: Path, article: Path) -> None:
    with start("analyze", article, "--model", tiny_run, "--format", "html") as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert process.returncode == 1
    assert errors == ""


# --- general ---------------------------------------------------------------------------------------------------


def test_version() -> None:
    assert newsclf("--version") == Done(0, f"newsclf {package.__version__}\n", "")


def test_help_lists_the_commands() -> None:
    done = newsclf("--help")
    assert done.code == 0
    for command in ("analyze", "build", "train", "evaluate", "predict", "export"):
        assert command in done.out


@pytest.mark.parametrize(
    "arguments", [[], ["analyse", "x"], ["analyze"], ["analyze", "x", "--format", "pdf"], ["train"]]
)
def test_a_wrong_command_line_is_a_usage_error(arguments: list[str]) -> None:
    done = newsclf(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err + done.out


# --- analyze ---------------------------------------------------------------------------------------------------


def test_analyze_draws_a_readable_view(tiny_run: Path, article: Path) -> None:
    done = newsclf("analyze", article, "--model", tiny_run, "--target", "la grève")
    assert (done.code, done.err) == (0, "")
    for words in ("social", "Hugo Blanc", "Nora Petit", "La grève", "la grève"):
        assert words in done.out


def test_analyze_gives_the_json_of_the_design(tiny_run: Path, article: Path) -> None:
    from newsclf.predict import Analyzer

    done = newsclf("analyze", article, "--model", tiny_run, "--format", "json", "--target", "la grève", "--own-voice")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    expected = Analyzer.from_pretrained(tiny_run).analyze(TEXT, targets=["la grève"], own_voice=True).to_json()
    assert found == json.loads(json.dumps(expected))
    assert "é" in done.out  # letters as they are, for people


def test_analyze_gives_one_html_page(tiny_run: Path, article: Path) -> None:
    done = newsclf("analyze", article, "--model", tiny_run, "--format", "html")
    assert (done.code, done.err) == (0, "")
    assert done.out.lstrip().lower().startswith("<!doctype html>") and done.out.count("</html>") == 1
    assert "Hugo Blanc" in done.out


@pytest.mark.parametrize("how", ["file", "stdin"])
def test_analyze_reads_a_file_or_standard_input_alike(tiny_run: Path, article: Path, how: str) -> None:
    source = str(article) if how == "file" else "-"
    done = newsclf("analyze", source, "--model", tiny_run, "--format", "json", stdin=TEXT.encode())
    assert done.code == 0, done.err
    assert json.loads(done.out)["quotes"][0]["content"][0]["text"] == "La grève"


def test_analyze_reads_an_article_with_its_headline(tiny_run: Path, tmp_path: Path) -> None:
    source = write_articles(tmp_path / "one.jsonl", [TRAIN[3]])
    done = newsclf("analyze", source, "--model", tiny_run)
    assert done.code == 0 and TRAIN[3].headline in done.out
    write_articles(source, TRAIN[:2])
    done = newsclf("analyze", source, "--model", tiny_run)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"newsclf: {source}: holds several articles, expected one: use `newsclf predict` for many\n"


def test_several_models_serve_a_task_each(
    tiny_run: Path, settings: dict[str, Any], article: Path, tmp_path: Path
) -> None:
    config = write_config(tmp_path / "topic.yaml", **settings, tasks={"topic": {}}, output=str(tmp_path / "alone"))
    assert newsclf("train", config).code == 0
    done = newsclf("analyze", article, "--model", tmp_path / "alone", "--model", tiny_run, "--format", "json")
    assert json.loads(done.out)["model"]["name"] == "alone+tiny"


# --- build, train, evaluate, export ----------------------------------------------------------------------------


def test_from_articles_to_a_measured_model(settings: dict[str, Any], tmp_path: Path) -> None:
    """build → train → evaluate → export → evaluate, each reading what the one before wrote."""
    rows = []
    for at in range(24):
        section = ("Sport", "Météo")[at % 2]
        words = ("Le club gagne le match", "La pluie tombe et le vent souffle")[at % 2]
        text = f"{words} numéro {at} à {'ABCDEFGHIJKLMNOPQRSTUVWX'[at]}ville. " * 3
        rows.append({"id": f"a{at}", "text": text, "section": section, "date": f"2025-01-{at + 1:02}"})
    source = tmp_path / "articles.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))

    built = newsclf("build", source, "--task", "topic", "-o", tmp_path / "data", "--split-by", "date")
    assert built.code == 0, built.err
    assert "wrote" in built.err and built.out == ""

    data = {"train": str(tmp_path / "data"), "validation": str(tmp_path / "data")}
    config = write_config(
        tmp_path / "run.yaml", **{**settings, "data": data}, tasks={"topic": {}}, output=str(tmp_path / "run")
    )
    trained = newsclf("train", config, "train.epochs=4", "train.batch_size=2")
    assert trained.code == 0, trained.err
    assert "topic (validation): accuracy" in trained.err
    assert f"wrote {tmp_path / 'run'}: measure it with `newsclf evaluate {tmp_path / 'run'} DATA`" in trained.err
    assert trained.out == ""

    measured = newsclf("evaluate", tmp_path / "run", tmp_path / "data", "--baselines", "-o", tmp_path / "report")
    assert measured.code == 0, measured.err
    written = {path.name for path in (tmp_path / "report").iterdir()}
    assert written == {"metrics.json", "report.md", "predictions.jsonl", "confusion-topic.svg"}
    metrics = json.loads((tmp_path / "report" / "metrics.json").read_text())
    assert set(metrics["tasks"]["topic"]["baselines"]) == {"majority", "TF-IDF + LR"}
    assert "majority" in measured.out

    exported = newsclf("export", tmp_path / "run", "-o", tmp_path / "whole")
    assert exported.code == 0, exported.err
    again = newsclf("evaluate", tmp_path / "whole", tmp_path / "data", "-o", tmp_path / "again")
    assert again.code == 0, again.err
    model = metrics["tasks"]["topic"]["model"]
    assert json.loads((tmp_path / "again" / "metrics.json").read_text())["tasks"]["topic"]["model"] == model


def test_evaluate_measures_the_three_tasks_of_one_model(tiny_run: Path, corpus: Path, tmp_path: Path) -> None:
    done = newsclf("evaluate", tiny_run, corpus, "--split", "dev", "--baselines", "-o", tmp_path)
    assert done.code == 0, done.err
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert set(metrics["tasks"]) == {"topic", "quotes", "stance"}
    assert "rules" in metrics["tasks"]["quotes"]["baselines"] and "rules" in metrics["tasks"]["stance"]["baselines"]
    lines = [json.loads(line) for line in (tmp_path / "predictions.jsonl").read_text().splitlines()]
    stances = [line for line in lines if line["task"] == "stance"]
    asked = [(article.id, stance.number, stance.target) for article in DEV for stance in article.stances or ()]
    assert [(line["id"], line["q"], line["target"]) for line in stances] == asked
    assert all(set(line["scores"]) == {"favor", "against", "none"} for line in stances)


def test_evaluate_takes_one_task(tiny_run: Path, corpus: Path) -> None:
    done = newsclf("evaluate", tiny_run, corpus / "dev.jsonl", "--task", "quotes")
    assert done.code == 0, done.err
    assert "quotes" in done.out and "stance" not in done.out


def test_bfloat16_gives_nearly_the_scores_of_fp32(tiny_run: Path, corpus: Path, tmp_path: Path) -> None:
    scores = {}
    for precision in ("fp32", "bf16"):
        folder = tmp_path / precision
        command = ("evaluate", tiny_run, corpus / "dev.jsonl", "--task", "topic", "--precision", precision)
        assert newsclf(*command, "-o", folder).code == 0
        lines = (folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
        scores[precision] = [score for line in lines for score in json.loads(line)["scores"].values()]
    assert scores["bf16"] == pytest.approx(scores["fp32"], abs=0.05)
    assert scores["bf16"] != scores["fp32"]


def test_the_scores_of_training_are_those_of_evaluate(tiny_run: Path, corpus: Path, tmp_path: Path) -> None:
    """One path for everything: the run's own figures are found again on its validation articles."""
    assert newsclf("evaluate", tiny_run, corpus / "train.jsonl", "-o", tmp_path).code == 0
    measured = json.loads((tmp_path / "metrics.json").read_text())["tasks"]
    trained = json.loads((tiny_run / "run.json").read_text())["validation"]
    assert measured["topic"]["model"]["macro_f1"] == pytest.approx(trained["topic"]["macro_f1"])
    assert measured["quotes"]["model"]["joint_f1"] == pytest.approx(trained["quotes"]["joint_f1"])
    assert measured["stance"]["model"]["macro_f1"] == pytest.approx(trained["stance"]["macro_f1"])


def test_an_export_stands_alone(settings: dict[str, Any], tiny_camembert: Path, tmp_path: Path) -> None:
    """An adapter needs its base; its export does not."""
    import shutil

    base = shutil.copytree(tiny_camembert, tmp_path / "base")
    training = {**settings["train"], "adapter": {"rank": 4, "alpha": 8.0}}
    config = write_config(
        tmp_path / "run.yaml",
        **{**settings, "encoder": str(base), "train": training},
        tasks={"topic": {}},
        output=str(tmp_path / "run"),
    )
    assert newsclf("train", config).code == 0
    source = write_articles(tmp_path / "in.jsonl", [TRAIN[0]])
    before = newsclf("analyze", source, "--model", tmp_path / "run", "--format", "json")
    done = newsclf("export", tmp_path / "run", "-o", tmp_path / "whole")
    assert (done.code, done.err) == (0, f"wrote {tmp_path / 'whole'}\n")
    shutil.rmtree(base)
    after = newsclf("analyze", source, "--model", tmp_path / "whole", "--format", "json")
    assert after.code == 0, after.err
    one, two = json.loads(before.out), json.loads(after.out)
    assert two["topic"]["scores"] == pytest.approx(one["topic"]["scores"], abs=1e-4)
    assert (tmp_path / "whole" / "README.md").exists()
    gone = newsclf("analyze", source, "--model", tmp_path / "run")
    assert gone.code == 2 and gone.err.startswith(f"newsclf: there is no encoder folder '{base}'")
    taken = newsclf("export", tmp_path / "whole", "-o", tmp_path / "whole")
    assert taken.code == 2 and taken.err.startswith(f"newsclf: {tmp_path / 'whole'}: exists already")


def test_interrupting_a_command_is_no_traceback(tiny_run: Path, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(json, "dumps", interrupt)
    done = newsclf("analyze", article, "--model", tiny_run, "--format", "json")
    assert done.code == 130
    assert "Traceback" not in done.err


def test_columns_are_mapped(tiny_run: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f'nom,corps\na,"{TRAIN[0].text}"\n', encoding="utf-8")
    done = newsclf(
        "predict",
        source,
        "-o",
        tmp_path / "out.jsonl",
        "--model",
        tiny_run,
        "--column",
        "text=corps",
        "--column",
        "id=nom",
    )
    assert done.code == 0, done.err
    assert json.loads((tmp_path / "out.jsonl").read_text())["id"] == "a"
    wrong = newsclf("predict", source, "-o", tmp_path / "two.jsonl", "--model", tiny_run, "--column", "corps")
    assert wrong.err == "newsclf: --column 'corps': expected field=column, for instance text=body\n"
    assert wrong.code == 2
