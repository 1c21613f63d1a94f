"""The quotation rule for named sources: selon X, d'après X, pour X, at any place of the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclf.data.labelers.clauses import FINITE, can_speak, clause_end
from newsclf.data.labelers.passage import Draft, Passage
from newsclf.data.labelers.subjects import SubjectFinder
from newsclf.schema import QuoteType
from newsclf.text.phrases import Bounds, noun_phrase_after

_SELON = re.compile(r"(?<![\w-])(?:[Ss]elon|[Dd]['’]après|[Dd]’ après)(?=[\s\u00a0])")
_SELON_POUR = re.compile(r"(?:(?<=^)|(?<=[.!?»\"][\s\u00a0])|(?<=[.!?]))Pour(?=[\s\u00a0])")
_NOT_A_SOURCE = re.compile(
    r"[\s\u00a0]+(?:que?\b|qu['’]|les? (?:besoins?|cas|saisons?|moyens?|modalités|critères?|règles?|âges?|"
    r"modèles?)\b|la (?:loi|taille|saison)\b|l['’]âge|leur |une? (?:calendrier|méthode|principe))"
)
_POUR_SOURCE = re.compile(
    r"[\s\u00a0]+(?!l['’](?:instant|heure)\b|le (?:moment|reste)\b)"
    r"(?:lui|elle|eux|elles|(?:le |la |les |l['’]|M\. |Mme )?[\wà-ÿÀ-Þ-]+[^,.;«»]{0,60}?)[\s\u00a0]*,"
)


def according_to(passage: Passage, subjects: SubjectFinder) -> Iterator[Draft]:
    """Selon X, … ; …, selon X ; …, d'après X, … ; Pour X, …"""
    for pattern in (_SELON, _SELON_POUR):
        for match in pattern.finditer(passage.text):
            if passage.mark_around(match.start()) or _NOT_A_SOURCE.match(passage.text, match.end()):
                continue
            if pattern is _SELON_POUR and not _POUR_SOURCE.match(passage.text, match.end()):
                continue
            start, end = passage.sentence(match.start())
            source = noun_phrase_after(passage.text, match.end(), end, skip=False)
            if source is None or (pattern is _SELON_POUR and not can_speak(passage.text[slice(*source)])):
                continue
            contents = _around(passage, (match.start(), source[1]), start, end)
            if contents:
                kinds = {kind for _, kind in contents}
                kind: QuoteType = (
                    kinds.pop() if len(contents) == 1 else "indirect" if kinds == {"indirect"} else "mixed"
                )
                score = 0.8 if pattern is _SELON else 0.6
                yield Draft(
                    tuple(bounds for bounds, _ in contents), kind, (match.start(), match.end()), source, "selon", score
                )


def _around(passage: Passage, phrase: Bounds, start: int, end: int) -> list[tuple[Bounds, QuoteType]]:
    """The contents on both sides of a selon-phrase inside the sentence ``[start, end)``, with their types."""
    before = passage.text[start : phrase[0]]
    opening = not re.search(
        r"\w{2,}.*\w",
        re.sub(
            r"^[\s\u00a0]*(?:Mais|Et|Or|Car|Cependant|Toutefois|En effet|Ainsi|Enfin|Toujours|Ainsi|"
            r"Par ailleurs|De plus|En outre|Or),?",
            "",
            before,
        ).strip(),
    )
    opening = opening or bool(
        re.search(r"\b(?:alors que|tandis que|mais|et|or|car|où|lequel|toujours)[\s\u00a0]*$", before)
    )
    aside = re.compile(r"[^,.;:«»\"]*(?:\([^)]*\)[^,.;:«»\"]*)?,?").match(passage.text, phrase[1], end)
    after = aside.end() if aside else phrase[1]
    if opening:
        after = _past_appositions(passage, after, end)
        content = passage.reported(after, clause_end(passage, after))
        return [content] if content else []
    first = passage.reported(_report_start(passage, start, phrase[0]), phrase[0])
    if first is None:
        return []
    rest = passage.text[after:end]
    plain = passage.text[phrase[1] : after].strip() in (",", "")
    continues = plain and passage.text[after - 1 : after] == "," and re.match(r"[\s\u00a0]*(?:[a-zà-ÿ«\"])", rest)
    if (
        continues
        and before.rstrip().endswith(",")
        and FINITE.search(rest)
        and (len(rest.split()) > 3 or not FINITE.search(before))
        and not _is_relative(rest)
    ):
        second = passage.reported(after, clause_end(passage, after))
        return [first, second] if second else [first]
    return [first]


def _past_appositions(passage: Passage, start: int, end: int) -> int:
    """Past "…, qui veille sur le fleuve," and "…, porte-parole du réseau,": chunks without a main verb."""
    while (comma := passage.text.find(",", start, end)) > 0:
        chunk = passage.text[start:comma].strip()
        relative = re.match(r"(?:qui|dont|où)\b|[a-zà-ÿ-]{3,}(?:és?|ées?|is|ie)\b", chunk)
        apposed = (
            chunk[:1].islower()
            and not FINITE.search(chunk)
            and not re.match(
                r"(?:au|aux|à|en|dans|sur|pour|par|avec|sans|le|la|les|l['’]|un|une|des|ces?|cette|plus|près|"
                r"seul)\b",
                chunk,
            )
        )
        if not (relative or apposed) or passage.mark_around(comma):
            return start
        start = comma + 1
    return start


def _is_relative(rest: str) -> bool:
    return bool(
        re.match(
            r"[\s\u00a0]*(?:qui|dont|cité|une? |le |la |l['’]|publié|ce qui|soit|tandis|alors|ajout|lequel|"
            r"laquelle)",
            rest,
        )
    )


def _report_start(passage: Passage, start: int, end: int) -> int:
    """The start of the clause before a selon-phrase: after a colon or semicolon, where there is one."""
    cut = max(passage.text.rfind(sign, start, end) for sign in (" : ", "; "))
    return cut + 2 if cut >= start and passage.mark_around(cut) is None else start
