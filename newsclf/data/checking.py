"""Checking annotated files: offsets, spans, types, names, labels, and nothing of one split in another.

An *error* makes an annotation unusable or a split leak. A *warning* breaks a rule of the annotation
guidelines that real text now and then breaks for good reasons (a mark that is missing, a name misspelt).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from newsclf.data.duplicates import near_duplicates
from newsclf.data.hard_cases import hard_cases
from newsclf.data.native import article_from_row
from newsclf.data.reading import read_rows
from newsclf.errors import DataError
from newsclf.labels import TOPICS
from newsclf.schema import Article, Quote, Span
from newsclf.text.marks import MarkedSpan, marked_spans

Level = Literal["error", "warning"]

_CLOSING_FIRST = re.compile(r"[»”›)\],;:.!?]")
_STRAY_LAST = re.compile(r"[«“„‹(\[,]$|(?<!\.)(?<!\b[A-ZÀ-Ý])\.$")  # but "un jour..." and "Fatoumata S."
_PAIRED = (("«", "»"), ("“", "”"), ("‹", "›"), ('"', '"'))
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at ``where`` (``file:line``), said in words."""

    where: str
    message: str
    level: Level = "error"


@dataclass(frozen=True, slots=True)
class Located:
    """An article that could be read, with its place (``file:line``) and its file."""

    article: Article
    where: str
    file: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What one file holds. ``opposite_pairs``: quotes with a target favoured and another opposed."""

    articles: int
    words: int
    topics: Counter[str]
    quotes: Counter[str]
    stances: Counter[str]
    opposite_pairs: int
    hard_cases: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """The counts of every file, in the order given, and all that is wrong with them."""

    counts: dict[str, Counts]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.level == "warning")


def check_files(paths: Sequence[str | Path]) -> Report:
    """Check files in the native format; given together, they are the splits of one corpus.

    A line that cannot be read is an error of the report, not an exception; a file that cannot be read on
    (missing, not UTF-8, broken JSON) is one too, and is checked up to there.
    """
    located: list[Located] = []
    problems: list[Problem] = []
    for path in paths:
        located += _read(path, problems)
    for entry in located:
        problems += check_article(entry.article, entry.where)
    problems += _repeated_ids(located)
    problems += _split_stories(located)
    problems += _near_duplicates(located)
    counts = {str(path): count([e.article for e in located if e.file == str(path)]) for path in paths}
    return Report(counts, tuple(problems))


def check_article(article: Article, where: str) -> list[Problem]:
    """All that is wrong with one article by itself; ``where`` heads every problem."""
    problems = []
    if article.topic is not None and article.topic not in TOPICS:
        problems.append(Problem(where, f"unknown topic {article.topic!r}: expected one of the 17 codes"))
    marks = marked_spans(article.text)
    for quote in article.quotes or ():
        place = f"{where}: quote {quote.number}"
        problems += _span_problems(article.text, quote, place)
        problems += _type_problems(quote, marks, place)
        problems += _name_problems(article, quote, place)
    problems += _overlaps(article, where)
    problems += _repeated_targets(article, where)
    return problems


def count(articles: Sequence[Article]) -> Counts:
    """Count what ``articles`` hold; words are runs of characters between blanks."""
    cases: dict[str, tuple[str, ...]] = {}
    pairs = 0
    for article in articles:
        for case in hard_cases(article):
            cases[case] = (*cases.get(case, ()), article.id)
        labels: dict[int | None, set[str]] = {}
        for stance in article.stances or ():
            labels.setdefault(stance.number, set()).add(stance.label)
        pairs += sum({"favor", "against"} <= found for found in labels.values())
    return Counts(
        articles=len(articles),
        words=sum(len(article.text.split()) for article in articles),
        topics=Counter(article.topic for article in articles if article.topic),
        quotes=Counter(quote.type for article in articles for quote in article.quotes or ()),
        stances=Counter(stance.label for article in articles for stance in article.stances or ()),
        opposite_pairs=pairs,
        hard_cases=cases,
    )


def _read(path: str | Path, problems: list[Problem]) -> Iterator[Located]:
    try:
        for where, row in read_rows(path):
            try:
                yield Located(article_from_row(row, where=where), where, str(path))
            except DataError as error:
                problems.append(Problem(where, str(error).removeprefix(f"{where}: ")))
    except DataError as error:
        problems.append(Problem(str(path), f"not read any further: {error}"))


def _span_problems(text: str, quote: Quote, place: str) -> Iterator[Problem]:
    """Blank edges and cut words are errors; stray marks, stops and lost paragraph breaks are warnings."""
    named = [("content", span) for span in quote.content]
    named += [(name, span) for name, span in (("cue", quote.cue), ("speaker", quote.speaker)) if span]
    for name, span in named:
        said = f"{name} {_short(span.text)}"
        if span.text != span.text.strip():
            yield Problem(place, f"{said} starts or ends with a blank")
        elif cut := _cut(text, span.start) or _cut(text, span.end):
            yield Problem(place, f"{said} starts or ends inside a word", cut)
        elif _CLOSING_FIRST.match(span.text) or _STRAY_LAST.search(span.text):
            yield Problem(place, f"{said} starts or ends with a mark or stop that is not its own", "warning")
        if name != "content" and any(_overlap(span, part) for part in quote.content):
            yield Problem(place, f"{said} overlaps the content of its own quote")
    for opening, closing in _PAIRED:
        opened, closed = quote.text.count(opening), quote.text.count(closing)
        if opened != closed or (opening == closing and opened % 2):
            message = f"content {_short(quote.text)} holds a stray {opening if opened >= closed else closing}"
            yield Problem(place, message, "warning")


def _type_problems(quote: Quote, marks: Sequence[MarkedSpan], place: str) -> Iterator[Problem]:
    """Whether the type agrees with the marks in and around the content (warnings)."""
    pairs = [mark for mark in marks if mark.kind != "dash"]
    inside = any(
        span.start <= edge < span.end
        for span in quote.content
        for mark in pairs
        for edge in ((mark.outer_start, mark.outer_end - 1) if mark.closed else (mark.outer_start,))
    )
    wrong = ""
    if quote.type == "indirect" and inside:
        wrong = "indirect, but its content holds quotation marks: mixed?"
    elif quote.type == "mixed" and not inside:
        wrong = "mixed, but its content holds no quotation mark: indirect or direct?"
    elif quote.type == "direct":
        for span in quote.content:
            if any(mark.outer_start == span.start and mark.outer_end == span.end for mark in pairs):
                wrong = "direct, but its content takes its own marks in"
            elif not any(mark.start <= span.start and span.end <= mark.end for mark in marks):
                wrong = "direct, but its content stands neither inside marks nor after a dialogue dash"
    if wrong:
        yield Problem(place, f"{wrong} {_short(quote.text)}", "warning")


def _name_problems(article: Article, quote: Quote, place: str) -> Iterator[Problem]:
    if quote.speaker is not None and quote.speaker_name is None:
        yield Problem(place, f"speaker {quote.speaker.text!r} has no speaker_name", "warning")
    name = _folded(quote.speaker_name or "")
    if name not in _folded(f"{article.headline}\n{article.text}"):
        message = f"speaker_name {quote.speaker_name!r} is neither in the text nor in the headline"
        yield Problem(place, message, "warning")


def _overlaps(article: Article, where: str) -> Iterator[Problem]:
    """Contents of different quotes that share characters."""
    spans = [(span, quote.number) for quote in article.quotes or () for span in quote.content]
    spans.sort(key=lambda pair: (pair[0].start, pair[0].end))
    for (first, number), (second, other) in itertools.pairwise(spans):
        if number != other and _overlap(first, second):
            yield Problem(where, f"contents of quotes {number} and {other} overlap at {_short(second.text)}")


def _repeated_targets(article: Article, where: str) -> Iterator[Problem]:
    targets = Counter((stance.number, _folded(stance.target)) for stance in article.stances or ())
    for (number, target), times in targets.items():
        if times > 1:
            yield Problem(where, f"quote {number} has {times} stances on the same target {target!r}")


def _repeated_ids(located: Sequence[Located]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for entry in located:
        if (before := first.setdefault(entry.article.id, entry.where)) != entry.where:
            yield Problem(entry.where, f"id {entry.article.id!r} is taken by {before}")


def _split_stories(located: Sequence[Located]) -> Iterator[Problem]:
    first: dict[str, Located] = {}
    for entry in located:
        story = entry.article.extra.get("story")
        if isinstance(story, str) and (before := first.setdefault(story, entry)).file != entry.file:
            yield Problem(entry.where, f"story {story!r} stands on two sides: also {before.where}")


def _near_duplicates(located: Sequence[Located]) -> Iterator[Problem]:
    """Near-duplicate articles: on two sides an error, in one file a warning."""
    for cluster in near_duplicates([entry.article for entry in located]):
        head, *copies = (located[index] for index in cluster)
        for copy in copies:
            level: Level = "warning" if copy.file == head.file else "error"
            yield Problem(copy.where, f"near-duplicate of {head.where}", level)


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _cut(text: str, at: int) -> Level | None:
    """How bad an edge at ``at`` is: a word is parted, or two are glued where a paragraph break was lost."""
    if not (0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()):
        return None
    return "warning" if text[at].isupper() and not text[at - 1].isupper() else "error"


def _folded(words: str) -> str:
    return _BLANKS.sub(" ", words.casefold().replace("’", "'"))


def _short(words: str) -> str:
    return repr(words if len(words) <= 50 else f"{words[:47]}...")
