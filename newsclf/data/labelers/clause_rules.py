"""Quotation rules for reported clauses: que, infinitives, final cues, selon, and marked fragments as complements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclf.data.labelers.clauses import FINITE, can_speak, clause_end, que_start, question_start
from newsclf.data.labelers.marked_rules import speaker_before
from newsclf.data.labelers.passage import Draft, Passage
from newsclf.data.labelers.subjects import SubjectFinder
from newsclf.text.cues import Cue
from newsclf.text.phrases import Bounds, noun_phrase_after
from newsclf.text.wordlist import words

_NEGATIVE = frozenset({"nier", "démentir", "cacher", "exclure"})
_INFINITIVE = re.compile(
    r"[\s\u00a0]+(?:également |aussi |ainsi |même |toujours |, )?((?:ne (?:pas|plus|jamais) |n['’]|s['’]|se |"
    r"en |y |l['’]|de ne |d['’]|de )*"
    r"(?:avoir|être|vouloir|pouvoir|devoir|\w{2,}(?:er|ir|re|oir)))\b"
)
#: "n'en rien dire", "se taire": what follows the "à" or "de" of a request.
CLITICS_AND_INFINITIVE = r"(?:ne pas |n['’]|s['’]|se |en |y |l['’]|la |le |les )*\w{2,}(?:er|ir|re|oir)"
_ASKED = re.compile(
    r"(?:[\s\u00a0]+(?:(?:aux?|à)\b|(?:l(?:e|a|es)|l['’]|ses|son|sa|tous|toutes|ces|cet|cette|ce|des|d['’]|"
    r"[A-ZÀ-Þ]))[^.;:«»\",]{0,70}?)?[\s\u00a0]+"
    rf"((?:à|de|d['’]) ?{CLITICS_AND_INFINITIVE})\b"
)
_INFINITIVE_IN_RE = re.compile(r"(?:[aiou]ire|ire|ndre|ttre|aître|ître|être|vre|cre|ompre|clure|oudre|perdre)$")
_NO_INFINITIVES = words(
    "maire affaire contraire dire-même libre notaire scolaire militaire nucléaire livre propre histoire "
    "gloire victoire territoire mémoire empire navire sourire cadre ordre autre entre contre encore votre "
    "notre être-même ministre centre rencontre montre hier mer fer premier dernier janvier février quartier "
    "mars papier avenir loisir sur par pour titre lettre heure"
)
_FRAGMENT = re.compile(
    r"(?:[^.;:!?«»“”\",]{0,50}?[\s\u00a0]+(?P<link>de|d['’]|comme))?[\s\u00a0]*(?:(?:un|une|des|le|la|les|ce|"
    r"cette|son|sa|ses|du) |l['’] ?)?(?:(?!au |aux |à |dans |par |pour |en |sur )\w+ ){0,3}(?:d['’] ?)?$"
)


def que_clause(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """X a déclaré (à Y) que … ; X a demandé si …"""
    for cue in passage.cues:
        if not {"que", "si"} & cue.verb.frames or (cue.negated and cue.verb.lemma not in _NEGATIVE):
            continue
        start = que_start(passage, cue) if "que" in cue.verb.frames else None
        if start is None and "si" in cue.verb.frames:
            start = que_start(passage, cue, si=True)
        if start is None and "que" in cue.verb.frames:
            start = question_start(passage, cue)
        if start is None:
            continue
        content = passage.reported(start, clause_end(passage, start))
        if content is None:
            continue
        speaker = _speaker(passage, subjects, cue)
        score = cue.verb.weight * {"infinitive": 0.6, "participle": 0.8, "passive": 0.8}.get(cue.form, 1.0)
        if speaker is not None and passage.text[slice(*speaker)].lower() == "on":
            continue
        if speaker is None and cue.form in ("infinitive", "participle"):
            continue
        yield Draft((content[0],), content[1], (cue.start, cue.end), speaker, "que", score)


def infinitive(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """X affirme avoir … ; X promet de … ; X appelle Y à …"""
    for cue in passage.cues:
        if cue.negated and cue.verb.lemma not in _NEGATIVE:
            continue
        end = passage.sentence(cue.start)[1]
        match = None
        if {"inf", "de"} & cue.verb.frames:
            match = _INFINITIVE.match(passage.text, cue.end, end)
            if match and not _takes(match.group(1), cue):
                match = None
        if match is None and {"de_x", "à_x"} & cue.verb.frames and cue.form != "gerund":
            match = _ASKED.match(passage.text, cue.end, end)
            wanted = ("à",) if "à_x" in cue.verb.frames else ("de", "d'", "d’")
            if match and not match.group(1).startswith(wanted):
                match = None
        if match is None or not _is_infinitive(match.group(1)) or cue.form == "infinitive":
            continue
        content = passage.reported(match.start(1), clause_end(passage, match.start(1)))
        if content is None:
            continue
        speaker = _speaker(passage, subjects, cue)
        if speaker is not None:
            yield Draft((content[0],), content[1], (cue.start, cue.end), speaker, "infinitive", 0.9 * cue.verb.weight)


def fragment(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """X dénonce une « dérive » ; X accuse Y de « brader » le pays ; X décrit Y comme « fou »."""
    for cue in passage.cues:
        frames = {"np", "de_np", "comme"} & cue.verb.frames
        end = passage.sentence(cue.start)[1]
        spans = passage.marks_in(cue.end, end)
        if not frames or not spans or cue.negated or cue.form == "infinitive" or spans[0].outer_start - cue.end > 90:
            continue
        lead = passage.text[cue.end : spans[0].outer_start]
        linked = _FRAGMENT.fullmatch(" " + lead) if lead.strip() else None
        if lead.strip() and linked is None:
            continue
        start = cue.end
        if linked and linked.group("link"):
            start = cue.end + linked.start("link") - 1
        elif "np" not in frames:
            continue
        stop = (
            clause_end(passage, start)
            if linked and linked.group("link")
            else _fragment_end(passage, spans[0].outer_end, end)
        )
        content = passage.reported(start, stop)
        speaker = _speaker(passage, subjects, cue)
        if content is not None and (speaker is not None or cue.form in ("passive", "participle")):
            yield Draft(
                (content[0],), content[1], (cue.start, cue.end), speaker, "fragment_object", 0.6 * cue.verb.weight
            )


def final_cue(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """La grève continue, a annoncé la CGT. — an inverted cue after a comma, its clause before it."""
    for cue in passage.cues:
        start, end = passage.sentence(cue.start)
        before = passage.text[start : cue.start]
        if cue.form not in ("finite", "compound", "passive") or "q" not in cue.verb.frames or cue.negated:
            continue
        comme = re.search(r"(?:^|,[\s\u00a0]*)[Cc]omme[\s\u00a0]+$", before)
        if comme:
            draft = _as_reported(passage, subjects, cue, (start, start + comme.start(), end))
            if draft is not None:
                yield draft
            continue
        if not re.search(r",[\s\u00a0]*$", before) or (cue.form == "passive" and cue.pronoun is None):
            continue
        speaker = subjects.after(cue, end) if cue.form != "passive" else _place_named(passage, cue, end)
        if que_start(passage, cue) is not None or not (
            cue.form == "passive" or _inverted(passage, cue, speaker, before)
        ):
            continue
        content = passage.reported(start, cue.start)
        if content is None or len(before.split()) < 4:
            continue
        yield Draft((content[0],), content[1], (cue.start, cue.end), speaker, "final_cue", 0.8)


def _inverted(passage: Passage, cue: Cue, speaker: Bounds | None, before: str) -> bool:
    """Whether ``speaker`` is the inverted subject of ``cue``, not its object after "Le ministre, X, a annoncé"."""
    if speaker is None or cue.pronoun is not None:
        return speaker is not None
    near = speaker[0] - cue.end <= 60
    return near and bool(FINITE.search(before)) and can_speak(passage.text[slice(*speaker)])


def _as_reported(passage: Passage, subjects: SubjectFinder, cue: Cue, bounds: tuple[int, int, int]) -> Draft | None:
    """Comme le rappelle X, … ; …, comme le rappelle X. ``bounds``: sentence start, comma before comme, sentence end."""
    start, comma, end = bounds
    speaker = subjects.after(cue, end)
    if speaker is None or speaker == cue.pronoun:
        return None
    after = passage.text.find(",", speaker[1], end)
    if comma > start:
        content = passage.reported(start, comma)
    else:
        content = passage.reported(after + 1, clause_end(passage, after + 1)) if 0 < after < speaker[1] + 60 else None
    if content is None:
        return None
    return Draft((content[0],), content[1], (cue.start, cue.end), speaker, "comme", 0.65)


def _place_named(passage: Passage, cue: Cue, end: int) -> Bounds | None:
    """Where it is said: "est-il précisé dans le communiqué", "a-t-on appris de source proche"."""
    place = re.compile(r"[\s\u00a0]+(?:dans|par|sur|auprès de)[\s\u00a0]").match(passage.text, cue.end, end)
    return noun_phrase_after(passage.text, place.end(), end, skip=False) if place else None


def _fragment_end(passage: Passage, end: int, limit: int) -> int:
    """Past further marked words joined to the first by "et", "ou" or a comma."""
    for span in passage.marks_in(end, limit):
        if not re.fullmatch(
            r"[\s\u00a0]*(?:,|et|ou|mais|,? (?:et|ou) (?:de|"
            r"d['’]))?[\s\u00a0]*",
            passage.text[end : span.outer_start],
        ):
            break
        end = span.outer_end
    return end


def _takes(words: str, cue: Cue) -> bool:
    """Whether the infinitive comes with what ``cue`` takes: nothing or de."""
    with_de = bool(re.match(r"(?:de |d['’])", words))
    return ("de" in cue.verb.frames) if with_de else ("inf" in cue.verb.frames)


def _is_infinitive(words: str) -> bool:
    last = re.split(r"[\s'’]", words)[-1].lower()
    if last in _NO_INFINITIVES:
        return False
    return last.endswith(("er", "ir", "oir")) or bool(_INFINITIVE_IN_RE.search(last))


def _speaker(passage: Passage, subjects: SubjectFinder, cue: Cue) -> Bounds | None:
    if cue.form == "passive":
        agent = re.compile(r"[^.;:«»\"]{0,60}?\bpar[\s\u00a0]").match(
            passage.text, cue.end, passage.sentence(cue.start)[1]
        )
        return noun_phrase_after(passage.text, agent.end(), len(passage.text), skip=False) if agent else None
    return speaker_before(passage, subjects, cue)
