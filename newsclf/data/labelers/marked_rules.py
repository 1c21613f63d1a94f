"""Quotation rules that start from marks: cue after, cue before, incise inside, and floating quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclf.data.labelers.passage import Draft, Passage
from newsclf.data.labelers.subjects import SubjectFinder
from newsclf.text.cues import Cue
from newsclf.text.marks import MarkedSpan
from newsclf.text.mentions import read_mention
from newsclf.text.phrases import Bounds, subject_before

_INTRODUCTION = re.compile(r"[^.!?«»“”\"]{0,160}:[\s\u00a0\u202f]*$")
_SOURCE_DASH = re.compile(
    r"[\s\u00a0]*[.]?[\s\u00a0]*[—–-][\s\u00a0]+([A-ZÀ-Þ][^«»\"—–.]{3,70}?)(?=[\s\u00a0]+(?:[«\"—–]|"
    r"[A-ZÀ-Þ]\w+ (?:a |[a-z]))|[.]|$)"
)
_TITLED = re.compile(
    r"(?:émission|film|livre|chanson|album|titre|intitulée?s?|appelée?s?|nommée?s?|baptisée?s?|dénommée?s?|"
    r"surnommée?s?|série|"
    r"fonction|association|opération|programme|roman|collectif|groupe|saison de|journal|magazine|mention|mot|"
    r"expression|exposition|"
    r"spectacle|documentaire|la|le|l['’]|du|de la|les|des|en)[\s\u00a0]*$",
    re.IGNORECASE,
)
_SENTENCE_LIKE = re.compile(
    r"\b(?:est|sont|était|a|ont|avait|sera|seront|serait|faut|peut|doit|va|vais|suis|ai|avons|sommes|voulons|"
    r"veux|fait|c['’]est|"
    r"j['’]|je|nous|on|vous|il y|y a|n['’]|ne|\w+ons|\w+ez|\w+ait|\w+ent)\b",
    re.IGNORECASE,
)


def cue_after(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """« Non », a dit X. — and of the mixed kind: La réforme est « morte », a dit X."""
    for cue in passage.cues:
        span = passage.mark_before(cue.start)
        if span is None or cue.form not in ("finite", "compound") or not {"q", "np"} & cue.verb.frames:
            continue
        end = passage.sentence(cue.end)[1]
        speaker = subjects.after(cue, end)
        if speaker is None:
            continue
        start = passage.sentence(span.outer_start)[0]
        lead = passage.text[start : span.outer_start]
        bounds = (cue.start, cue.end)
        inside = passage.text[span.start : span.end]
        if (
            (inside[0].isupper() and len(inside.split()) > 4)
            or not re.search(r"\w", lead)
            or lead.rstrip().endswith((":", "."))
            or _own_sentence(passage, span)
        ):
            yield Draft((passage.inside(span),), "direct", bounds, speaker, "cue_after", 0.97)
        else:
            yield Draft((passage.trimmed(start, span.outer_end),), "mixed", bounds, speaker, "cue_after_mixed", 0.85)


def cue_before(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """X a dit : « Non. » — with a colon, or with nothing between the verb and the marks."""
    for span in passage.marks:
        start = passage.sentence(max(0, span.outer_start - 1))[0]
        cues = [cue for cue in passage.cues_between(start, span.outer_start) if cue.end <= span.outer_start]
        if not cues:
            continue
        cue, between = cues[-1], passage.text[cues[-1].end : span.outer_start]
        if _INTRODUCTION.fullmatch(between):
            colon = True
        elif not between.strip() and _is_sentence(passage, span):
            colon = False
        else:
            continue
        if cue.form == "participle" and not colon:
            continue
        speaker = speaker_before(passage, subjects, cue)
        yield Draft(
            (passage.inside(span),),
            "direct",
            (cue.start, cue.end),
            speaker,
            "colon" if colon else "cue_before",
            0.95 if colon else 0.85,
        )


def incise_inside(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """« La réforme, a déclaré X, sera votée » — the incise splits the content."""
    for cue in passage.inner_cues:
        span = passage.mark_around(cue.start)
        if span is None or cue.form not in ("finite", "compound") or "q" not in cue.verb.frames:
            continue
        before = passage.text[span.start : cue.start].rstrip()
        if not before.endswith((",", "?", "!", "-", "–", "—", "…")):
            continue
        speaker = subjects.after(cue, span.end)
        if speaker is None:
            continue
        mention = read_mention(passage.text[slice(*speaker)])
        if cue.pronoun is None and not (mention.human or re.search(r"[A-ZÀ-Þ]", mention.text)):
            continue
        if cue.pronoun is None and speaker[0] - cue.end > 40:
            continue
        aside = re.match(
            r"(?:,[\s\u00a0]+(?:le |la |l['’]|un |une )[^.!?»]*|[^,.!?»]{0,60})",
            passage.text[max(speaker[1], cue.end) : span.end],
        )
        rest = max(speaker[1], cue.end) + (aside.end() if aside else 0)
        first = passage.trimmed(span.start, cue.start)
        last = passage.trimmed(rest + 1, span.end) if rest + 1 < span.end else (0, 0)
        content = (first, last) if last[1] - last[0] > 2 else (first,)
        yield Draft(content, "direct", (cue.start, cue.end), speaker, "incise_inside", 0.85)


def signed(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """« Nous partons » — Préfecture du Rhône: marked words signed after a dash."""
    for span in passage.marks:
        match = _SOURCE_DASH.match(passage.text, span.outer_end)
        if match:
            yield Draft((passage.inside(span),), "direct", None, (match.start(1), match.end(1)), "signed", 0.85)


def floating(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """Marked words with no cue beside them that read as somebody's own: long, or a sentence."""
    for span in passage.marks:
        start, end = passage.inside(span)
        words = passage.text[start:end].split()
        if len(words) < 3 or _TITLED.search(passage.text, max(0, span.outer_start - 60), span.outer_start):
            continue
        if re.match(r"[\s\u00a0]*\([A-Z]", passage.text[span.outer_end : span.outer_end + 4]):
            continue
        sentence = _is_sentence(passage, span)
        if sentence and _own_sentence(passage, span):
            yield Draft(((start, end),), "direct", None, None, "floating", 0.9)
        elif len(words) >= 7 or (sentence and len(words) >= 5):
            yield Draft(((start, end),), "direct", None, None, "fragment", 0.6)


def speaker_before(passage: Passage, subjects: SubjectFinder, cue: Cue) -> Bounds | None:
    """The subject of ``cue``; that of the verb before it for a gerund, an infinitive or a coordinated participle."""
    start = passage.sentence(cue.start)[0]
    if cue.pronoun is not None:
        return cue.pronoun
    if cue.form == "infinitive":  # "Et la patronne d'insister : …"
        historic = re.search(r"[\s\u00a0](?:de[\s\u00a0]|d['’])$", passage.text[start : cue.start])
        if historic and re.match(r"(?:Et|Puis|puis|et)\b", passage.text[start : cue.start]):
            return subject_before(passage.text, start, start + historic.start())
    if cue.form in ("finite", "compound"):
        for span in reversed(passage.marks):  # a quotation before, in the same sentence, is no part of the clause
            if start < span.outer_end <= cue.start and span.end - span.start > 40:
                start = span.outer_end
                break
        found = subjects.before(cue, start)
        if found is not None or cue.form == "finite":
            return found or _previous_subject(passage, subjects, cue)
    return _previous_subject(passage, subjects, cue)


def _previous_subject(passage: Passage, subjects: SubjectFinder, cue: Cue) -> Bounds | None:
    """The subject of the sentence's verb before ``cue``: of another reporting verb, else of its first verb."""
    start = passage.sentence(cue.start)[0]
    for other in reversed(passage.cues_between(start, cue.start)):
        if other.form in ("finite", "compound"):
            if other.pronoun is not None:
                return other.pronoun
            inverted = passage.mark_before(other.start) or re.search(
                r",[\s\u00a0]*$", passage.text[start : other.start]
            )
            found = subjects.after(other, cue.start) if inverted else None
            return found or subjects.before(other, start) or subjects.after(other, cue.start)
    verb = re.compile(
        r"\b(?:n['’]|ne |s['’]|se |l['’]|en |y )*(?:a|ont|est|sont|avait|avaient|était|étaient|va|vont|fait|"
        r"veut|\w{4,}(?:ait|aient))\b"
    ).search(passage.text, start, cue.start)
    if verb is None:
        return None
    return subject_before(passage.text, start, verb.start())


def _is_sentence(passage: Passage, span: MarkedSpan) -> bool:
    inside = passage.text[span.start : span.end]
    return (
        (inside[:1].isupper() or len(inside.split()) > 8)
        and len(inside.split()) > 2
        and bool(_SENTENCE_LIKE.search(inside))
    )


def _own_sentence(passage: Passage, span: MarkedSpan) -> bool:
    """Whether nothing but a sentence end, a colon or another mark stands before the opening mark."""
    before = passage.text[: span.outer_start].rstrip()
    return not before or before[-1] in '.!?…:»”"—–' or passage.text[span.outer_start - 1 : span.outer_start].isalnum()
