"""Alterations that a site's typography or a bad copy makes: marks, apostrophes, blanks, paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from newsclf.data.augment.edits import Edit, rewrite
from newsclf.schema import Article, Quote, Span
from newsclf.text.marks import MarkedSpan, marked_spans

_STYLES = (("«\u00a0", "\u00a0»"), ("« ", " »"), ("«", "»"), ("“", "”"), ('"', '"'), ("«\u202f", "\u202f»"))
_PAIRED = ("guillemets", "double", "straight", "low")
_SENTENCE = re.compile(r"(?<=[a-zà-ÿ]{3}[.!?])[ \u00a0]+(?=[A-ZÀ-Þ])")
_PARAGRAPH = re.compile(r"(?<=[.!?»”\"])\s*\n\s*(?=\S)")
_HARD_BLANK = re.compile(r"(?<=«)[ \u00a0\u202f](?=\S)|(?<=\S)[ \u00a0\u202f](?=[»!?:;%€])")
_FIRST_PART = re.compile(r"[^.!?]{40,}[.!?](?=[ \u00a0]+[A-ZÀ-Þ][^.!?]{30,})")


def marks(article: Article, random: Random) -> Article:
    """All quotation marks in another style: « », “ ”, or straight ones, with or without their blanks."""
    text = article.text
    opening, closing = random.choice(_STYLES)
    nested = [span for span in marked_spans(text) if span.level]
    inner = {mark for span in nested for mark in (text[span.outer_start], text[span.outer_end - 1])}
    if inner & {opening[0], closing[-1]}:
        return article  # the marks inside a quotation could no longer be told from those around it
    edits = []
    for span in _pairs(text):
        edits += [Edit(span.outer_start, span.start, opening), Edit(span.end, span.outer_end, closing)]
    return rewrite(article, edits)


def apostrophes(article: Article, random: Random) -> Article:
    """Typographic apostrophes for straight ones, or the other way round."""
    old, new = ("'", "’") if article.text.count("'") > article.text.count("’") else ("’", "'")
    places = [match.start() for match in re.finditer(rf"(?<=\w){old}(?=\w)", article.text)]
    return rewrite(article, [Edit(place, place + 1, new) for place in places])


def blanks(article: Article, random: Random) -> Article:
    """No-break blanks at marks and signs, or plain ones, or none."""
    new = random.choice(["\u00a0", "\u202f", " ", ""])
    edits = [Edit(match.start(), match.end(), new) for match in _HARD_BLANK.finditer(article.text)]
    return rewrite(article, edits)


def paragraphs(article: Article, random: Random) -> Article:
    """Paragraph breaks lost ("fin.Début" or "fin. Début"), or put in where there are none."""
    breaks = list(_PARAGRAPH.finditer(article.text))
    if breaks:
        new = random.choice(["", " "])
        return rewrite(article, [Edit(match.start(), match.end(), new) for match in breaks])
    inside = [(span.outer_start, span.outer_end) for span in marked_spans(article.text)]
    new = random.choice(["\n", "\n\n", ""])
    free = [
        match
        for match in _SENTENCE.finditer(article.text)
        if not any(start < match.start() < end for start, end in inside)
    ]
    chosen = [match for match in free if random.random() < 0.35]
    return rewrite(article, [Edit(match.start(), match.end(), new) for match in chosen])


def unclosed(article: Article, random: Random) -> Article:
    """One closing mark lost, at a paragraph's end or where a new quotation opens."""
    found = [span for span in _pairs(article.text) if span.kind != "straight" and _stands_alone(article.text, span)]
    if not found:
        return article
    span = random.choice(found)
    return rewrite(article, [Edit(span.end, span.outer_end, "")])


def reopened(article: Article, random: Random) -> Article:
    """A long direct quotation cut in two paragraphs, its mark opened again and closed once: two quotations.

    The second has no cue and no speaker of its own; its speaker's name is that of the first.
    """
    text, quotes = article.text, article.quotes or ()
    pairs = {span.start: span for span in _pairs(text)}
    for place in random.sample(range(len(quotes)), len(quotes)):
        quote = quotes[place]
        span = pairs.get(quote.start)
        cut = _FIRST_PART.match(quote.text)
        followed = quote.cue is not None and quote.cue.start > quote.start
        if span is None or cut is None or quote.type != "direct" or len(quote.content) > 1 or followed:
            continue
        at = quote.start + cut.end()
        first = Span.of(text, quote.start, at - 1)
        number = max(each.number or 0 for each in quotes) + 1
        rest = Span.of(text, at + 1, quote.end)
        second = Quote("direct", (rest,), speaker_name=quote.speaker_name, number=number)
        split = replace(
            article, quotes=(*quotes[:place], replace(quote, content=(first,)), second, *quotes[place + 1 :])
        )
        return rewrite(split, [Edit(at, at + 1, "\n" + text[span.outer_start : span.start])])
    return article


def _pairs(text: str) -> list[MarkedSpan]:
    return [span for span in marked_spans(text) if span.level == 0 and span.closed and span.kind in _PAIRED]


def _stands_alone(text: str, span: MarkedSpan) -> bool:
    """Whether the pair ends its paragraph, so that the quotation's end can be told without its mark."""
    return re.match(r"\.?\s*(?:\n|$)", text[span.outer_end :]) is not None
