"""An analysis on a terminal, with rich: readable from 60 columns on, with colours or without.

What an article says is untrusted: it goes in as ``Text``, where rich reads no markup, and without control
characters, so that an escape sequence cannot reach the terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from newsclf.report.words import (
    NO_QUOTE,
    NO_TOPIC,
    OWN_VOICE,
    QUOTE_TYPES,
    STANCE_SYMBOLS,
    STANCES,
    attribution_words,
    byline,
    heading,
    one_line,
    percent,
    quoted_words,
    ranked_topics,
    speaker_words,
)
from newsclf.schema import Analysis, Article, Quote, StancePrediction, TopicPrediction

RUNNERS_UP = 2
BAR = 12
INDENT = 4
STANCE_STYLES = {"favor": "green", "against": "red", "none": "dim"}

_UNSEEN = {"Cc", "Cf", "Co", "Cs"}  # controls, bidirectional overrides, private use, lone surrogates
_NO_BREAK = dict(zip("\u00a0\u202f", "\ue000\ue001", strict=True))
_HIDE_NO_BREAK = str.maketrans(_NO_BREAK)
_SHOW_NO_BREAK = str.maketrans({hidden: blank for blank, hidden in _NO_BREAK.items()})


def render_terminal(article: Article, analysis: Analysis, *, console: Console) -> None:
    """Print headline, topic, quotations with the stances of their speakers, and the article's own stances.

    Raises nothing of its own; the console decides on width and colours.
    """
    for block in _blocks(article, analysis, console):
        console.print(block)


def _blocks(article: Article, analysis: Analysis, console: Console) -> Iterator[RenderableType]:
    yield _lines(_text(heading(article), "bold"), console)
    if byline(article):
        yield _lines(_text(byline(article), "dim"), console)
    yield _title("Sujet")
    yield (_topic(analysis.topic) if analysis.topic else _lines(_text(NO_TOPIC, "italic"), console, indent=INDENT))
    yield _title(f"Citations ({len(analysis.quotes)})")
    if not analysis.quotes:
        yield _lines(_text(NO_QUOTE, "italic"), console, indent=INDENT)
    for index, quote in enumerate(analysis.quotes):
        yield from _quote(quote, index + 1, console)
        for stance in analysis.stances:
            if stance.quote == index:
                yield _lines(_stance(stance), console, indent=INDENT)
        if index + 1 < len(analysis.quotes):
            yield ""
    own = [stance for stance in analysis.stances if stance.quote is None]
    if own:
        yield _title(f"Position de {OWN_VOICE}")
    for stance in own:
        yield _lines(_stance(stance), console, indent=INDENT)
    yield ""
    yield _lines(_text(f"modèle {analysis.model.name} {analysis.model.version}", "dim"), console)


def _title(words: str) -> Text:
    return Text(f"\n{words}", style="bold cyan")


def _topic(topic: TopicPrediction) -> RenderableType:
    """Score, bar and name of the topic and of the runners-up, one below the other."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", width=INDENT + 2, no_wrap=True)
    table.add_column(width=BAR, no_wrap=True)
    table.add_column()
    for rank, (name, score) in enumerate(ranked_topics(topic)[: RUNNERS_UP + 1]):
        style, colour = ("dim", "dim") if rank else ("bold", "cyan")
        bar = ProgressBar(total=1, completed=score, width=BAR, complete_style=colour, finished_style=colour)
        table.add_row(_text(percent(score), style), bar, _text(name, style))
    return table


def _quote(quote: Quote, number: int, console: Console) -> Iterator[RenderableType]:
    """A line of type and score, the words, and who said them."""
    kind = Text.assemble(
        (f"{number:>{INDENT - 2}}  ", "bold"),
        (QUOTE_TYPES[quote.type], "cyan"),
        (f" · {percent(quote.score)}", "dim"),
    )
    yield kind
    yield _lines(_text(quoted_words(quote)), console, indent=INDENT)
    known = quote.speaker_name or quote.speaker
    who = Text.assemble("— ", _text(speaker_words(quote), "bold" if known else "italic"))
    if attribution_words(quote):
        who.append(" ").append_text(_text(attribution_words(quote), "dim"))
    yield _lines(who, console, indent=INDENT)


def _stance(stance: StancePrediction) -> Text:
    """``→ target : ▲ favorable 91 %``."""
    label = f"{STANCE_SYMBOLS[stance.label]} {STANCES[stance.label]}".replace(" ", "\u00a0")
    target = _text(one_line(stance.target))
    score = (f" {percent(stance.score)}", "dim")
    return Text.assemble(("→ ", "dim"), target, "\u00a0: ", (label, STANCE_STYLES[stance.label]), score)


def _text(words: str, style: str = "") -> Text:
    """``words`` without the characters that nobody sees and a terminal may obey."""
    seen = "".join(letter for letter in words if unicodedata.category(letter) not in _UNSEEN)
    return Text(seen, style=style)


def _lines(text: Text, console: Console, *, indent: int = 0) -> Text:
    """``text`` in lines that fit the console. Rich alone would break a line at a no-break space."""
    hidden = text.copy()
    hidden.plain = hidden.plain.translate(_HIDE_NO_BREAK)
    lines = hidden.wrap(console, max(console.width - indent, 1))
    for line in lines:
        line.plain = line.plain.translate(_SHOW_NO_BREAK)
    return Text("\n").join(Text(" " * indent).append_text(line) for line in lines)
