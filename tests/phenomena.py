"""The table of quotation phenomena: its cases with offsets, and how well somebody reads them.

``python tests/phenomena.py [MODEL]`` prints how many cases the rules and MODEL pass.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from newsclf.schema import Article, Quote, Span
from newsclf.scores.quotes import quote_counts, quote_figures

TABLE = Path(__file__).with_name("quote_phenomena.yaml")
_IN_BRACES = re.compile(r"\{(.+)\}", re.DOTALL)


@dataclass(frozen=True)
class Case:
    """A passage with its quotations; ``kind`` is the phenomenon that it shows."""

    id: str
    kind: str
    article: Article

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return self.article.quotes or ()


def load_cases(path: Path = TABLE) -> list[Case]:
    """The cases of a table; ValueError for words that a text does not hold, or holds more than once."""
    return [_case(**row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


def only_place(text: str, words: str) -> Span:
    """Where ``words`` stand in ``text``, {braced} ones in that context; ValueError unless they do exactly once."""
    braced = _IN_BRACES.search(words)
    inner = braced[1] if braced else words
    context = _IN_BRACES.sub(lambda match: match[1], words)
    start = text.find(context)
    if start < 0:
        raise ValueError(f"{context!r} does not stand in {text!r}")
    if text.find(context, start + 1) >= 0:
        raise ValueError(f"{context!r} stands more than once in {text!r}: give its context and put it in braces")
    start += braced.start() if braced else 0
    return Span.of(text, start, start + len(inner))


def passes(case: Case, found: Sequence[Quote]) -> bool:
    """Whether ``found`` are the case's quotations: as many, each with its content, type, cue, speaker and name."""
    figures = quote_figures(quote_counts([case.quotes], [found])[0])
    right = ("precision", "recall", "type_accuracy", "cue_accuracy", "speaker_accuracy", "name_accuracy")
    return all(figures[name] == 1 for name in right) if case.quotes else not found


def in_words(quotes: Sequence[Quote]) -> str:
    """The quotations in a line: type [content] cue | speaker | name."""
    lines = []
    for quote in quotes:
        content = " … ".join(span.text for span in quote.content).replace("\n", " ")
        cue, speaker = (span.text if span else "-" for span in (quote.cue, quote.speaker))
        lines.append(f"{quote.type} [{content}] {cue} | {speaker} | {quote.speaker_name or '-'}")
    return "; ".join(lines) or "nothing"


def share(passed: Sequence[bool]) -> float:
    return sum(passed) / len(passed)


def shares_by_kind(cases: Sequence[Case], passed: dict[str, Sequence[bool]]) -> str:
    """A table: for each kind the number of cases and how many each reader passes, then the shares of all cases."""
    kinds = list(dict.fromkeys(case.kind for case in cases))
    rows: list[Sequence[object]] = [("kind", "cases", *passed)]
    for kind in kinds:
        places = [place for place, case in enumerate(cases) if case.kind == kind]
        rows.append((kind, len(places), *(sum(each[place] for place in places) for each in passed.values())))
    rows.append(("all", len(cases), *(sum(each) for each in passed.values())))
    rows.append(("share", "", *(f"{share(each):.3f}" for each in passed.values())))
    return "\n".join(f"{row[0]:<26}" + "".join(f"{value:>8}" for value in row[1:]) for row in rows)


def by_rules(cases: Sequence[Case]) -> list[Sequence[Quote]]:
    """What the rule labeler finds in each case."""
    from newsclf.data.labelers.quotes import RuleQuoteLabeler

    labeler = RuleQuoteLabeler()
    return [labeler.quotes(case.article.text) for case in cases]


def by_model(cases: Sequence[Case], model: str = "default") -> list[Sequence[Quote]]:
    """What a model finds in each case, all read at once."""
    from newsclf.predict import Predictor

    return Predictor.from_pretrained(model, task="quotes").predict([case.article.text for case in cases])


def judge(cases: Sequence[Case], found: Sequence[Sequence[Quote]]) -> list[bool]:
    return [passes(case, quotes) for case, quotes in zip(cases, found, strict=True)]


def _case(id: str, kind: str, text: str, quotes: Sequence[dict[str, Any]]) -> Case:
    try:
        annotated = tuple(_quote(text, number, **quote) for number, quote in enumerate(quotes, 1))
    except ValueError as error:
        raise ValueError(f"case {id}: {error}") from error
    return Case(id, kind, Article(text=text, id=id, quotes=annotated))


def _quote(
    text: str, number: int, *, type: str, content: Sequence[str], cue: str | None, speaker: str | None, name: str | None
) -> Quote:
    return Quote(
        type=type,  # type: ignore[arg-type]
        content=tuple(only_place(text, segment) for segment in content),
        cue=only_place(text, cue) if cue else None,
        speaker=only_place(text, speaker) if speaker else None,
        speaker_name=name,
        number=number,
    )


if __name__ == "__main__":
    table = load_cases()
    readers = {"rules": by_rules(table), "model": by_model(table, *sys.argv[1:])}
    print(shares_by_kind(table, {reader: judge(table, found) for reader, found in readers.items()}))
