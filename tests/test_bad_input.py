"""Every bad input of the command line: its message word for word, exit code 2, no traceback, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support import TRAIN, Settings, newsclf, write_articles, write_config


@dataclass(frozen=True)
class Place:
    """What a bad command may name: a folder of its own, good models and data, a good configuration."""

    folder: Path
    model: Path
    corpus: Path
    encoder: Path
    settings: Settings

    def file(self, name: str, content: bytes | str) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def rows(self, name: str, *rows: dict[str, Any]) -> Path:
        return self.file(name, "".join(json.dumps(row) + "\n" for row in rows))

    def config(self, **keys: Any) -> Path:
        """A configuration that is right but for ``keys``."""
        right = {**self.settings, "tasks": {"topic": {}}, "output": str(self.folder / "run")}
        return write_config(self.folder / "run.yaml", **{**right, **keys})

    def train_on(self, *rows: dict[str, Any]) -> list[Any]:
        """The command that trains the tasks on rows of a file."""
        data = str(self.rows("train.jsonl", *rows))
        tasks: dict[str, Any] = {"topic": {}, "quotes": {}, "stance": {}}
        return ["train", self.config(data={"train": data, "validation": data}, tasks=tasks)]

    def quoted(self, **changes: Any) -> dict[str, Any]:
        """A row with one quotation, of which ``changes`` are wrong."""
        quote = {"q": 1, "type": "direct", "content": [[2, 6]], "cue": None, "speaker": None, "speaker_name": None}
        return {"id": "a1", "text": "« Non », dit-elle.", "topic": "medtop:09000000", "quotes": [{**quote, **changes}]}


@pytest.fixture
def place(tmp_path: Path, tiny_run: Path, corpus: Path, tiny_camembert: Path, settings: Settings) -> Place:
    return Place(tmp_path, tiny_run, corpus, tiny_camembert, settings)


def analyze(source: Callable[[Place], Any]) -> Callable[[Place], list[Any]]:
    return lambda place: ["analyze", source(place), "--model", place.model]


def predict(source: Callable[[Place], Any]) -> Callable[[Place], list[Any]]:
    return lambda place: ["predict", source(place), "-o", place.folder / "out.jsonl", "--model", place.model]


HUB = "is not in the local cache and the Hub cannot be reached (HF_HUB_OFFLINE is set)"

# Name of the case: (its command, the whole message after "newsclf: "; {f} stands for the folder of the test).
CASES: dict[str, tuple[Callable[[Place], list[Any]], str]] = {
    # --- articles to read
    "missing file": (analyze(lambda p: p.folder / "none.txt"), "{f}/none.txt: no such file"),
    "missing file of many": (predict(lambda p: p.folder / "none.jsonl"), "{f}/none.jsonl: no such file"),
    "a folder": (analyze(lambda p: p.folder), "{f}: is a folder, expected a file of articles"),
    "empty file": (analyze(lambda p: p.file("a.txt", "")), "{f}/a.txt: text is empty"),
    "empty file of many": (predict(lambda p: p.file("a.jsonl", "")), "{f}/a.jsonl: is empty"),
    "empty article": (analyze(lambda p: p.file("a.txt", " \n\t ")), "{f}/a.txt: text is empty"),
    "empty article of many": (
        predict(lambda p: p.rows("a.jsonl", {"text": "Il pleut."}, {"text": " "})),
        "{f}/a.jsonl:2: text is empty",
    ),
    "binary file": (
        analyze(lambda p: p.file("a.txt", b"\x89PNG\x00\x01")),
        "{f}/a.txt: is binary (NUL byte at 4), expected UTF-8 text",
    ),
    "not UTF-8": (
        analyze(lambda p: p.file("a.txt", "Il a gelé.".encode("latin-1"))),
        "{f}/a.txt: not UTF-8 (byte 0xe9 at position 8); convert it: iconv -f latin1 -t utf-8",
    ),
    "not UTF-8 in a line": (
        predict(lambda p: p.file("a.jsonl", b'{"text": "Oui."}\n{"text": "gel\xe9"}\n')),
        "{f}/a.jsonl:2: not UTF-8 (byte 0xe9 at position 13); convert it: iconv -f latin1 -t utf-8",
    ),
    "UTF-16": (
        analyze(lambda p: p.file("a.txt", "Oui.".encode("utf-16"))),
        "{f}/a.txt: is UTF-16, expected UTF-8; convert it: iconv -f utf-16 -t utf-8",
    ),
    "an article of 2 MB": (
        analyze(lambda p: p.file("a.txt", "La grève. " * 200_000)),
        "{f}/a.txt: text has 2,000,000 characters, the limit is 500,000: split it into several articles",
    ),
    "an article of 2 MB among many": (
        predict(lambda p: p.rows("a.jsonl", {"text": "Oui."}, {"text": "La grève. " * 200_000})),
        "{f}/a.jsonl:2: text has 2,000,000 characters, the limit is 500,000: split it into several articles",
    ),
    "malformed line": (
        predict(lambda p: p.file("a.jsonl", '{"text": "Oui."}\n{"text": \n')),
        "{f}/a.jsonl:2: not a JSON object: Expecting value: line 2 column 1 (char 10)",
    ),
    "a line that is no object": (
        predict(lambda p: p.file("a.jsonl", "[1]\n")),
        "{f}/a.jsonl:1: not a JSON object: [1]",
    ),
    "no field text": (
        predict(lambda p: p.rows("a.jsonl", {"texte": "Oui."})),
        "{f}/a.jsonl:1: no field 'text' for the text; did you mean 'texte'?; map the right one (text=COLUMN)",
    ),
    "not a Parquet file": (
        predict(lambda p: p.file("a.parquet", "Oui.")),
        "{f}/a.parquet: not a Parquet file that can be read: Parquet file size is 4 bytes, smaller than the "
        "minimum file footer (8 bytes)",
    ),
    "unknown ending": (
        predict(lambda p: p.file("a.xls", "Oui.")),
        "{f}/a.xls: cannot tell the format from the ending '.xls'; known: "
        ".txt, .md, .jsonl, .jsonl.gz, .json, .csv, .tsv, .parquet",
    ),
    # --- configurations
    "no configuration": (lambda p: ["train", p.folder / "no.yaml"], "{f}/no.yaml: no such configuration file"),
    "not YAML": (
        lambda p: ["train", p.file("a.yaml", "encoder: [")],
        "{f}/a.yaml: not valid YAML: while parsing a flow node expected the node content, but found '<stream end>' "
        'in "<unicode string>", line 1, column 11: encoder: [ ^',
    ),
    "unknown key": (
        lambda p: ["train", p.config(encodeur="embedded")],
        "{f}/run.yaml: unknown key 'encodeur'; did you mean 'encoder'?",
    ),
    "unknown key in a section": (
        lambda p: ["train", p.config(train={"epoch": 3})],
        "{f}/run.yaml: unknown key 'train.epoch'; did you mean 'epochs'?",
    ),
    "unknown key by override": (
        lambda p: ["train", p.config(), "window.sise=256"],
        "{f}/run.yaml: unknown key 'window.sise'; did you mean 'size'?",
    ),
    "missing key": (
        lambda p: ["train", p.file("a.yaml", "encoder: embedded\ntasks: {topic: {}}\noutput: run\n")],
        "{f}/a.yaml: missing key 'data'",
    ),
    "wrong type": (
        lambda p: ["train", p.config(), "train.epochs=trois"],
        "{f}/run.yaml: train.epochs: Input should be a valid number, unable to parse string as a number, got 'trois'",
    ),
    "unknown task": (
        lambda p: ["train", p.config(tasks={"topics": {}})],
        "unknown task 'topics'; did you mean 'topic'?",
    ),
    "unknown label of the configuration": (
        lambda p: ["train", p.config(tasks={"topic": {"labels": ["sport", "culture"]}})],
        "article 'sport-1': unknown topic label 'medtop:15000000'; expected one of: sport, culture",
    ),
    "encoder not in cache": (
        lambda p: ["train", p.config(encoder="camembert-base")],
        f"'camembert-base' {HUB}; use `encoder: embedded`, or name a folder",
    ),
    "encoder folder missing": (
        lambda p: ["train", p.config(encoder="./nulle/part")],
        "there is no encoder folder './nulle/part'; check the path, or use `encoder: embedded`",
    ),
    "encoder folder of something else": (
        lambda p: ["train", p.config(encoder=str(p.corpus))],
        "encoder folder {c} has no config.json; name a folder that save_pretrained wrote",
    ),
    "training data missing": (
        lambda p: ["train", p.config(data={"train": str(p.folder / "no.jsonl"), "validation": "sample"})],
        "{f}/no.jsonl: no such file or folder of splits, nor a corpus that newsclf knows: sample, masakhanews, sib200, "
        "xstance",
    ),
    # --- annotations
    "unknown type of quotation": (
        lambda p: p.train_on(p.quoted(type="directe")),
        "{f}/train.jsonl:1: quotes[0]: unknown type 'directe'; did you mean 'direct'?",
    ),
    "unknown stance": (
        lambda p: p.train_on({**p.quoted(), "stances": [{"q": 1, "target": "la grève", "label": "pour"}]}),
        "{f}/train.jsonl:1: stances[0]: unknown label 'pour'; expected one of: favor, against, none",
    ),
    "offsets outside the text": (
        lambda p: p.train_on(p.quoted(), {**p.quoted(speaker=[13, 40]), "id": "a2"}),
        "{f}/train.jsonl:2: quotes[0]: speaker: [13, 40] is outside the text of 18 characters",
    ),
    "offsets the wrong way round": (
        lambda p: p.train_on(p.quoted(content=[[6, 2]])),
        "{f}/train.jsonl:1: quotes[0]: content[0]: [6, 2] is empty or reversed: the end is exclusive, start < end",
    ),
    "a stance of no quotation": (
        lambda p: p.train_on({**p.quoted(), "stances": [{"q": 7, "target": "la grève", "label": "favor"}]}),
        "{f}/train.jsonl:1: stances[0]: q 7 is no quote of the article",
    ),
    # --- models
    "no model": (
        lambda p: ["analyze", p.file("a.txt", "Oui."), "--model", p.folder / "none"],
        "{f}/none: no such checkpoint folder; train one with `newsclf train`, or use `default`",
    ),
    "folder that is no checkpoint": (
        lambda p: ["analyze", p.file("a.txt", "Oui."), "--model", p.corpus],
        "{c}: not a newsclf checkpoint: it holds no readable config.json",
    ),
    "an encoder in place of a model": (
        lambda p: ["evaluate", p.encoder, p.corpus / "dev.jsonl"],
        "{e}: not a newsclf checkpoint but a model of type 'camembert'; "
        "to fine-tune it, name it as `encoder:` in a configuration",
    ),
    "export of no model": (
        lambda p: ["export", p.folder / "none", "-o", p.folder / "out"],
        "{f}/none: no such checkpoint folder; train one with `newsclf train`, or use `default`",
    ),
    "evaluate a task that is unknown": (
        lambda p: ["evaluate", p.model, p.corpus, "--split", "dev", "--task", "stances"],
        "this model has no task 'stances'; did you mean 'stance'?",
    ),
    "evaluate without annotation": (
        lambda p: ["evaluate", p.model, p.rows("a.jsonl", {"text": "Il pleut."})],
        "none of the articles is annotated for a task of this model (quotes, stance, topic)",
    ),
    "a split that is not there": (
        lambda p: ["evaluate", p.model, p.corpus],
        "{c}: no split 'test'; there is: train, dev",
    ),
    "evaluate a topic the model does not know": (
        lambda p: ["evaluate", p.model, p.rows("a.jsonl", {"id": "a1", "text": "Oui.", "topic": "medtop:1500000"})],
        "article 'a1': unknown topic label 'medtop:1500000'; did you mean 'medtop:15000000'?",
    ),
    "baselines of one file": (
        lambda p: ["evaluate", p.model, p.corpus / "dev.jsonl", "--baselines"],
        "--baselines: {c}/dev.jsonl is one file, without a train split; "
        "name what they learn from with --baseline-train",
    ),
    # --- outputs
    "a report in the place of a file": (
        lambda p: ["evaluate", p.model, p.corpus, "--split", "dev", "-o", p.file("taken", "Mes notes.")],
        "{f}/taken: cannot make this folder: File exists",
    ),
    "an export in the place of a file": (
        lambda p: ["export", p.model, "-o", p.file("taken", "Mes notes.")],
        "{f}/taken: exists already; choose another folder or add --overwrite",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_input_is_told_in_one_line(name: str, place: Place) -> None:
    command, message = CASES[name]
    arguments = command(place)
    before = {path: path.read_bytes() for path in place.folder.rglob("*") if path.is_file()}
    done = newsclf(*arguments)
    names = {"{f}": place.folder, "{c}": place.corpus, "{e}": place.encoder}
    for placeholder, path in names.items():
        message = message.replace(placeholder, str(path))
    told = done.err.splitlines()[-1] if done.err else ""
    assert told == f"newsclf: {message}"
    assert done.code == 2
    assert "Traceback" not in done.err
    assert all(path.read_bytes() == content for path, content in before.items()), "something was lost"
    assert not (place.folder / "out.jsonl").exists() and not (place.folder / "run").exists()


def test_a_label_missing_from_train(place: Place) -> None:
    data = {"train": str(write_articles(place.folder / "t.jsonl", TRAIN[:2])), "validation": str(place.corpus)}
    done = newsclf("train", place.config(data=data))
    assert done.code == 2
    assert done.err.splitlines()[-1] == (
        "newsclf: validation article 'social-3': topic label 'medtop:09000000' never occurs in the train split "
        f"({place.folder / 't.jsonl'}); add examples of it there, or take it out of validation"
    )


def test_a_checkpoint_of_another_task(place: Place) -> None:
    assert newsclf("train", place.config()).code == 0
    topic = place.folder / "run"
    article = place.file("a.txt", "Il pleut.")
    done = newsclf("analyze", article, "--model", topic, "--target", "la pluie")
    assert (done.code, done.err) == (
        2,
        "newsclf: targets need a model for the task 'stance'; add \"default\" to the models\n",
    )
    done = newsclf("evaluate", topic, place.corpus, "--split", "dev", "--task", "stance")
    assert done.code == 2
    assert done.err == "newsclf: this model has no task 'stance'; expected one of: topic\n"


def test_a_bare_string_in_place_of_a_list(place: Place) -> None:
    from newsclf.errors import DataError
    from newsclf.predict import Predictor

    predictor = Predictor.from_pretrained(place.model, task="topic")
    with pytest.raises(DataError, match=r"^predict takes a list, got a bare str; wrap it: \[str\]$"):
        predictor.predict("La grève continue.")
    assert len(predictor.predict(["La grève continue."])) == 1
