"""The card that a checkpoint carries: what it reads, what it was trained on, how it scored, what it cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsclf.config import RunConfig
from newsclf.modeling import NewsModel

_TASKS = {
    "topic": "the main topic of an article",
    "quotes": "who says what: quotations with type, cue, speaker and the speaker's name",
    "stance": "where a speaker stands towards a target: favor, against or none",
}

_LIMITS = """## Limits

* Scores are about words in a text. A stance is what a quotation says, not what a person thinks; irony and satire
  are read literally.
* The model knows French news prose. Other genres, other languages and text from speech recognition were not measured.
* The figures above come from the validation split that also chose the checkpoint and the temperature, so they flatter;
  measure on data of your own with `newsclf evaluate`.
"""


def model_card(model: NewsModel, *, config: RunConfig, report: Mapping[str, Any]) -> str:
    """Markdown with the YAML header that model hubs read."""
    parts = [
        _header(model),
        _intro(model, config),
        _training(config, report),
        _scores(model, report),
        _LIMITS,
    ]
    return "\n".join(parts)


def _header(model: NewsModel) -> str:
    tags = "".join(f"- {name}\n" for name in ["newsclf", *model.tasks])
    return f"---\nlanguage: fr\nlibrary_name: newsclf\ntags:\n{tags}---\n"


def _intro(model: NewsModel, config: RunConfig) -> str:
    lines = [
        f"# {model.config.name}",
        "",
        f"A newsclf model over the encoder `{config.encoder}`. It reads French news:",
        "",
    ]
    for name, task in model.tasks.items():
        labels = ", ".join(f"`{label}`" for label in task.labels)
        lines.append(f"* **{name}**: {_TASKS.get(name, 'a task of its own')} (labels: {labels})")
    usage = [
        "",
        "```python",
        "from newsclf.predict import Analyzer",
        "",
        f'analyzer = Analyzer.from_pretrained("{config.output}")',
        "```",
        "",
    ]
    return "\n".join(lines + usage)


def _training(config: RunConfig, report: Mapping[str, Any]) -> str:
    lines = [
        "## Training",
        "",
        "| split | sources | articles | SHA-256 of the data (first 16) |",
        "|---|---|---|---|",
    ]
    for split, sources in (("train", config.data.train), ("validation", config.data.validation)):
        data = report["data"][split]
        lines.append(f"| {split} | {', '.join(sources)} | {data['articles']} | `{data['hash']}` |")
    libraries = ", ".join(f"{name} {number}" for name, number in report["libraries"].items())
    lines += [
        "",
        f"Reproduce with `newsclf train run.yaml` (the whole configuration is beside this card; "
        f"seed {config.train.seed}); newsclf {report['newsclf']}, Python {report['python']}, {libraries}, "
        f"on {report['device']}.",
        "The licence of the model follows those of the encoder and of the training data.",
        "",
    ]
    return "\n".join(lines)


def _scores(model: NewsModel, report: Mapping[str, Any]) -> str:
    lines = ["## Scores on the validation split", "", "| task | score | value |", "|---|---|---|"]
    for name in model.tasks:
        for key, value in report["validation"][name].items():
            if isinstance(value, int | float):
                lines.append(f"| {name} | {key} | {value:.3f} |")
    return "\n".join([*lines, ""])
