"""The command line: it parses, calls the library, and says in one line what went wrong (exit code 2).

Nothing heavy is imported before a command needs it, so ``newsclf --help`` is quick.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from newsclf import __version__
from newsclf.aggregation import MINIMUM, check_minimum, check_table, summarize_file, write_table
from newsclf.errors import ConfigError, NewsclfError

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(
    name="newsclf",
    help="Reads French news: topic, quotations with their speakers, and stance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Models = Annotated[
    list[str] | None,
    typer.Option("--model", help="Checkpoint folder; repeat to give tasks their own. Default: the package's models."),
]
Targets = Annotated[list[str] | None, typer.Option("--target", help="Ask every speaker's stance towards this.")]
MinScore = Annotated[float, typer.Option(help="Leave the topic open (null) where it is less likely than this.")]
Precision = Annotated[
    Literal["fp32", "bf16"],
    typer.Option(
        help="bf16: several times as fast on a CPU or GPU that multiplies it; scores differ in the third digit."
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help="Where a field is found, e.g. text=body or headline=titre."),
]


@app.command()
def analyze(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="An article; - reads standard input.")],
    model: Models = None,
    target: Targets = None,
    own_voice: Annotated[bool, typer.Option(help="Ask the article's own stance too.")] = False,
    min_score: MinScore = 0.0,
    output_format: Annotated[Literal["text", "json", "html"], typer.Option("--format")] = "text",
) -> None:
    """Show the topic, the quotations and the stances of one article."""
    import json

    from newsclf.data.reading import read_article_text

    article = read_article_text(source)
    _quiet_libraries()
    from newsclf.predict import Analyzer

    analyzer = Analyzer.from_pretrained(model or "default")
    analysis = analyzer.analyze(article, targets=target or (), own_voice=own_voice, min_score=min_score)
    if output_format == "json":
        typer.echo(json.dumps(analysis.to_json(), ensure_ascii=False, indent=2))
    elif output_format == "html":
        from newsclf.report.html import render_html

        typer.echo(render_html(article, analysis), nl=False)
    else:
        from newsclf.report.terminal import render_terminal

        render_terminal(article, analysis, console=_console())


@app.command()
def build(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE...", help="Files of articles.")],
    task: Annotated[str, typer.Option(help="topic, quotes or stance.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write.")],
    column: Columns = None,
    labeler: Annotated[
        Literal["auto", "gold"], typer.Option(help="gold keeps only what is annotated already.")
    ] = "auto",
    split_by: Annotated[Literal["story", "date", "source", "random"], typer.Option()] = "story",
    min_confidence: Annotated[float, typer.Option(help="Drop articles labelled with less confidence.")] = 0.0,
    seed: int = 0,
    overwrite: bool = False,
) -> None:
    """Turn articles into labelled examples with train, dev and test splits, a card and an audit."""
    from newsclf.data.build import build_dataset

    report = build_dataset(
        sources,
        task=task,
        output=output,
        columns=_columns(column),
        labeler=labeler,
        split_by=split_by,
        min_confidence=min_confidence,
        seed=seed,
        overwrite=overwrite,
    )
    counts = ", ".join(f"{split} {count}" for split, count in report.articles.items())
    _note(f"wrote {report.folder}: {counts} articles; what was dropped and why: {report.folder / 'audit.md'}")


@app.command()
def train(
    config: Annotated[Path, typer.Argument(metavar="CONFIG.yaml")],
    overrides: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...")] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace a finished run in the output folder.")] = False,
) -> None:
    """Fine-tune as a configuration says. The same command goes on with a run that was interrupted."""
    from newsclf.config import load_config

    run_config = load_config(config, overrides or ())
    _quiet_libraries()
    from newsclf.training import train as run_training

    result = run_training(run_config, overwrite=overwrite)
    for task, scores in result.metrics.items():
        shown = ", ".join(f"{key} {value:.3f}" for key, value in scores.items() if isinstance(value, float))
        _note(f"{task} (validation): {shown}")
    _note(f"wrote {result.folder}: measure it with `newsclf evaluate {result.folder} DATA`")


@app.command()
def evaluate(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Checkpoint folder, or default.")],
    data: Annotated[str, typer.Argument(metavar="DATA", help="sample, a folder of splits, or a file.")],
    split: Annotated[str, typer.Option(help="Which split of DATA; a file is taken whole.")] = "test",
    task: Annotated[list[str] | None, typer.Option(help="Only this task; repeatable.")] = None,
    baselines: Annotated[bool, typer.Option("--baselines", help="Measure the baselines as well.")] = False,
    baseline_train: Annotated[
        list[str] | None,
        typer.Option(help="What the baselines learn from; repeatable. Default: the train split of DATA."),
    ] = None,
    column: Columns = None,
    precision: Precision = "fp32",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the report's files.")] = None,
) -> None:
    """Measure a model on a labelled split, with intervals, calibration and baselines."""
    from newsclf.data.dataset import data_hash, load_split

    columns = _columns(column)
    articles = load_split(data, split, columns=columns)
    sources = _baseline_sources(data, baseline_train) if baselines or baseline_train else []
    training = [article for source in sources for article in load_split(source, "train", columns=columns)]
    _quiet_libraries()
    from rich.markdown import Markdown

    from newsclf.checkpoints import load_by_task
    from newsclf.evaluation.report import Provenance, report_markdown, write_report
    from newsclf.evaluation.run import evaluate_models
    from newsclf.inference import computing_in, info_of

    models = load_by_task([model])
    with computing_in(precision):
        evaluations = evaluate_models(models, articles, tasks=task or (), training=training)
    provenance = Provenance(
        model=info_of(models),
        data=data,
        split=split,
        data_hash=data_hash(articles),
        command=shlex.join(["newsclf", *sys.argv[1:]]),
    )
    _console().print(Markdown(report_markdown(evaluations, provenance=provenance, details=False)))
    if output is not None:
        write_report(output, evaluations, provenance=provenance)
        _note(f"wrote {output}: metrics.json, report.md (labels, confusion, calibration), predictions.jsonl")


@app.command()
def predict(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl|.parquet", help="A file of articles.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The JSONL file to write.")],
    model: Models = None,
    target: Targets = None,
    min_score: MinScore = 0.0,
    column: Columns = None,
    precision: Precision = "fp32",
    summary: Annotated[
        Path | None, typer.Option(help="Sum stances up by speaker and target: .csv or .parquet.")
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="The same as a picture: .svg.")] = None,
    minimum: Annotated[int, typer.Option(help="Fewer positions than this are called insufficient.")] = MINIMUM,
) -> None:
    """Analyse many articles from file to file. The same command goes on where it was interrupted."""
    from newsclf.data.reading import read_articles

    if summary or plot:
        _check_summary(summary, plot, asked=bool(target), minimum=minimum)
    articles = read_articles(source, columns=_columns(column))
    _quiet_libraries()
    from newsclf.bulk import predict_file
    from newsclf.inference import computing_in
    from newsclf.predict import Analyzer

    analyzer = Analyzer.from_pretrained(model or "default")
    with _progress("articles") as advance, computing_in(precision):
        for done in predict_file(analyzer, articles, output=output, targets=target or (), min_score=min_score):
            advance(done)
    _note(f"wrote {output}")
    if summary or plot:
        _summarize(output, summary=summary, plot=plot, minimum=minimum)


def _check_summary(summary: Path | None, plot: Path | None, *, asked: bool, minimum: int) -> None:
    """ConfigError for what would only be found wrong after hours of predicting."""
    if not asked:
        raise ConfigError("--summary and --plot sum stances up: name what they are asked about with --target")
    if summary:
        check_table(summary)
    if plot and plot.suffix != ".svg":
        raise ConfigError(f"{plot}: the picture of stances ends in .svg")
    check_minimum(minimum)


def _summarize(predictions: Path, *, summary: Path | None, plot: Path | None, minimum: int) -> None:
    """The stances of a file of predictions as a table and a picture."""
    found = summarize_file(predictions, minimum=minimum)
    if summary:
        write_table(summary, found)
        _note(f"wrote {summary}")
    if plot:
        from newsclf.data.writing import write_text
        from newsclf.report.pictures import stance_picture

        write_text(plot, stance_picture(found))
        _note(f"wrote {plot}")


@app.command()
def export(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Checkpoint folder.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write.")],
    overwrite: Annotated[bool, typer.Option(help="Replace an earlier export.")] = False,
) -> None:
    """Write a model as one folder that needs no other: adapters merged, tokenizer and card beside."""
    _quiet_libraries()
    from newsclf.export import export_model

    export_model(model, output, overwrite=overwrite)
    _note(f"wrote {output}")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsclf {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before a command."""


def _columns(pairs: list[str] | None) -> dict[str, str] | None:
    """``text=body`` pairs as a mapping from our field to the file's column."""
    for pair in pairs or ():
        if "=" not in pair:
            raise ConfigError(f"--column {pair!r}: expected field=column, for instance text=body")
    return dict(pair.split("=", 1) for pair in pairs) if pairs else None


def _baseline_sources(data: str, chosen: list[str] | None) -> list[str]:
    """What the baselines learn from; never the very file that they are measured on."""
    if not chosen and Path(data).is_file():
        raise ConfigError(
            f"--baselines: {data} is one file, without a train split; name what they learn from with --baseline-train"
        )
    return chosen or [data]


def _quiet_libraries() -> None:
    """Keep the progress bars and notices of the libraries off the screen; errors come as ours."""
    import os
    import warnings

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    warnings.filterwarnings("ignore", category=FutureWarning)
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


def _console() -> Console:
    from rich.console import Console

    return Console()


def _note(text: str) -> None:
    """A line for the person at the terminal, off standard output."""
    typer.echo(text, err=True)


@contextmanager
def _progress(unit: str) -> Iterator[Any]:
    """A counter with a rate on standard error; yields the function that sets it."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:.0f} " + unit), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task(unit, total=None)
        yield lambda done: progress.update(bar, completed=done)


def main() -> None:
    """The console script: a deliberate error is one line on standard error and exit code 2.

    Typer sees to the rest: 130 after Ctrl-C, 1 when the reader of a pipe is gone.
    """
    try:
        app()
    except NewsclfError as error:
        typer.echo(f"newsclf: {error}", err=True)
        sys.exit(2)
