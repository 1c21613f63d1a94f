"""Where a reported clause ends, and whether one starts after a verb group. Used by the quotation rules."""

from __future__ import annotations

import re

from newsclf.data.labelers.passage import Passage
from newsclf.text.cues import Cue
from newsclf.text.gazetteer import COMPANIES, DOCUMENTS, INSTITUTIONS
from newsclf.text.mentions import read_mention

#: What may stand between a reporting verb and its que: "à la BBC", "jeudi dans un communiqué", ", mardi,".
_GAP = r"(?:[\s\u00a0]+|,)(?:(?!\b(?:que|qui|dont|où)\b)[^.;:!?«»“”\"]){0,110}?"
_QUE = re.compile(rf"(?:{_GAP})?[\s\u00a0,]+(?:que[\s\u00a0]+|qu['’][\s\u00a0]*)", re.IGNORECASE)
_SI = re.compile(rf"(?:{_GAP})?[\s\u00a0,]+(?:si[\s\u00a0]+|s['’](?=ils?\b))", re.IGNORECASE)
_AFTER_CLAUSE = re.compile(
    r"(?:,[\s\u00a0]+(?:alors qu['’e]|sans \w+er|c['’]est-à-dire|ce qu[ie]|♦)|\.♦)|,?[\s\u00a0]+(?:tandis qu|"
    r"[–—-] (?:mais|et) |selon |d['’]après |avant d['’e]|tout en |mais (?:il|elle|ils|elles|le|la|"
    r"l['’]) ?\w* ?a |"
    r"comme (?:le |l['’])?(?:rapporte|indique|explique|révèle|souligne|rappelle)|a rapporté |rapporte |a appris )"
)
_OTHER_QUE = re.compile(
    r"\b(?:alors|tandis|avant|pour|après|bien|moins|plus|quel|quelle|ainsi|sans|dès|depuis|lors|tôt|tard|"
    r"autre|autres|peu|tant|"
    r"autant|aussi|montrer|prouver|même|et|à condition|afin|tel|telle|ne|jusqu'à ce|\w+er|"
    r"\w+ir)[\s\u00a0]+qu(?:e[\s\u00a0]+|['’][\s\u00a0]*)$",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[\s\u00a0]+(?:\w+ ){0,3}?(?=(?:comment|pourquoi|combien|dans quelles? \w+)[\s\u00a0])", re.IGNORECASE
)
_SUBORDINATE = re.compile(r"(?:Alors|Tandis|Bien) qu(?:e |['’])|(?:Si|Quand|Lorsque|Comme) ")
#: A verb form that only a clause has, not a bare noun phrase.
FINITE = re.compile(
    r"\b(?:a|ont|est|sont|ai|fut|furent|fait|font|va|vont|peut|peuvent|doit|doivent|faut|n['’]|ne|se|s['’]|y|"
    r"il|elle|on|ils|elles|c['’]|ce|j['’]|je|nous|vous|\w+(?:ait|aient|èrent|era|eront|erait|issent|ient|ît|ûrent|ège|ue|rit|"
    r"tre))\b|[a-zà-ÿ]{3,}(?:ent|ont)\b|\b[a-zà-ÿ]{3,}e\b(?= (?:à|de|d['’]|le|la|les|un|une|des|pas|que|en|"
    r"dans|sur|par|pour|son|sa)\b)"
)
_CONJUNCTION = re.compile(
    r"(?:,?[\s\u00a0]+(?:mais|et|puis|or|avant de|pour|tout en|ce qui)|,|;)(?=[\s\u00a0])", re.IGNORECASE
)


def que_start(passage: Passage, cue: Cue, *, si: bool = False) -> int | None:
    """Where the que-clause (or si-clause) of ``cue`` starts, after its conjunction; None when it has none."""
    end = passage.sentence(cue.start)[1]
    match = (_SI if si else _QUE).match(passage.text, cue.end, end)
    if match is None:
        return None
    between = passage.text[cue.end : match.end()]
    if _OTHER_QUE.search(between):
        return None
    if between.count(",") == 1 and not between.strip().startswith(",") and len(between) > 60:
        return None
    if any(
        other.form != "infinitive" and "que" in other.verb.frames
        for other in passage.cues_between(cue.end, match.end())
    ):
        return None
    return match.end()


def question_start(passage: Passage, cue: Cue) -> int | None:
    """Where an indirect question of ``cue`` starts, its question word included: "a expliqué comment …"."""
    match = _QUESTION.match(passage.text, cue.end, passage.sentence(cue.start)[1])
    return match.end() if match else None


def clause_end(passage: Passage, start: int) -> int:
    """The end of the reported clause that starts at ``start``: the sentence's, or where another report begins."""
    end = _sentence_end(passage, start)
    for other in passage.cues_between(start, end):
        cut = _cut_before(passage, start, other)
        if cut is not None and cut > start + 5:
            end = cut
            break
    for match in _AFTER_CLAUSE.finditer(passage.text, start + 5, end):
        if passage.mark_around(match.start() + 1) is None:
            end = match.start()
            break
    return _balanced(passage, start, end)


def _sentence_end(passage: Passage, start: int) -> int:
    """The end of the sentence, or of a clause inside it: at a colon before marks, after "Alors que …"."""
    first, end = passage.sentence(start)
    comma = passage.text.find(",", start, end)
    if _SUBORDINATE.match(passage.text, first) and "," not in passage.text[first:start] and comma > 0:
        return comma
    for span in passage.marks:
        if start < span.outer_start < end:
            colon = re.search(r"[\s\u00a0]*:[\s\u00a0]*$", passage.text[start : span.outer_start])
            if colon:
                return start + colon.start()
    return end


def _cut_before(passage: Passage, start: int, other: Cue) -> int | None:
    """Where the clause ends because ``other`` reports anew: before ", ajoutant", ", a-t-il dit", "et ajouté"."""
    text = passage.text
    before = text[start : other.start]
    if other.form == "gerund":
        match = re.search(r"(?:,?[\s\u00a0]+(?:et|tout en|en)|,)[\s\u00a0]*$", before)
        return start + match.start() if match else None
    if other.pronoun is not None:
        match = re.search(r"[\s\u00a0]*,[\s\u00a0]*$", before)
        return start + match.start() if match else None
    if other.form in ("finite", "compound", "participle"):
        direct = re.search(r",?[\s\u00a0]+(?:et|mais|puis)[\s\u00a0]+$", before)
        if direct and (other.form != "participle" or _reports(passage, other)):
            return start + direct.start()
        if other.form != "participle" and _reports(passage, other):
            breaks = [match for match in _CONJUNCTION.finditer(before) if len(before) - match.end() < 60]
            if breaks:
                return start + breaks[-1].start() if breaks[-1].group().strip() else start + breaks[0].start()
    return None


def _reports(passage: Passage, cue: Cue) -> bool:
    """Whether ``cue`` plainly opens a report: a que, a colon or marks follow it."""
    return (
        que_start(passage, cue) is not None
        or passage.mark_at(cue.end) is not None
        or bool(re.match(r"[^.«“\"]{0,60}:[\s\u00a0]*[«“\"]", passage.text[cue.end : cue.end + 80]))
    )


def _balanced(passage: Passage, start: int, end: int) -> int:
    """``end`` moved out of a pair of marks that it would cut."""
    span = passage.mark_around(end)
    return max(end, span.outer_end) if span is not None and span.outer_start >= start else end


def can_speak(words: str) -> bool:
    """Whether a noun phrase can be a source: a name, a person, a body or a document, no "accord" or "instant"."""
    mention = read_mention(words)
    if mention.kind != "noun" or mention.human or mention.proper is not None:
        return True
    return mention.head in COMPANIES | INSTITUTIONS | DOCUMENTS or mention.plural or mention.bare[:1].isupper()
