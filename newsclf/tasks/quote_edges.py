"""Where a quotation's parts begin and end, to the character: what the annotation rules say of marks and edges."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsclf.data.labelers.clause_rules import CLITICS_AND_INFINITIVE
from newsclf.data.labelers.lexicon import cue_lexicon
from newsclf.schema import QuoteType, Span
from newsclf.text.cues import find_cues
from newsclf.text.marks import MarkedSpan
from newsclf.text.sentences import tokenize

Bounds = tuple[int, int]

OUTER = ' \t\n\r\u00a0\u202f\u2009«»“”„‟"‹›,;:'
"""What never begins or ends a quotation's content."""

_OPENED = re.compile(r"[«“„\"‹][\s«“„\"‹]*$")
_CONJUNCTION = re.compile(r"qu(?:e\s+|['’]\s?)(?=\S)")
_SHARE = 0.5
_GROUP = 60  # characters before and after a cue in which the rest of its verb group is looked for
_NEAR = 20  # characters between a verb and whom it speaks to: "a appelé dimanche le gouvernement à …"
_STRAY = 3  # characters of marks and blanks beyond the pair
_ENDS = " ,;:-"
_INVERSION = re.compile(r"(?:[-‐‑]t)?[-‐‑](?:ils?|elles?|on)\b")
_AUXILIARY = re.compile(r"(?:a|ont|avait|avaient|aura|auront|aurait)(?:[-‐‑]t)?[-‐‑](?:ils?|elles?|on)", re.IGNORECASE)
_PARTICIPLE = re.compile(r"(?:\s+(?:aussi|encore|alors|ensuite|même|\w+ment))?\s+\w+(?:é|i|it|is|u|ert)\b")
_GERUND = re.compile(r"\w+ant\b")
_EN = re.compile(r"\b[Ee]n $")
_UNFINISHED = re.compile(r"(?:\s(?:de|du|des|la|le|les|et|pour|à|au|aux)|[dl][’'])$")
#: "les habitants" and what they are asked or accused of: "à partir", "d'avoir menti", "de « lâcheté »".
_ASKED = re.compile(
    r"(?:aux?|l[ea]s?|l['’]|[sc]es|son|sa|leurs?|tou(?:s|tes)|cet(?:te)?|ce|des|M\.|Mme|[A-ZÀ-Þ])[^.;:«»“”\",]{0,70}?\s"
    r"(?P<asked>(?P<link>à|de|d['’]) ?"
    rf"(?:{CLITICS_AND_INFINITIVE}\b|[«“\"]))"
)
_NEXT_WORD = re.compile(r"\s?[\w’'-]+")


def content_spans(
    text: str, segments: Sequence[Bounds], *, kind: QuoteType, marks: Sequence[MarkedSpan], others: Sequence[Bounds]
) -> tuple[Span, ...]:
    """The content of a quotation whose segments were found at ``segments``; empty where nothing but signs is left.

    A direct one fills the pair of marks that most of it stands in, unless segments of ``others`` do too; a reported
    clause begins after its "que", and a mark or bracket of which it holds one half is put back.
    """
    if kind == "direct":
        free = [span for span in marks if not any(_meet(bounds, (span.start, span.end)) for bounds in others)]
        segments = _filled(segments, free)
    found = [trimmed for bounds in segments if (trimmed := _trimmed(text, bounds)) is not None]
    if not found:
        return ()
    if kind != "direct" and (que := _CONJUNCTION.match(text, *found[0])):
        found[0] = (que.end(), found[0][1])
    opened = _OPENED.search(text, 0, found[0][0]) if kind != "mixed" else None
    around = opened.group()[0] if opened else ""
    return tuple(_whole_marks(text, bounds, around=around) for bounds in found)


def after_object(text: str, content: tuple[Span, ...], cue: Span) -> tuple[Span, ...]:
    """The content without the person that its verb is said to: "appelle ‖ les habitants | à partir"."""
    first = content[0]
    between = text[cue.end : first.start]
    match = _ASKED.match(text, first.start, first.end)
    if match is None or len(between) > _NEAR or not between.replace(" ", "a").replace("\u00a0", "a").isalnum():
        return content
    frames = {frame for found in find_cues(tokenize(cue.text), cue_lexicon()) for frame in found.verb.frames}
    if not frames & ({"à_x"} if match["link"] == "à" else {"de_x", "de_np"}):
        return content
    return (Span.of(text, match.start("asked"), first.end), *content[1:])


def cue_span(text: str, bounds: Bounds | None) -> Span | None:
    """A cue with its whole verb group ("a par ailleurs indiqué"), inversion ("dit-elle") and the "en" of its gerund."""
    trimmed = _trimmed(text, bounds, outer=_ENDS) if bounds else None
    if trimmed is None:
        return None
    start, end = trimmed
    if inverted := _INVERSION.match(text, end):
        end = inverted.end()
    if _AUXILIARY.fullmatch(text, start, end) and (participle := _PARTICIPLE.match(text, end)):
        end = participle.end()
    start, end = _verb_group(text, (start, end))
    if _GERUND.match(text, start) and (before := _EN.search(text, 0, start)):
        start = before.start()
    return Span.of(text, start, end)


def _verb_group(text: str, bounds: Bounds) -> Bounds:
    """The reporting verb with auxiliary, clitics and adverbs that ``bounds`` is a part of, or ``bounds`` themselves."""
    start, end = text.rfind(" ", 0, max(0, bounds[0] - _GROUP)) + 1, bounds[1] + _GROUP
    for group in find_cues(tokenize(text[start:end]), cue_lexicon()):
        if start + group.start <= bounds[0] and bounds[1] <= start + group.end:
            return start + group.start, start + group.end
    return bounds


def speaker_span(text: str, bounds: Bounds | None) -> Span | None:
    """A speaker, whose mention never ends with a word that needs another after it ("l'Organisation mondiale de la")."""
    trimmed = _trimmed(text, bounds, outer=_ENDS) if bounds else None
    if trimmed is None:
        return None
    start, end = trimmed
    while _UNFINISHED.search(text, start, end) and (word := _NEXT_WORD.match(text, end)):
        end = word.end()
    return Span.of(text, start, end)


def _filled(segments: Sequence[Bounds], marks: Sequence[MarkedSpan]) -> list[Bounds]:
    """The outermost edges of segments moved to those of the marks that they fill by half or more."""
    filled = list(segments)
    for span in marks:
        inside = [at for at, bounds in enumerate(filled) if _meet(bounds, (span.start, span.end))]
        if not inside or not span.closed:
            continue
        first, last = inside[0], inside[-1]
        start, end = filled[first][0], filled[last][1]
        covered = min(end, span.end) - max(start, span.start)
        if covered >= _SHARE * (span.end - span.start) and end - start - covered <= _STRAY:
            filled[first] = (span.start, filled[first][1])
            filled[last] = (filled[last][0], span.end)
    return filled


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _trimmed(text: str, bounds: Bounds, *, outer: str = OUTER) -> Bounds | None:
    """``bounds`` without the ``outer`` characters at both ends and a final full stop; None when nothing is left."""
    start, end = bounds
    while start < end and text[start] in outer:
        start += 1
    while start < end and (text[end - 1] in outer or (text[end - 1] == "." and not text[:end].endswith(".."))):
        end -= 1
    return (start, end) if start < end else None


def _whole_marks(text: str, bounds: Bounds, *, around: str) -> Span:
    """Put back a mark that the content holds the other half of; those ``around`` a direct quotation are not its own."""
    start, end = bounds
    for opening, closing in ("«»", "“”", '""', "()"):
        if opening == around:
            continue
        inside = text[start:end]
        straight = opening == closing
        unclosed = inside.count(opening) % 2 if straight else inside.count(opening) - inside.count(closing)
        after = _next_mark(text, end, closing) if unclosed > 0 else None
        if after is not None:
            end = after + 1
        elif unclosed < 0 or (straight and unclosed):
            before = _previous_mark(text, start, opening)
            start = start if before is None else before
    return Span(start, end, text[start:end])


def _next_mark(text: str, place: int, mark: str) -> int | None:
    while place < len(text) and (text[place].isspace() or text[place] in ",."):
        place += 1
    return place if place < len(text) and text[place] == mark else None


def _previous_mark(text: str, place: int, mark: str) -> int | None:
    place -= 1
    while place >= 0 and text[place].isspace():
        place -= 1
    return place if place >= 0 and text[place] == mark else None
