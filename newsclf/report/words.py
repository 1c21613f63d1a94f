"""What both views say alike: their French words, and how a text is made ready to be shown."""

from __future__ import annotations

import re

from newsclf.labels import topic_name
from newsclf.schema import Article, Quote, QuoteType, StanceLabel, TopicPrediction

QUOTE_TYPES: dict[QuoteType, str] = {"direct": "directe", "indirect": "indirecte", "mixed": "mixte"}
STANCES: dict[StanceLabel, str] = {"favor": "favorable", "against": "opposé", "none": "sans position"}
DIVIDED = "partagé"
STANCE_SYMBOLS: dict[StanceLabel, str] = {"favor": "▲", "against": "▼", "none": "○"}
INCISE = " […] "
NO_TOPIC = "aucun sujet prédit"
NO_QUOTE = "aucune citation trouvée"
NO_SPEAKER = "locuteur non identifié"
OWN_VOICE = "l’article"

EXCERPT = 80
"""How many characters of the text stand for a headline that is missing."""

LONGEST = 400
"""From how many characters on a quotation is shortened, in the middle."""

_BLANKS = re.compile(r"[^\S\u00a0\u2007\u202f]+")  # a no-break space is no place to break a line


def one_line(text: str) -> str:
    """``text`` on one line: each run of blanks and line breaks is one space; no-break spaces stay."""
    return _BLANKS.sub(" ", text).strip()


def heading(article: Article) -> str:
    """The headline on one line, or the beginning of the text where there is none."""
    headline = one_line(article.headline)
    if headline:
        return headline
    text = one_line(article.text)
    if len(text) <= EXCERPT:
        return text
    return (text[: EXCERPT + 1].rpartition(" ")[0] or text[:EXCERPT]) + "…"


def byline(article: Article) -> str:
    """Source, section and date, as far as they are known."""
    return " · ".join(one_line(part) for part in (article.source, article.section, article.date) if part)


def percent(score: float) -> str:
    """A score in [0, 1] as French writes it: ``0.934`` is ``93 %``."""
    return f"{100 * score:.0f}\u00a0%"


def ranked_topics(topic: TopicPrediction) -> list[tuple[str, float]]:
    """French name and score of the predicted topic, then of all others, the likelier first."""
    others = topic.ranked[1:]
    return [(topic.name, topic.score), *((topic_name(label), topic.scores[label]) for label in others)]


def quoted_words(quote: Quote) -> str:
    """The quotation on one line: segments joined by […], direct speech in guillemets, the middle left out if long."""
    words = _shorten(INCISE.join(one_line(span.text) for span in quote.content))
    return f"«\u00a0{words}\u00a0»" if quote.type == "direct" else words


def speaker_words(quote: Quote) -> str:
    """Who speaks: the resolved name, else the mention as the text has it, else that nobody was found."""
    mention = quote.speaker.text if quote.speaker else ""
    return one_line(quote.speaker_name or mention) or NO_SPEAKER


def attribution_words(quote: Quote) -> str:
    """The mention (where it is not the name itself) and the cue, in brackets; empty where there is neither."""
    parts = []
    if quote.speaker and one_line(quote.speaker.text) != speaker_words(quote):
        parts.append(f"mention «\u00a0{one_line(quote.speaker.text)}\u00a0»")
    if quote.cue:
        parts.append(f"introducteur «\u00a0{one_line(quote.cue.text)}\u00a0»")
    return f"({', '.join(parts)})" if parts else ""


def _shorten(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    head = text[: LONGEST * 2 // 3].rpartition(" ")[0] or text[: LONGEST * 2 // 3]
    tail = text[-LONGEST // 3 :].partition(" ")[2] or text[-LONGEST // 3 :]
    return f"{head} [… {len(text) - len(head) - len(tail)} caractères …] {tail}"
