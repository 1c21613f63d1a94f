"""Reading files of articles: every format, and every bad file with its message."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import os
import sys
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsclf.data.reading import read_article_text, read_articles, read_rows
from newsclf.errors import ConfigError, DataError

ROWS = [
    {"id": "a", "headline": "Le pont rouvre", "text": "Le pont a rouvert lundi.\nLa foule était là."},
    {
        "id": "b",
        "headline": "« Enfin », dit le maire",
        "text": "Le maire, ému, a salué « le travail ; la patience ».",
    },
]


def lines(rows: list[dict[str, str]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def table(rows: list[dict[str, str]], *, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def parquet(rows: list[dict[str, str]]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    return buffer.getvalue()


FILES = {
    "a.jsonl": lines(ROWS),
    "bom.jsonl": b"\xef\xbb\xbf" + lines(ROWS),
    "blank_lines.jsonl": b"\n" + lines(ROWS).replace(b"\n", b"\r\n\r\n"),
    "a.jsonl.gz": gzip.compress(lines(ROWS)),
    "A.JSONL": lines(ROWS),
    "a.json": json.dumps(ROWS, indent=1).encode(),
    "a.csv": table(ROWS),
    "excel.csv": b"\xef\xbb\xbf" + table(ROWS, delimiter=";"),
    "a.tsv": table(ROWS, delimiter="\t"),
    "a.parquet": parquet(ROWS),
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_articles(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    articles = list(read_articles(path))
    assert [(article.id, article.headline, article.text) for article in articles] == [
        (row["id"], row["headline"], row["text"]) for row in ROWS
    ]
    assert all(article.extra == {} for article in articles)


def test_json_holds_one_object_too(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ROWS[0]), encoding="utf-8")
    assert [article.id for article in read_articles(tmp_path / "a.json")] == ["a"]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_text_file_is_one_article_character_by_character(tmp_path: Path, name: str) -> None:
    text = "Un titre\r\n\r\nLe corps\u00a0: « été ».\u2028Fin.\n"
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    (article,) = read_articles(tmp_path / name)
    assert (article.text, article.headline) == (text, "")


def test_a_long_text_passes_through_csv(tmp_path: Path) -> None:
    text = "Un mot. " * 40_000
    (tmp_path / "a.csv").write_bytes(table([{"text": text}]))
    (article,) = read_articles(tmp_path / "a.csv")
    assert article.text == text


def test_parquet_types_become_those_of_json(tmp_path: Path) -> None:
    import datetime

    row = {
        "text": "Un texte.",
        "date": datetime.datetime(2024, 3, 5, 12, 30),
        "keywords": ["un", "deux"],
        "quotes": [{"q": 1, "type": "direct", "content": [[0, 2]], "cue": None}],
        "seen": datetime.date(2024, 3, 6),
        "views": 12,
        "nothing": None,
    }
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "a.parquet")
    (article,) = read_articles(tmp_path / "a.parquet")
    assert (article.date, article.keywords) == ("2024-03-05T12:30:00", ("un", "deux"))
    assert article.quotes is not None and article.quotes[0].text == "Un"
    assert article.extra == {"seen": "2024-03-06", "views": 12}


def test_columns_are_mapped(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(table([{"corps": "Un texte.", "titre": "Un titre", "cote": "7"}]))
    (article,) = read_articles(tmp_path / "a.csv", columns={"text": "corps", "headline": "titre"})
    assert (article.text, article.headline, article.extra) == ("Un texte.", "Un titre", {"cote": "7"})


def test_an_optional_mapped_column_may_be_missing_from_some_lines(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines([{"text": "Un."}, {"text": "Deux.", "titre": "Un titre"}]))
    articles = read_articles(tmp_path / "a.jsonl", columns={"headline": "titre"})
    assert [article.headline for article in articles] == ["", "Un titre"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"text": "bodi"}, "no column 'bodi' (mapped to text); did you mean 'body'?; columns: body, titre"),
        (
            {"text": "body", "date": "jour"},
            "no column 'jour' (mapped to date); expected one of: body, titre; columns: body, titre",
        ),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_mapped_column_that_is_not_there(tmp_path: Path, name: str, columns: dict[str, str], message: str) -> None:
    rows = [{"body": "Un texte.", "titre": "Un titre"}]
    (tmp_path / name).write_bytes(table(rows) if name == "a.csv" else lines(rows))
    with pytest.raises(DataError) as caught:
        list(read_articles(tmp_path / name, columns=columns))
    assert str(caught.value) == f"{tmp_path / name}: {message}"


def test_mapping_to_no_field_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    with pytest.raises(ConfigError, match=r"^cannot map a column to 'txt': no such field; did you mean 'text'\?$"):
        list(read_articles(tmp_path / "a.jsonl", columns={"txt": "text"}))


BAD_FILES = {
    "empty.txt": (b"", "empty.txt: text is empty"),
    "blank.txt": (b" \n\n", "blank.txt: text is empty"),
    "binary.txt": (b"PK\x03\x04\x00\x01", "binary.txt: is binary (NUL byte at 4), expected UTF-8 text"),
    "latin1.txt": (
        "L'été".encode("latin1"),
        "latin1.txt: not UTF-8 (byte 0xe9 at position 2); convert it: iconv -f latin1 -t utf-8",
    ),
    "utf16.txt": (
        "L'été".encode("utf-16"),
        "utf16.txt: is UTF-16, expected UTF-8; convert it: iconv -f utf-16 -t utf-8",
    ),
    "long.txt": (
        b"Un mot. " * 250_000,
        "long.txt: text has 2,000,000 characters, the limit is 500,000: split it into several articles",
    ),
    "empty.jsonl": (b"\n", "empty.jsonl: is empty"),
    "cut.jsonl": (
        lines(ROWS) + b'{"text": "Le',
        "cut.jsonl:3: not a JSON object: Unterminated string starting at: line 1 column 10 (char 9)",
    ),
    "list.jsonl": (b'["Le pont"]\n', 'list.jsonl:1: not a JSON object: ["Le pont"]'),
    "latin1.jsonl": (
        lines(ROWS) + '{"text": "été"}\n'.encode("latin1"),
        "latin1.jsonl:3: not UTF-8 (byte 0xe9 at position 10); convert it: iconv -f latin1 -t utf-8",
    ),
    "binary.jsonl": (b"\x89PNG\x00", "binary.jsonl:1: is binary (NUL byte at 4), expected UTF-8 text"),
    "no_text.jsonl": (
        lines([{"txt": "Un texte."}]),
        "no_text.jsonl:1: no field 'text' for the text; did you mean 'txt'?; map the right one (text=COLUMN)",
    ),
    "empty_text.jsonl": (lines([*ROWS, {"text": ""}]), "empty_text.jsonl:3: text is empty"),
    "plain.jsonl.gz": (lines(ROWS), "plain.jsonl.gz: cannot be read: Not a gzipped file (b'{\"')"),
    "cut.jsonl.gz": (
        gzip.compress(lines(ROWS))[:-9],
        "cut.jsonl.gz: cannot be read: Compressed file ended before the end-of-stream marker was reached",
    ),
    "empty.json": (b"", "empty.json: is empty"),
    "none.json": (b"[]", "none.json: is empty"),
    "word.json": (b'["Le pont"]', 'word.json[0]: not a JSON object: "Le pont"'),
    "lines.json": (
        lines(ROWS),
        "lines.json: not JSON: Extra data: line 2 column 1 (char 98) (one object per line is .jsonl)",
    ),
    "empty.csv": (b"", "empty.csv: is empty"),
    "header.csv": (b"id,text\n", "header.csv: is empty: a header and no rows"),
    "no_text.csv": (
        b"id,body\n1,Un texte.\n",
        "no_text.csv:2: no field 'text' for the text; expected one of: id, body; map the right one (text=COLUMN)",
    ),
    "wide.csv": (
        b"id,text\n1,Un texte, deux.\n",
        "wide.csv:2: more values than columns; quote values that hold ','",
    ),
    "unclosed.csv": (b'id,text\n1,"Un texte\n', "unclosed.csv:2: not CSV: unexpected end of data"),
    "unclosed_later.csv": (
        b'id,text\n1,"Un\ntexte"\n2,"Deux\n3,Trois\n',
        "unclosed_later.csv:4: not CSV: unexpected end of data",
    ),
    "latin1.csv": (
        "id,text\n1,été\n".encode("latin1"),
        "latin1.csv:2: not UTF-8 (byte 0xe9 at position 2); convert it: iconv -f latin1 -t utf-8",
    ),
    "empty.parquet": (b"", "empty.parquet: is empty"),
    "a.docx": (
        b"PK",
        "a.docx: cannot tell the format from the ending '.docx'; "
        "known: .txt, .md, .jsonl, .jsonl.gz, .json, .csv, .tsv, .parquet",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files(tmp_path: Path, name: str) -> None:
    content, message = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        list(read_articles(tmp_path / name))
    assert str(caught.value) == f"{tmp_path}{os.sep}{message}"


def test_a_parquet_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(DataError, match=r"a\.parquet: not a Parquet file that can be read: "):
        list(read_articles(tmp_path / "a.parquet"))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.jsonl: no such file$"):
        list(read_articles(tmp_path / "none.jsonl"))
    with pytest.raises(DataError, match=r": is a folder, expected a file of articles$"):
        list(read_articles(tmp_path))


def test_the_place_of_a_wrong_row_is_named_in_every_format(tmp_path: Path) -> None:
    rows = [{"text": "Un.", "date": "x"}, {"text": "Deux.", "date": "y"}]
    contents = {
        "a.jsonl": lines(rows),
        "a.csv": table(rows),
        "a.parquet": parquet(rows),
        "a.json": json.dumps(rows).encode(),
    }
    places = {}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        places[name] = [where.removeprefix(str(tmp_path / name)) for where, _ in read_rows(tmp_path / name)]
    assert places == {
        "a.jsonl": [":1", ":2"],
        "a.csv": [":2", ":3"],
        "a.parquet": [":row 1", ":row 2"],
        "a.json": ["[0]", "[1]"],
    }


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_memory_stays_constant(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    rows = [{"id": str(number), "text": f"Article {number}. " + "Un mot. " * 2_500} for number in range(400)]
    path.write_bytes({"jsonl": lines, "csv": table, "parquet": parquet}[ending](rows))
    size = path.stat().st_size if ending != "parquet" else 400 * 20_000
    del rows
    list(itertools.islice(read_articles(path), 1))  # imports are not what is measured
    tracemalloc.start()
    count = sum(1 for _ in read_articles(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 400
    assert peak < size / 2


def test_one_article_from_a_file_of_any_name(tmp_path: Path) -> None:
    (tmp_path / "depeche").write_text("Le pont a rouvert.", encoding="utf-8")
    assert read_article_text(tmp_path / "depeche").text == "Le pont a rouvert."
    (tmp_path / "one.jsonl").write_bytes(lines(ROWS[:1]))
    assert read_article_text(tmp_path / "one.jsonl").headline == "Le pont rouvre"


def test_one_article_is_expected(tmp_path: Path) -> None:
    (tmp_path / "two.jsonl").write_bytes(lines(ROWS))
    message = r"two\.jsonl: holds several articles, expected one: use `newsclf predict` for many$"
    with pytest.raises(DataError, match=message):
        read_article_text(tmp_path / "two.jsonl")
    with pytest.raises(DataError, match=r": is a folder, expected a file of articles$"):
        read_article_text(tmp_path)
    with pytest.raises(DataError, match=r"none: no such file$"):
        read_article_text(tmp_path / "none")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "standard input: text is empty"),
        (
            b"\xe9t\xe9",
            "standard input: not UTF-8 (byte 0xe9 at position 0); convert it: iconv -f latin1 -t utf-8",
        ),
        (b"a\x00", "standard input: is binary (NUL byte at 1), expected UTF-8 text"),
    ],
)
def test_bad_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes, message: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    with pytest.raises(DataError) as caught:
        read_article_text("-")
    assert str(caught.value) == message


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("L'été, dit-il.\r\n".encode())))
    assert read_article_text("-").text == "L'été, dit-il.\r\n"
