"""The native annotated format: one JSON object per article, checked field by field.

``{"id", "headline", "text", "date", "source", "section", "keywords", "url", "topic", "topics",
"quotes": [{"q", "type", "content": [[start, end], ...], "cue", "speaker", "speaker_name"}],
"stances": [{"q", "target", "label"}]}``. Only ``text`` is required; ``title`` is taken for a missing headline,
the first of ``topics`` for a missing ``topic``; fields that newsclf does not know are kept. Offsets are
characters of ``text``, end exclusive. A null field is the same as a missing one. Labels of a machine carry
``score`` beside the other fields.
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from newsclf.errors import ConfigError, DataError
from newsclf.labels import QUOTE_TYPES, STANCES, did_you_mean
from newsclf.schema import Article, Quote, QuoteType, Span, Stance, StanceLabel

MAX_CHARS = 500_000
ANNOTATIONS = ("topic", "topics", "quotes", "stances")
FIELDS = ("id", "headline", "text", "date", "source", "section", "keywords", "url", *ANNOTATIONS)
COLUMNS = (*FIELDS, "story")
_QUOTE_FIELDS = ("q", "type", "content", "cue", "speaker", "speaker_name", "score")
_STANCE_FIELDS = ("q", "target", "label")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


class UnusableText(DataError):
    """An article without a text that can be worked on; ``reason`` is what an audit counts it under."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def check_columns(columns: Mapping[str, str]) -> None:
    """ConfigError unless every key of ``columns`` (ours → theirs) is a field that can be mapped."""
    for name in columns:
        if name not in COLUMNS:
            raise ConfigError(f"cannot map a column to {name!r}: no such field{did_you_mean(name, COLUMNS)}")


def article_from_row(row: Mapping[str, Any], *, where: str, columns: Mapping[str, str] | None = None) -> Article:
    """Build the article of one native row; ``columns`` says which of its fields stand for ours.

    Raises DataError, its message headed by ``where`` (``file:line``), when a field has the wrong type or
    an annotation does not fit the text, and its kind :class:`UnusableText` for a text empty or too long.
    """
    fields = _renamed(row, columns) if columns else dict(row)
    extra = _extra(fields, where)
    text = _text(fields, where, column=(columns or {}).get("text", "text"))
    headline = _string(fields, "headline", where)
    if headline is None and "title" in extra:
        headline = _string(fields, "title", where)
        del extra["title"]
    headline = headline or ""
    quotes = _quotes(fields, text, where)
    topics = _topics(fields, where)
    return Article(
        text=text,
        id=_id(fields, where) or article_id(headline, text),
        headline=headline,
        date=_date(fields, where),
        source=_string(fields, "source", where),
        section=_string(fields, "section", where),
        keywords=_strings(fields, "keywords", where),
        url=_string(fields, "url", where),
        topic=_string(fields, "topic", where) or (topics[0] if topics else None),
        topics=topics or None,
        quotes=quotes,
        stances=_stances(fields, quotes, where),
        extra=extra,
    )


def article_to_row(article: Article) -> dict[str, Any]:
    """The native row of ``article``: what :func:`article_from_row` reads back as the same article."""
    row: dict[str, Any] = {"id": article.id, "headline": article.headline, "text": article.text}
    for name in ("date", "source", "section", "url", "topic"):
        if getattr(article, name) is not None:
            row[name] = getattr(article, name)
    if article.keywords:
        row["keywords"] = list(article.keywords)
    if article.topics is not None:
        row["topics"] = list(article.topics)
    if article.quotes is not None:
        row["quotes"] = [_quote_row(quote) for quote in article.quotes]
    if article.stances is not None:
        row["stances"] = [
            {"q": stance.number, "target": stance.target, "label": stance.label} for stance in article.stances
        ]
    return row | {name: value for name, value in article.extra.items() if name not in FIELDS}


def article_id(headline: str, text: str) -> str:
    """The id of an article that came without one: 12 hex digits that depend on its words alone."""
    return hashlib.sha256(f"{headline}\n{text}".encode()).hexdigest()[:12]


def _quote_row(quote: Quote) -> dict[str, Any]:
    row: dict[str, Any] = {
        "q": quote.number,
        "type": quote.type,
        "content": [[span.start, span.end] for span in quote.content],
        "cue": [quote.cue.start, quote.cue.end] if quote.cue else None,
        "speaker": [quote.speaker.start, quote.speaker.end] if quote.speaker else None,
        "speaker_name": quote.speaker_name,
    }
    return row if quote.score == 1.0 else {**row, "score": quote.score}


def _renamed(row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """The row under our names; a column of the file that bears a name given to another is kept aside."""
    taken = set(columns.values())
    fields = {
        f"original_{name}" if name in columns else name: value for name, value in row.items() if name not in taken
    }
    fields.update({ours: row[theirs] for ours, theirs in columns.items() if theirs in row})
    return fields


def _extra(fields: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The fields that newsclf does not know, checked to be writable."""
    extra = {name: value for name, value in fields.items() if name not in FIELDS and value is not None}
    for name, value in extra.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        _writable(text, name, where)
    return extra


def _text(fields: Mapping[str, Any], where: str, *, column: str) -> str:
    if "text" not in fields:
        hint = did_you_mean(column, list(fields)) if fields else ""
        raise DataError(f"{where}: no field {column!r} for the text{hint}; map the right one (text=COLUMN)")
    text = fields["text"] if fields["text"] is not None else ""
    if not isinstance(text, str):
        raise DataError(f"{where}: text must be a string, got {_kind(text)}")
    if not text.strip():
        raise UnusableText(f"{where}: text is empty", reason="empty text")
    if len(text) > MAX_CHARS:
        raise UnusableText(
            f"{where}: text has {len(text):,} characters, the limit is {MAX_CHARS:,}: split it into several articles",
            reason="text too long",
        )
    return _writable(text, "text", where)


def _string(fields: Mapping[str, Any], name: str, where: str) -> str | None:
    """A string field; an empty string (as CSV has it) is the same as none."""
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise DataError(f"{where}: {name} must be a string, got {_kind(value)}")
    return _writable(value, name, where) if value else None


def _writable(value: str, name: str, where: str) -> str:
    if found := _UNWRITABLE.search(value):
        kind = "a NUL character" if found.group() == "\x00" else "half a surrogate pair"
        raise DataError(f"{where}: {name} holds {kind} at character {found.start()}: remove it")
    return value


def _id(fields: Mapping[str, Any], where: str) -> str | None:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _string(fields, "id", where)


def _date(fields: Mapping[str, Any], where: str) -> str | None:
    value = fields.get("date")
    return value.isoformat() if isinstance(value, datetime.date) else _string(fields, "date", where)


def _topics(fields: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """All topics, which begin with the main one and name each once; DataError where they do not."""
    topics, main = _strings(fields, "topics", where), _string(fields, "topic", where)
    if len(set(topics)) < len(topics):
        raise DataError(f"{where}: topics names a label twice: {', '.join(topics)}")
    if topics and main not in (None, topics[0]):
        raise DataError(f"{where}: topics must begin with the main topic {main!r}, got {topics[0]!r}")
    return topics


def _strings(fields: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    """A list of strings, given as such or as one string with commas."""
    value = fields.get(name)
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in re.split("[,;]", value) if part.strip())
    if not isinstance(value, Sequence) or not all(isinstance(word, str) for word in value):
        raise DataError(f"{where}: {name} must be a list of strings or one string, got {_kind(value)}")
    return tuple(_writable(word, name, where) for word in value)


def _quotes(fields: Mapping[str, Any], text: str, where: str) -> tuple[Quote, ...] | None:
    rows = _objects(fields, "quotes", where)
    if rows is None:
        return None
    quotes = tuple(_quote(row, text, f"{where}: quotes[{index}]") for index, row in enumerate(rows))
    numbers = [quote.number for quote in quotes]
    for index, number in enumerate(numbers):
        if number in numbers[:index]:
            raise DataError(f"{where}: quotes[{index}]: q {number} is taken by an earlier quote")
    return quotes


def _quote(row: Mapping[str, Any], text: str, where: str) -> Quote:
    _known(row, _QUOTE_FIELDS, where)
    number = row.get("q")
    if not _whole(number):
        raise DataError(f"{where}: q must be a whole number, got {_kind(number)}")
    content = row.get("content")
    if not isinstance(content, Sequence) or isinstance(content, str) or not content:
        raise DataError(f"{where}: content must be a list of [start, end], got {_kind(content)}")
    spans = tuple(_span(item, text, f"{where}: content[{index}]") for index, item in enumerate(content))
    for before, after in itertools.pairwise(spans):
        if after.start < before.end:
            raise DataError(
                f"{where}: content segments [{before.start}, {before.end}] and [{after.start}, {after.end}] "
                "overlap or are out of order"
            )
    score = row.get("score")
    if score is not None and (not isinstance(score, int | float) or not 0 <= score <= 1):
        raise DataError(f"{where}: score must be a number from 0 to 1, got {score!r}")
    return Quote(
        type=cast(QuoteType, _choice(row.get("type"), QUOTE_TYPES, "type", where)),
        content=spans,
        cue=_optional_span(row, "cue", text, where),
        speaker=_optional_span(row, "speaker", text, where),
        speaker_name=_string(row, "speaker_name", where),
        score=1.0 if score is None else float(score),
        number=number,
    )


def _stances(fields: Mapping[str, Any], quotes: Sequence[Quote] | None, where: str) -> tuple[Stance, ...] | None:
    rows = _objects(fields, "stances", where)
    if rows is None:
        return None
    numbers = {quote.number for quote in quotes or ()}
    return tuple(_stance(row, numbers, f"{where}: stances[{index}]") for index, row in enumerate(rows))


def _stance(row: Mapping[str, Any], numbers: set[int | None], where: str) -> Stance:
    _known(row, _STANCE_FIELDS, where)
    number = row.get("q")
    if number is not None and not _whole(number):
        raise DataError(f"{where}: q must be a quote's number or null (the article's voice), got {_kind(number)}")
    if number is not None and number not in numbers:
        raise DataError(f"{where}: q {number} is no quote of the article")
    target = _string(row, "target", where)
    if target is None or not target.strip():
        raise DataError(f"{where}: target is empty")
    label = _choice(row.get("label"), STANCES, "label", where)
    return Stance(target=target, label=cast(StanceLabel, label), number=number)


def _objects(fields: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]] | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise DataError(f"{where}: {name} must be a list of objects, got {_kind(value)}")
    for index, item in enumerate(value):
        if not isinstance(item, Mapping):
            raise DataError(f"{where}: {name}[{index}] must be an object, got {_kind(item)}")
    return list(value)


def _optional_span(row: Mapping[str, Any], name: str, text: str, where: str) -> Span | None:
    return None if row.get(name) is None else _span(row[name], text, f"{where}: {name}")


def _span(value: Any, text: str, where: str) -> Span:
    if not isinstance(value, Sequence) or len(value) != 2 or not all(_whole(item) for item in value):
        raise DataError(f"{where} must be [start, end] in characters, got {value!r}")
    start, end = value
    if start >= end:
        raise DataError(f"{where}: [{start}, {end}] is empty or reversed: the end is exclusive, start < end")
    if start < 0 or end > len(text):
        raise DataError(f"{where}: [{start}, {end}] is outside the text of {len(text)} characters")
    return Span.of(text, start, end)


def _choice(value: Any, choices: Sequence[str], name: str, where: str) -> str:
    if not isinstance(value, str):
        raise DataError(f"{where}: {name} must be one of {', '.join(choices)}, got {_kind(value)}")
    if value not in choices:
        raise DataError(f"{where}: unknown {name} {value!r}{did_you_mean(value, choices)}")
    return value


def _known(row: Mapping[str, Any], fields: Sequence[str], where: str) -> None:
    for name in row:
        if name not in fields:
            raise DataError(f"{where}: unknown field {name!r}{did_you_mean(name, fields)}")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _kind(value: Any) -> str:
    """The JSON type of a value, in the words of an error message."""
    if value is None:
        return "nothing"
    if value == []:
        return "an empty list"
    kinds = {bool: "true or false", str: "a string", list: "a list", dict: "an object", int: "a number"}
    return kinds.get(type(value), "a number" if isinstance(value, float) else f"a {type(value).__name__}")
