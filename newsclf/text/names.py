"""From the mention of a source ("il", "M. Girard", "le ministre", "la CGT") to the fullest name the article gives.

No model: surnames and acronyms are matched, titles and appositions followed, pronouns and follow-on
quotations resolved by the order of the discourse. Each kind of mention has one method of :class:`_Resolver`;
a new kind is one more method in ``_named``. What an article says of its names is read once, into
:class:`Directory` (``text/directory.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsclf.schema import Quote
from newsclf.text.directory import Directory
from newsclf.text.gazetteer import COMPANIES, DOCUMENTS, INSTITUTIONS
from newsclf.text.mentions import (
    Gender,
    Mention,
    fold,
    is_first_name,
    is_person,
    name_gender,
    read_mention,
)
from newsclf.text.wordlist import words

_ISSUER = re.compile(
    r"(?:\bde la |\bdu |\bde l['’]\s?|\bdes |\bde |\bpar (?:la |le |les |l['’])?|\bd['’])"
    r"((?:agence |ministère |préfecture |centre |institut |fédération |bureau )?(?:de )?[A-ZÀ-Þ].*)$"
)
_RELATIVES = words("mère père frère sœur fils fille mari épouse femme compagnon compagne")
_MEDIA_NOUNS = words("quotidien journal magazine hebdomadaire mensuel chaîne radio média station")
_BETWEEN = re.compile(r"[\s.,;!?…«»“”\"']*")
_ATTRIBUTED_BEFORE = re.compile(r"\w[^.!?«»“”\"]*[.!?:,]?\s*[«“\"]\s*$")


@dataclass(frozen=True, slots=True)
class _Source:
    """A quotation's source once resolved, kept for the mentions that follow."""

    position: int
    name: str
    gender: Gender | None
    plural: bool
    person: bool


def resolve_speakers(text: str, quotes: Sequence[Quote], *, headline: str = "") -> list[str | None]:
    """One name per quote of ``text``, in the order of ``quotes``; None when no source can be told.

    A quote without a speaker takes the name of the quotation before it (the first one: of the next). A
    mention that nothing in the article names more fully ("des sources locales") is its own name.
    """
    mentions = [quote.speaker.text for quote in quotes if quote.speaker is not None]
    resolver = _Resolver(Directory(text, headline, sources=mentions))
    names: list[str | None] = [None] * len(quotes)
    order = sorted(range(len(quotes)), key=lambda index: quotes[index].start)
    for rank, index in enumerate(order):
        follower = quotes[order[rank + 1]] if rank + 1 < len(order) else None
        if quotes[index].speaker is not None or not _leads(text, quotes[index], follower):
            names[index] = resolver.resolve(quotes[index])
    following = None
    for index in reversed(order):
        names[index] = following = names[index] or following
    return names


def _leads(text: str, quote: Quote, follower: Quote | None) -> bool:
    """Whether ``quote``, which has no speaker, is continued by ``follower``, with nothing but marks between."""
    if follower is None:
        return False
    if re.match(r"[\"»”]\s?[A-ZÀ-Þ]\w", text[quote.end : quote.end + 4]) and text[quote.end + 1] not in " \n":
        return True  # a heading in the words of the paragraph that follows, its line break lost
    if follower.speaker is None or _BETWEEN.fullmatch(text, quote.end, follower.start) is None:
        return False
    return _ATTRIBUTED_BEFORE.search(text, max(0, quote.start - 40), quote.start) is None


class _Resolver:
    """Reads an article once, then resolves its quotations in reading order."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.sources: list[_Source] = []

    def resolve(self, quote: Quote) -> str | None:
        if quote.speaker is None:
            if not self.sources:
                return None
            return (
                self.directory.subject_between(self.sources[-1].position + 1, quote.start, gender=None)
                or self.sources[-1].name
            )
        mention, at = read_mention(quote.speaker.text), quote.speaker.start
        known = {source.name: source for source in self.sources}
        name = self._named(mention, at)
        if name in known:
            source = known[name]
            gender = source.gender or mention.gender
            self.sources.append(_Source(at, name, gender, source.plural, source.person))
        else:
            person = is_person(name) or mention.titled or mention.maybe_human
            self.sources.append(_Source(at, name, name_gender(name) or mention.gender, mention.plural, person))
        return name

    def _named(self, mention: Mention, at: int) -> str:
        if mention.kind == "personal":
            return self._by_pronoun(mention, at) or mention.text
        if mention.kind in ("relative", "demonstrative"):
            return self._by_antecedent(mention, at) or self._by_pronoun(mention, at) or mention.text
        if mention.kind == "name":
            return self._by_name(mention) or mention.text
        if mention.bare[:1].isupper() and not mention.maybe_human:  # "la Commission nationale …", "le Conseil"
            return self.directory.expansion(mention.bare) or mention.text
        for method in (self._by_document, self._by_apposed_name, self._by_role, self._by_body, self._by_person):
            name = method(mention, at)
            if name is not None:
                return name
        return mention.text

    def _by_name(self, mention: Mention) -> str | None:
        """ "M. Girard", "Girard", "Paul", "la CGT" → the longest name of the article that holds those words."""
        full = self.directory.expansion(mention.bare)
        if full is not None:
            return full
        name = self.directory.full_name(mention.bare)
        if name is not None:
            return name
        learned = mention.titled and not mention.text.startswith(("M.", "Mme", "Mlle"))
        return mention.bare if learned and " " in mention.bare else None

    def _by_document(self, mention: Mention, at: int) -> str | None:
        """ "le communiqué de Veloria", "un sondage Sondea" → who issued it; "le rapport" → the source before it."""
        if mention.head not in DOCUMENTS:
            return None
        issuer = _ISSUER.search(mention.bare)
        if issuer:
            inner = re.split(r"\s+(?:pour|sur|publi|en \d|dat)", issuer.group(1))[0]
            return self.directory.expansion(inner) or inner
        if mention.proper is not None:
            return self.directory.expansion(mention.proper) or mention.proper
        if mention.definite and self.sources and len(mention.words) <= 1:
            return self.sources[-1].name
        return mention.text

    def _by_apposed_name(self, mention: Mention, at: int) -> str | None:
        """ "le groupe textile Veloria", "la négociatrice suisse Claire Roy" → the name that ends the mention."""
        full = self.directory.expansion(mention.bare)
        if full is not None or mention.proper is None:
            return full
        if mention.maybe_human and mention.has_complement and not is_first_name(mention.proper.split()[0]):
            return None
        if is_person(mention.proper) or mention.head in COMPANIES:
            return self.directory.expansion(mention.proper) or mention.proper
        return self.directory.full_name(mention.proper) if mention.maybe_human else None

    def _by_role(self, mention: Mention, at: int) -> str | None:
        """ "le Premier ministre", "le directeur du port" → whom the article says to be that."""
        possessive = re.match(r"(?:[Ss]on|[Ss]a) ", mention.text)
        if mention.plural or not (mention.definite or possessive):
            return None
        return self.directory.holder_of(
            mention.head, mention.words, at, gender=mention.gender if mention.maybe_human else None
        )

    def _by_body(self, mention: Mention, at: int) -> str | None:
        """ "le quotidien", "la coalition", "l'entreprise" → the body that such a noun stands for."""
        if mention.plural:
            same = [source.name for source in self.sources if source.plural and mention.head in fold(source.name)]
            return same[0] if same and mention.definite and len(mention.words) == 1 else None
        if not mention.definite or len(mention.words) > 2:
            return None
        if mention.head in _MEDIA_NOUNS and (medium := self.directory.medium_before(at)) is not None:
            return medium
        if len(mention.words) == 1 and mention.head in INSTITUTIONS | COMPANIES:
            phrase = self.directory.fuller_phrase(mention.head, at)
            if phrase is not None:
                return phrase
        if mention.head not in COMPANIES:
            return None
        bodies = [source.name for source in self.sources if not source.person and not source.plural]
        return bodies[-1] if bodies else self.directory.main_body(at)

    def _by_person(self, mention: Mention, at: int) -> str | None:
        """ "la star", "le ministre" → the person who became the subject last, else the last source that fits."""
        if mention.plural or not mention.definite or not mention.maybe_human or mention.head in _RELATIVES:
            return None
        hero = self.directory.protagonist
        if hero is not None and not self._fits(mention, hero):
            hero = None
        if mention.has_complement:
            return hero if mention.human else None
        gender = None if mention.text[1] in "'’" else mention.gender
        fitting = [source.name for source in self._persons(gender)]
        since = self.sources[-1].position + 1 if self.sources else 0
        return (
            self.directory.subject_between(since, at, gender=gender)
            or (fitting[-1] if fitting else None)
            or hero
            or self.directory.person_before(at, gender=gender)
            or self.directory.main_person(at, gender=gender)
        )

    def _persons(self, gender: Gender | None) -> list[_Source]:
        """The single persons among the sources so far whom ``gender`` fits."""
        persons = [source for source in self.sources if source.person and not source.plural]
        return [source for source in persons if gender is None or source.gender in (None, gender)]

    @staticmethod
    def _fits(mention: Mention, name: str) -> bool:
        """Whether the form of a role and a first name agree in gender, as far as they tell."""
        gender = mention.gender or ("f" if re.search(r"(?:trice|euse|ière|ienne|ate|ante)$", mention.head) else None)
        return gender is None or name_gender(name) in (None, gender)

    def _by_antecedent(self, mention: Mention, at: int) -> str | None:
        """ "X, qui …", "Ce dernier …" → the name or source that stands last before it."""
        person = self.directory.person_before(at, gender=mention.gender, within=90)
        if mention.kind == "relative":
            body = self.directory.name_ending(at)
            return person if body is None or (person and body in person) else self.directory.full_name(body) or body
        return person

    def _by_pronoun(self, mention: Mention, at: int) -> str | None:
        """The last source that the pronoun fits, unless another has become the subject since."""
        if fold(mention.text) in ("ils", "elles", "eux"):
            return self._by_plural_pronoun(at) or self._last_name()
        gender = mention.gender
        persons = self._persons(gender)
        last = next((source for source in reversed(persons) if is_person(source.name)), None)
        if last is None and persons:
            last = persons[-1]
        subject = self.directory.subject_between(last.position + 1 if last else 0, at, gender=gender)
        hero = self.directory.protagonist
        if gender is not None and hero is not None and name_gender(hero) not in (None, gender):
            hero = None
        return (
            subject
            or (last.name if last else None)
            or self.directory.person_before(at, gender=gender)
            or hero
            or self.directory.main_person(at, gender=gender)
            or self._last_name()
        )

    def _by_plural_pronoun(self, at: int) -> str | None:
        last = next((source for source in reversed(self.sources) if source.plural), None)
        subject = self.directory.plural_subject(last.position if last else 0, at)
        return subject or (last.name if last else None)

    def _last_name(self) -> str | None:
        return self.sources[-1].name if self.sources else None
