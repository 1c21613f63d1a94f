"""Whom a document speaks for: "le communiqué de Veloria", "son rapport", "la même source"."""

from __future__ import annotations

import re
from collections.abc import Callable

from newsclf.text.gazetteer import COMPANIES, DOCUMENTS, INSTITUTIONS
from newsclf.text.mentions import Mention, fold, read_mention
from newsclf.text.name_bodies import Bodies
from newsclf.text.name_history import History
from newsclf.text.name_subjects import Subjects
from newsclf.text.wordlist import words

_ISSUER = re.compile(
    r"(?:\bde la |\bdu |\bde l['’]\s?|\bdes |\bde |\bpar (?:la |le |les |l['’])?|\bd['’])"
    r"((?:agence |ministère |préfecture |centre |institut |fédération |bureau )?(?:de )?[A-ZÀ-Þ].*)$"
)
#: "communiqué de presse de la mairie"; the articles that "du" and "des" hold.
_ISSUING_BODY = re.compile(
    r"[a-zà-ÿ ]+? (?:(?:diffusée?|publiée?|réalisée?|menée?|établie?|relatée?|détaillée?|recueillie?|rédigée?)s? )?"
    r"(du|des|de la|de l['’]|par la|par le|par les|par l['’]|d['’]une?|de)\s?([a-zà-ÿ][^,(]*)$"
)
_INDEFINITE = re.compile(r"une? |l['’]une? d", re.IGNORECASE)
_CONTRACTED = {
    "du": "le ",
    "des": "les ",
    "de la": "la ",
    "par la": "la ",
    "par le": "le ",
    "par les": "les ",
    "d'un": "un ",
    "d'une": "une ",
    "d’un": "un ",
    "d’une": "une ",
    "de": "",
}
_NAMED_DOCUMENT = re.compile(r"[a-zà-ÿ]+ ([A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)*)(?= (?:pour|publi|dat|de|du|sur)|$)")
#: Documents that a group of people writes, but does not issue.
_STUDIES = words("étude recherche recherches plainte enquête")
#: Where a body writes in its own name: "le site de Veloria".
_PAGES = words("site compte page")


class Documents:
    """Finds who issued a document that is quoted."""

    def __init__(
        self, bodies: Bodies, history: History, subjects: Subjects, named: Callable[[Mention, int], str]
    ) -> None:
        """``named``: resolves the issuer where the mention of the document describes it."""
        self._bodies, self._history, self._subjects, self._named = bodies, history, subjects, named

    def issuer(self, mention: Mention, at: int) -> str | None:
        """ "le communiqué de Veloria", "un sondage Sondea" → who issued it; "le rapport" → the source before it."""
        if mention.head not in DOCUMENTS and not (mention.head in _PAGES and _ISSUER.search(mention.bare)):
            return None
        last = self._history.last
        if mention.head == "source" and "même" in mention.words:
            return last.name if last else mention.text
        if mention.possessive and last is not None:
            return self._owner(mention) or last.name
        named = self._named_in(mention, at)
        return named if named is not None else self._mentioned_before(mention, at)

    def _named_in(self, mention: Mention, at: int) -> str | None:
        """The issuer that the mention itself names: "le site de Veloria", "un communiqué de la mairie"."""
        if body := _ISSUING_BODY.match(mention.bare):
            inner = read_mention(_CONTRACTED.get(body.group(1), "l'") + body.group(2))
            spoken = inner.head in INSTITUTIONS | COMPANIES and not (inner.head == "presse" and body.group(1) == "de")
            if spoken or (inner.human and not inner.plural and body.group(1) != "de"):
                return self._named(inner, at)
        if issuer := _ISSUER.search(mention.bare):
            name = re.split(r"\s+(?:pour|sur|publi|en \d|dat)", issuer.group(1))[0]
            return self._bodies.full(name.removeprefix("ONG "))
        if mention.proper is not None:
            return self._bodies.full(mention.proper)
        if named := _NAMED_DOCUMENT.match(mention.bare):
            return self._bodies.full(named.group(1))
        return None

    def _mentioned_before(self, mention: Mention, at: int) -> str:
        """ "le rapport" → the issuer of the report before, else the last source."""
        last = self._history.last
        if last is None or len(mention.words) > 1:
            return self._history.same_noun(mention) or mention.text
        if mention.definite and (before := self._history.document(mention.head)):
            return before
        if mention.definite and not (mention.head in _STUDIES and last.plural):
            return last.name
        if _INDEFINITE.match(mention.text) and at < self._subjects.sentence_end(last.position):
            return last.name
        return mention.text

    def _owner(self, mention: Mention) -> str | None:
        """ "son rapport", "leur analyse" → the last source that can own a document, one or several."""
        several = fold(mention.text).startswith("leur")
        owners = [source for source in self._history.sources if not source.cited and (several or not source.plural)]
        return owners[-1].name if owners else None
