"""Many articles from file to file: streamed, in order, whole, and resumed after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import TRAIN, finish, newsclf, start, write_articles

from newsclf.bulk import predict_file
from newsclf.errors import ConfigError, DataError
from newsclf.inference import computing_in
from newsclf.predict import CHUNK, Analyzer
from newsclf.schema import Article

COUNT = 3 * CHUNK


def copies(count: int) -> list[Article]:
    return [replace(TRAIN[at % 6], id=f"a{at}", text=f"{TRAIN[at % 6].text} Fin {at}.") for at in range(count)]


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def analyzer(tiny_run: Path) -> Analyzer:
    return Analyzer.from_pretrained(tiny_run)


def drain(analyzer: Analyzer, articles: list[Article], output: Path, *targets: str, stop: int | None = None) -> int:
    """Predict to the end, or break off once ``stop`` articles are done; the number done."""
    done = 0
    for done in predict_file(analyzer, iter(articles), output=output, targets=targets):
        if done == stop:
            break
    return done


# --- whole runs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
def test_every_article_has_its_line_in_order(tiny_run: Path, analyzer: Analyzer, tmp_path: Path, ending: str) -> None:
    articles = copies(CHUNK + 3)
    source = write_articles(tmp_path / "in.jsonl", articles)
    if ending == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pylist([{"id": each.id, "body": each.text, "title": each.headline} for each in articles])
        source = tmp_path / "in.parquet"
        pq.write_table(table, source)
    columns = ["--column", "text=body"] if ending == ".parquet" else []
    output = tmp_path / "deep" / "er" / "out.jsonl"
    done = newsclf("predict", source, "-o", output, "--model", tiny_run, "--target", "la grève", *columns)
    assert done.code == 0, done.err
    assert f"wrote {output}" in done.err and done.out == ""
    found = rows(output)
    assert [row["id"] for row in found] == [article.id for article in articles]
    assert list(found[3]) == ["id", "topic", "quotes", "stances", "model"]
    assert found[3]["stances"] and found[3]["stances"][0]["target"] == "la grève"
    alone = analyzer.analyze(articles[3], targets=["la grève"]).to_json()
    assert [quote["content"] for quote in found[3]["quotes"]] == [quote["content"] for quote in alone["quotes"]]
    assert os.listdir(output.parent) == ["out.jsonl"]


def test_articles_without_an_id_get_one_of_their_own_words(tiny_run: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"text": f"Il pleut {at}."}) + "\n" for at in range(3)))
    assert newsclf("predict", source, "-o", tmp_path / "out.jsonl", "--model", tiny_run).code == 0
    ids = [row["id"] for row in rows(tmp_path / "out.jsonl")]
    assert len(set(ids)) == 3 and all(len(each) == 12 for each in ids)


def test_articles_are_pulled_as_they_are_written(analyzer: Analyzer, tmp_path: Path) -> None:
    pulled = 0

    def source() -> Iterator[Article]:
        nonlocal pulled
        for article in copies(COUNT):
            pulled += 1
            yield article

    counts = predict_file(analyzer, source(), output=tmp_path / "out.jsonl")
    assert [next(counts) for _ in range(3)] == [1, 2, 3]
    assert pulled == CHUNK
    assert len(rows(tmp_path / "out.jsonl.part")) == 3
    assert max(counts) == COUNT
    assert len(rows(tmp_path / "out.jsonl")) == COUNT


# --- interrupted -----------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is POSIX")
def test_a_killed_prediction_goes_on_without_repeats_or_gaps(tiny_run: Path, tmp_path: Path) -> None:
    articles = copies(1500)
    source, output = write_articles(tmp_path / "in.jsonl", articles), tmp_path / "out.jsonl"
    command = ["predict", source, "-o", output, "--model", tiny_run]
    process = start(*command)
    part = tmp_path / "out.jsonl.part"
    deadline = time.monotonic() + 120
    while not (part.exists() and part.stat().st_size > 100_000) and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)
    process.kill()
    finish(process)
    assert process.returncode == -signal.SIGKILL
    before = part.read_bytes()
    assert not output.exists()
    assert 0 < before.count(b"\n") < len(articles)

    done = newsclf(*command)
    assert done.code == 0, done.err
    assert [row["id"] for row in rows(output)] == [article.id for article in articles]
    whole = before[: before.rindex(b"\n") + 1]
    assert output.read_bytes().startswith(whole)  # nothing was done again
    assert sorted(os.listdir(tmp_path)) == ["in.jsonl", "out.jsonl"]


@pytest.mark.parametrize("ending", [b"", b"\x00" * 39 + b"\n"], ids=["killed", "power cut"])
def test_a_line_that_was_cut_is_written_again(analyzer: Analyzer, tmp_path: Path, ending: bytes) -> None:
    articles, output = copies(8), tmp_path / "out.jsonl"
    drain(analyzer, articles, output, stop=5)
    part = tmp_path / "out.jsonl.part"
    whole = part.read_bytes()
    part.write_bytes(whole[:-40] + ending)
    assert drain(analyzer, articles, output) == 8
    assert [row["id"] for row in rows(output)] == [article.id for article in articles]


def test_a_part_that_only_lacks_its_name_is_finished(analyzer: Analyzer, tmp_path: Path) -> None:
    articles, output = copies(4), tmp_path / "out.jsonl"
    drain(analyzer, articles, output, stop=4)
    assert drain(analyzer, articles, output) == 4
    assert [row["id"] for row in rows(output)] == ["a0", "a1", "a2", "a3"]


def test_a_part_of_other_targets_or_models_is_refused(
    analyzer: Analyzer, settings: dict[str, Any], tmp_path: Path
) -> None:
    articles, output = copies(6), tmp_path / "out.jsonl"
    drain(analyzer, articles, output, "la grève", stop=2)
    message = r"^.*out\.jsonl\.part was written with other models or options; remove it to start again, or choose"
    with pytest.raises(ConfigError, match=message):
        drain(analyzer, articles, output, "le stade")
    topic = Analyzer({"topic": analyzer.models["topic"]})
    topic.info = replace(topic.info, name="other")
    with pytest.raises(ConfigError, match=message):
        drain(topic, articles, output)
    with computing_in("bf16"), pytest.raises(ConfigError, match=message):
        drain(analyzer, articles, output, "la grève")
    (tmp_path / "out.jsonl.part.json").unlink()
    with pytest.raises(ConfigError, match=message):
        drain(analyzer, articles, output, "la grève")
    assert len(rows(tmp_path / "out.jsonl.part")) == 2


def test_another_input_is_refused(analyzer: Analyzer, tmp_path: Path) -> None:
    articles, output = copies(6), tmp_path / "out.jsonl"
    drain(analyzer, articles, output, stop=3)
    swapped = [articles[0], articles[2], articles[1], *articles[3:]]
    with pytest.raises(DataError, match=r"out\.jsonl\.part: line 2 is article 'a1', but the input has 'a2' there; "):
        drain(analyzer, swapped, output)
    with pytest.raises(DataError, match=r"part holds 3 articles, but the input has only 1; remove it$"):
        drain(analyzer, articles[:1], output)
    assert drain(analyzer, articles, output) == 6


def test_an_output_that_is_there_is_left_alone(tiny_run: Path, tmp_path: Path) -> None:
    source = write_articles(tmp_path / "in.jsonl", copies(2))
    (tmp_path / "out.jsonl").write_text("Mes notes.")
    done = newsclf("predict", source, "-o", tmp_path / "out.jsonl", "--model", tiny_run)
    assert (done.code, (tmp_path / "out.jsonl").read_text()) == (2, "Mes notes.")
    assert done.err == f"newsclf: {tmp_path / 'out.jsonl'} is there already; choose another -o, or remove it\n"
    same = newsclf("predict", source, "-o", source, "--model", tiny_run)
    assert same.code == 2 and len(rows(source)) == 2


def test_a_bad_line_in_the_middle_keeps_what_was_done(tiny_run: Path, tmp_path: Path) -> None:
    source = write_articles(tmp_path / "in.jsonl", copies(CHUNK + 2))
    good = source.read_text()
    source.write_text(good + "{\n")
    output = tmp_path / "out.jsonl"
    done = newsclf("predict", source, "-o", output, "--model", tiny_run)
    assert done.code == 2
    assert f"in.jsonl:{CHUNK + 3}: not a JSON object" in done.err
    assert len(rows(tmp_path / "out.jsonl.part")) == CHUNK and not output.exists()
    source.write_text(good)
    assert newsclf("predict", source, "-o", output, "--model", tiny_run).code == 0
    assert [row["id"] for row in rows(output)] == [article.id for article in copies(CHUNK + 2)]


# --- no room ---------------------------------------------------------------------------------------------------


def test_a_full_disk_keeps_what_was_written_and_goes_on_when_there_is_room(analyzer: Analyzer, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    try:
        articles, output = copies(COUNT), disk / "out.jsonl"
        with pytest.raises(
            DataError, match=r"out\.jsonl: No space left on device; (\d+) articles are safe in "
        ) as told:
            drain(analyzer, articles, output)
        assert not output.exists()
        safe = int(str(told.value).partition("; ")[2].split()[0])
        kept = (disk / "out.jsonl.part").read_bytes()
        assert 10 < safe < COUNT and kept.count(b"\n") >= safe
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        assert drain(analyzer, articles, output) == COUNT
        assert [row["id"] for row in rows(output)] == [article.id for article in articles]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_output_that_cannot_be_made(tiny_run: Path, tmp_path: Path) -> None:
    source = write_articles(tmp_path / "in.jsonl", copies(2))
    (tmp_path / "file").write_text("Mes notes.")
    done = newsclf("predict", source, "-o", tmp_path / "file" / "out.jsonl", "--model", tiny_run)
    assert done.code == 2, done.err
    assert done.err == f"newsclf: {tmp_path / 'file'}: cannot be made a folder: File exists\n"
