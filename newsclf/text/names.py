"""From the mention of a source ("il", "M. Girard", "le ministre", "la CGT") to the fullest name the article gives.

No model: surnames and acronyms are matched, titles and appositions followed, pronouns and follow-on
quotations resolved by the order of the discourse. Each kind of mention has one method of :class:`_Resolver`;
a new kind is one more method in ``_named``. What an article says of its names is read once, into
:class:`Directory` (``text/directory.py``); the sources so far are a :class:`History`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsclf.schema import Quote
from newsclf.text.directory import Directory
from newsclf.text.gazetteer import COMPANIES, DOCUMENTS, INSTITUTIONS, MEDIA
from newsclf.text.mentions import Gender, Mention, fold, is_first_name, is_person, read_mention
from newsclf.text.name_bodies import MEDIA_NOUNS
from newsclf.text.name_documents import Documents
from newsclf.text.name_headings import leads, repeated
from newsclf.text.name_history import History
from newsclf.text.wordlist import words

_NAMED_BODY = re.compile(
    r"[a-zà-ÿ-]+ (?:(?:d['’]|de )(?:information|télévision|presse|radio)s? )?"
    r"(?:[a-zà-ÿ-]+(?:al|ale|ais|aise|ien|ienne|ain|aine|ois|oise|ique|el|elle|if|ive) )?"
    r"((?:[LD][ae]?s?['’ ])?[A-ZÀ-Þ].*)$"
)
#: How many quotations after a mention may name its bearer.
_AHEAD = 3
#: How far after a first quotation without a source, in characters, its speaker may be named.
_BESIDE = 250
_INDEFINITE = re.compile(r"une? |l['’]une? d", re.IGNORECASE)
_FORMER = re.compile(r"(?:ancien(?:ne)? |ex-)", re.IGNORECASE)
_FEMININE = re.compile(r"(?:trice|euse|ière|ienne|ate|ante)$")
#: Nouns for a company, which stand for no ministry.
_FIRMS = words(
    "entreprise société compagnie constructeur firme marque géant avionneur fabricant enseigne équipementier"
)
_RELATIVES = words("mère père frère sœur fils fille mari épouse femme compagnon compagne")
#: Persons whose complement says for whom they speak or act: no epithet of the article's protagonist.
_ATTENDANTS = words("avocat avocate conseil porte-parole procureur procureure juge journaliste témoin médecin")


def resolve_speakers(text: str, quotes: Sequence[Quote], *, headline: str = "") -> list[str | None]:
    """One name per quote of ``text``, in the order of ``quotes``; None when no source can be told.

    A quote without a speaker takes the name of the quotation before it (the first one: of the next), a
    heading that of the quotation whose words it repeats. A mention that nothing in the article names more
    fully ("des sources locales") is its own name.
    """
    mentions = [quote.speaker.text for quote in quotes if quote.speaker is not None]
    spoken = [(segment.start, segment.end) for quote in quotes for segment in quote.content]
    resolver = _Resolver(Directory(text, headline, sources=mentions, spoken=spoken))
    names: list[str | None] = [None] * len(quotes)
    order = sorted(range(len(quotes)), key=lambda index: quotes[index].start)
    for rank, index in enumerate(order):
        follower = quotes[order[rank + 1]] if rank + 1 < len(order) else None
        if quotes[index].speaker is not None or not leads(text, quotes[index], follower):
            later = [quotes[other] for other in order[rank + 1 : rank + 1 + _AHEAD]]
            names[index] = resolver.resolve(quotes[index], later)
    for index in order:
        twin = repeated(quotes, index)
        if twin is not None:
            names[index] = names[twin]
    following = None
    for index in reversed(order):
        names[index] = following = names[index] or following
    return names


class _Resolver:
    """Reads an article once, then resolves its quotations in reading order."""

    def __init__(self, directory: Directory) -> None:
        self.people, self.roles = directory.people, directory.roles
        self.subjects, self.bodies = directory.subjects, directory.bodies
        self.history = History(directory.people)
        self._documents = Documents(self.bodies, self.history, self.subjects, self._named)

    def resolve(self, quote: Quote, later: Sequence[Quote]) -> str | None:
        """The name of the source of ``quote``; ``later`` are the quotations after it."""
        follower = later[0] if later else None
        if quote.speaker is None:
            last = self.history.last
            if last is None:
                return self._by_headline(quote, later)
            subject = self.subjects.between(last.position + 1, quote.start, gender=None)
            return self.people.spelling(subject or last.name)
        mention, at = read_mention(quote.speaker.text), quote.speaker.start
        name = self._named(mention, at)
        if name == mention.text:
            first = self.history.last is None
            named_later = self._named_later(mention, follower) if first else None
            name = named_later or self._introduced_later(mention, at, later) or name
        name = self.people.spelling(self.history.as_before(name))
        self.history.add(name, mention, at)
        return name

    def _named(self, mention: Mention, at: int) -> str:
        if mention.kind == "personal":
            return self._by_pronoun(mention, at) or mention.text
        if mention.kind in ("relative", "demonstrative"):
            return self._by_antecedent(mention, at) or self._by_pronoun(mention, at) or mention.text
        if mention.kind == "name":
            return self._by_name(mention) or mention.text
        # "la Commission nationale …", "le Conseil"
        if mention.bare[:1].isupper() and not mention.maybe_human and mention.bare != "ONG":
            return self.bodies.expansion(mention.bare) or mention.text
        by_noun = (self._by_role, self._by_body, self._by_person)
        for method in (self._by_clause, self._documents.issuer, self._by_apposed_name, *by_noun):
            name = method(mention, at)
            if name is not None:
                return name
        return self.history.same_noun(mention) or mention.text

    def _named_later(self, mention: Mention, follower: Quote | None) -> str | None:
        """ "un expert" in the lead of an article → the person or body that the next quotation names."""
        if _INDEFINITE.match(mention.text) is None or mention.head == "source":
            return None
        if follower is None or follower.speaker is None:
            return None
        later = read_mention(follower.speaker.text)
        if later.kind != "name" or later.plural or fold(later.text) in MEDIA:
            return None
        name = self._named(later, follower.speaker.start)
        if not self.people.is_person(name):
            return name if mention.head in COMPANIES | DOCUMENTS else None
        human = mention.head not in COMPANIES | INSTITUTIONS | DOCUMENTS
        return name if human and self.people.fits(name, mention.gender) else None

    def _by_headline(self, quote: Quote, later: Sequence[Quote]) -> str | None:
        """Whose the first quotation is if the headline opens with a person whom the text names beside it."""
        speaking = next((other for other in later if other.speaker is not None), None)
        hero = self.people.opening_headline(None)
        end = min(speaking.start, quote.end + _BESIDE) if speaking is not None else quote.end + _BESIDE
        subject = self.subjects.between(quote.end, end, gender=None)
        return hero if hero is not None and (speaking is None or subject == hero) else None

    def _introduced_later(self, mention: Mention, at: int, later: Sequence[Quote]) -> str | None:
        """ "la présidente du club" → the person whom one of the next quotations is the first to name."""
        if mention.kind != "noun" or mention.plural or not mention.human or _INDEFINITE.match(mention.text):
            return None
        if mention.possessive or self.history.named_persons(None):
            return None
        for quote in later:
            named = read_mention(quote.speaker.text) if quote.speaker is not None else None
            if named is None or named.kind != "name":
                continue
            name = self._by_name(named) or named.bare
            new = self.people.is_person(name) and not self.subjects.names_before(name, at)
            return name if new and self.people.fits(name, _gender(mention)) else None
        return None

    def _by_name(self, mention: Mention) -> str | None:
        """ "M. Girard", "Girard", "Paul", "la CGT" → the longest name of the article that holds those words."""
        full = self.bodies.expansion(mention.bare) or self.people.full_name(
            mention.bare, gender=mention.gender if mention.titled else None
        )
        if full is not None:
            return full
        learned = mention.titled and not mention.text.startswith(("M.", "Mme", "Mlle"))
        return mention.bare if learned and " " in mention.bare else None

    def _by_clause(self, mention: Mention, at: int) -> str | None:
        """ "celle qui défend le projet" → the person the article is about, or speaks of before."""
        if mention.head not in ("celui", "celle"):
            return None
        gender, last = mention.gender, self.history.last
        subject = self.subjects.between(last.position + 1 if last else 0, at, gender=gender)
        if subject is None and (source := self.history.fitting(gender)) is not None:
            return source.name
        return subject or self.people.protagonist(gender) or self.people.opening_headline(gender)

    def _by_apposed_name(self, mention: Mention, at: int) -> str | None:
        """ "le groupe textile Veloria", "la négociatrice suisse Claire Roy" → the name that ends the mention."""
        if full := self.bodies.expansion(mention.bare):
            return full
        if mention.bare == "ONG":
            return None
        body = mention.head in COMPANIES and not mention.plural
        if body and (named := _NAMED_BODY.match(mention.bare)):
            return self.bodies.full(named.group(1))
        if mention.proper is None:
            return None
        if mention.maybe_human and mention.has_complement and not is_first_name(mention.proper.split()[0]):
            return None
        acronym = mention.proper.isupper() and not mention.human and not mention.plural
        if is_person(mention.proper) or mention.head in COMPANIES or acronym:
            return self.bodies.full(mention.proper)
        return self.people.full_name(mention.proper) if mention.maybe_human else None

    def _by_role(self, mention: Mention, at: int) -> str | None:
        """ "le Premier ministre", "le directeur du port" → whom the article says to be that."""
        possessive = re.match(r"(?:[Ss]on|[Ss]a) ", mention.text)
        if mention.plural or mention.head in INSTITUTIONS or not (mention.definite or possessive):
            return None
        gender = mention.gender if mention.maybe_human else None
        complement = mention.has_complement
        return self.roles.holder_of(mention.head, mention.words, at, gender=gender, complement=complement)

    def _by_body(self, mention: Mention, at: int) -> str | None:
        """ "le quotidien", "la coalition", "l'entreprise" → the body that such a noun stands for."""
        alone = len(mention.words) == 1
        if not mention.definite:
            return None
        if len(mention.words) > 2:
            if mention.plural or mention.head not in COMPANIES - MEDIA_NOUNS:
                return None
            before = [name for name in self.history.bodies() if read_mention(name).head not in INSTITUTIONS]
            hero = self.bodies.protagonist() if mention.head in _FIRMS else None
            return hero or (before[-1] if before and not mention.has_complement else None)
        if mention.head == "direction" and alone:
            return self.bodies.protagonist()
        if mention.plural:
            same = [
                source.name for source in self.history.sources if source.plural and mention.head in fold(source.name)
            ]
            return (self.bodies.fuller_group(mention.head, at) or next(iter(same), None)) if alone else None
        if mention.head in MEDIA_NOUNS:
            medium = self.bodies.medium_before(at, mention.head)
            return self.history.longer(medium) if medium else None
        phrase = self.bodies.fuller_phrase(mention.head, at) if alone else None
        if mention.head not in COMPANIES:
            return phrase if mention.head in INSTITUTIONS else None
        before = self.history.bodies()
        if mention.head in _FIRMS:
            before = [name for name in before if read_mention(name).head not in INSTITUTIONS]
        if before:
            return before[-1]
        return self.bodies.called(mention.head, at) or self.bodies.main() or phrase

    def _by_person(self, mention: Mention, at: int) -> str | None:
        """ "la star", "le ministre" → the person who became the subject last, else the last source that fits."""
        if mention.definite and (mention.plural or mention.head == "couple") and not mention.has_complement:
            return self.history.joint() if mention.head not in DOCUMENTS else None
        if mention.plural or not mention.definite or not mention.maybe_human or mention.head in _RELATIVES:
            return None
        gender = _gender(mention)
        hero = self.people.protagonist(gender)
        last = self.history.last
        subject = self.subjects.between(last.position + 1 if last else 0, at, gender=gender)
        if mention.has_complement and not _FORMER.match(mention.bare):
            epithet = mention.human and mention.head not in _ATTENDANTS
            candidates = [subject, self.history.last_person(gender), hero] if epithet else []
        else:
            sources = [source.name for source in reversed(self.history.named_persons(gender))]
            candidates = [subject, *sources, hero]
        return next((name for name in candidates if name and not self.roles.contradict(mention.words, name)), None)

    def _by_antecedent(self, mention: Mention, at: int) -> str | None:
        """ "X, qui …", "Ce dernier …" → the name or source that stands last before it."""
        person = self.subjects.before(at, gender=mention.gender, within=90)
        last = self.history.last
        if mention.kind == "demonstrative":
            body = last is not None and not last.person and last.gender == mention.gender and last.position > at - 90
            return last.name if last and body else person
        name = self.subjects.name_ending(at)
        phrase = self.subjects.phrase_ending(at)
        if phrase and (antecedent := read_mention(phrase)).head in COMPANIES | INSTITUTIONS:
            return self._named(antecedent, at)
        return person if name is None or (person and name in person) else self.people.full_name(name) or name

    def _by_pronoun(self, mention: Mention, at: int) -> str | None:
        """The last source that the pronoun fits, unless another has become the subject since."""
        if fold(mention.text) in ("ils", "elles", "eux"):
            return self._by_plural_pronoun(at)
        gender = mention.gender
        last = self.history.fitting(gender)
        subject = self.subjects.between(last.position + 1 if last else 0, at, gender=gender)
        if subject is None and last is not None:
            subject = self.subjects.sole(self.subjects.sentence_end(last.position), at, gender=gender)
        hero = self.people.protagonist(gender)
        if subject is None and hero is None and (last is None or last.gender != gender):
            subject = self.subjects.phrase(max(last.position if last else 0, at - 400), at, gender=gender)
        return (
            subject
            or (last.name if last else None)
            or self.people.opening_headline(gender)
            or self.subjects.before(at, gender=gender)
            or hero
            or self.people.main_person(at, gender=gender)
            or self.subjects.phrase(0, at, gender=gender, definite=True)
            or self.subjects.stranger(at)
            or (self.history.sources[-1].name if self.history.sources else None)
        )

    def _by_plural_pronoun(self, at: int) -> str | None:
        """The last plural subject since the last plural source, else that source, else the last one."""
        last = self.history.last_plural()
        subject = self.subjects.plural(last.position if last else 0, at)
        last = last or self.history.last
        return subject or (last.name if last else None)


def _gender(mention: Mention) -> Gender | None:
    """The gender that the determiner of a role shows, or its ending: "l'actrice", "l'ancienne ministre"."""
    if mention.text[1:2] not in ("'", "’"):
        return mention.gender
    return "f" if _FEMININE.search(mention.head) or fold(mention.bare).startswith("ancienne ") else None
