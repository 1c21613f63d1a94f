"""Finds the verb groups that report speech: "a-t-il également déclaré", "s'est-elle exclamée", "ajoutant".

Pure: the verbs come in as a :class:`Lexicon`, the groups go out as :class:`Cue` with their place, form,
clitics, negation and the pronoun that an inversion hangs on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from newsclf.text.sentences import Token
from newsclf.text.verbs import conjugate
from newsclf.text.wordlist import words

CueForm = Literal["finite", "compound", "passive", "participle", "gerund", "infinitive"]

AVOIR = words("a ont avait avaient aura auront aurait auraient eut eurent ait aient ai avons avez")
ETRE = words("est sont était étaient fut furent sera seront serait seraient soit soient suis sommes")
_CLITICS = words("ne n' se s' lui leur le la l' les y en me m' nous vous te t'")
_PRONOUNS = words("il elle on ils elles")
_ADVERBS = words(
    "pas jamais plus également aussi ainsi encore déjà toujours ensuite alors donc enfin même bien mieux tout "
    "d'abord d' abord hier aujourd'hui aujourd' hui maintenant récemment depuis longtemps cependant pourtant "
    "toutefois néanmoins plutôt puis auparavant préalablement quant à lui elle eux par ailleurs pour sa part "
    "de son côté en effet la suite tort nouveau revanche outre lui-même - point vite tôt très souvent parfois "
    "surtout immédiatement d'ores et ironie vendredi jeudi mercredi mardi lundi samedi dimanche soir matin"
)
_NOMINALIZERS = words(
    "un une ce cet cette son sa ses leurs mon ma notre nos votre du des de d' au aux chaque toute toutes tous "
    "quelque aucun aucune première seconde dernière nouvelle sans quelle quel sous"
)
_ARTICLES = words("le la l' les leur")
_BEFORE_OBJECT_CLITIC = words("comme il elle ils elles on qui ainsi que qu' , tel puisque ne n'")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the lexicon: its infinitive (with se or s' where pronominal), what it takes, how sure it is."""

    lemma: str
    frames: frozenset[str]
    weight: float
    tail: tuple[str, ...] = ()

    @property
    def pronominal(self) -> bool:
        return self.lemma.startswith(("se ", "s'"))


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb group: characters ``start`` to ``end``, its tokens ``first`` to ``last`` (inclusive) in the token list.

    ``pronoun`` is the (start, end) of an inverted pronoun inside the group ("a-t-il dit": "il").
    """

    start: int
    end: int
    first: int
    last: int
    verb: Verb
    form: CueForm
    pronoun: tuple[int, int] | None = None
    negated: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Verbs by each of their forms."""

    verbs: Sequence[Verb]
    extra_forms: Mapping[str, Iterable[str]] = field(default_factory=dict)
    _forms: dict[str, dict[str, list[Verb]]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        tables: dict[str, dict[str, list[Verb]]] = {"finite": {}, "participle": {}, "gerund": {}, "infinitive": {}}
        for verb in self.verbs:
            forms = conjugate(_bare(verb.lemma))
            finite = {*forms.finite, *self.extra_forms.get(verb.lemma, ())}
            by_use = (finite, forms.participle, {forms.gerund}, {forms.infinitive})
            for table, members in zip(tables.values(), by_use, strict=True):
                for word in members:
                    table.setdefault(word, []).append(verb)
        self._forms.update(tables)

    @classmethod
    def of_lemmas(cls, lemmas: Sequence[str]) -> Lexicon:
        """A lexicon of infinitives (with se or s' where pronominal), in the first person too."""
        tails = {lemma: () if lemma.startswith("se ") else tuple(lemma.split(" ")[1:]) for lemma in lemmas}
        first = {lemma: conjugate(_bare(lemma)).first for lemma in lemmas}
        return cls([Verb(lemma, frozenset(), 1.0, tail) for lemma, tail in tails.items()], first)

    def find(self, form: str, word: str) -> list[Verb]:
        """The verbs with this ``word`` among their forms of a kind: finite, participle, gerund or infinitive."""
        return self._forms[form].get(word, [])


def _bare(lemma: str) -> str:
    """The infinitive that is conjugated: "se plaindre" → "plaindre", "mettre en garde" → "mettre"."""
    return lemma.removeprefix("se ").removeprefix("s'").split(" ")[0]


def find_cues(tokens: Sequence[Token], lexicon: Lexicon) -> list[Cue]:
    """Every verb group of ``tokens`` whose verb is in ``lexicon``, in order, never two over one token."""
    found: list[Cue] = []
    index = 0
    while index < len(tokens):
        cue = _compound(tokens, index, lexicon) or _simple(tokens, index, lexicon)
        if cue is not None and (not found or cue.first > found[-1].last):
            found.append(cue)
            index = cue.last
        index += 1
    return found


def _compound(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Cue | None:
    """Auxiliary + (inverted pronoun) + adverbs + participle."""
    auxiliary = tokens[index].text
    if auxiliary not in AVOIR and auxiliary not in ETRE:
        return None
    if auxiliary == "est" and index and tokens[index - 1].text in ("l'", "d'", "sud", "nord"):
        before = tokens[index - 2].text if index > 1 else ""
        if before not in ("s'", "ne", "n'", "comme"):
            return None
    pronoun, place = _inversion(tokens, index + 1)
    place = _skip_aside(tokens, place)
    passive = False
    for _ in range(6):
        if place >= len(tokens):
            return None
        word = tokens[place].text
        verbs = lexicon.find("participle", word)
        if verbs and (word not in _ADVERBS):
            return _group(tokens, index, place, verbs, _compound_form(auxiliary, passive), pronoun)
        if word == "été":
            passive = True
        elif not (word in _ADVERBS or word.endswith("ment")):
            return None
        place += 1
    return None


def _compound_form(auxiliary: str, passive: bool) -> CueForm:
    return "passive" if passive or auxiliary in ETRE else "compound"


def _simple(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Cue | None:
    """A finite form, a gerund, an infinitive or a bare participle."""
    word = tokens[index].text
    before = tokens[index - 1].text if index else ""
    verbs = lexicon.find("finite", word)
    if verbs and not _is_noun(tokens, index):
        pronoun, place = _inversion(tokens, index + 1)
        return _group(tokens, index, place - 1 if pronoun else index, verbs, "finite", pronoun)
    verbs = lexicon.find("gerund", word)
    if verbs:
        return _group(tokens, index, index, verbs, "gerund", None)
    verbs = lexicon.find("infinitive", word)
    if verbs and before not in _NOMINALIZERS - {"de", "d'", "sans"}:
        return _group(tokens, index, index, verbs, "infinitive", None)
    verbs = lexicon.find("participle", word)
    if verbs:
        return _group(tokens, index, index, verbs, "participle", None)
    return None


def _is_noun(tokens: Sequence[Token], index: int) -> bool:
    """Whether a determiner before a finite form shows it to be a noun: "une demande", "la note", but "il la note"."""
    before = tokens[index - 1].text if index else ""
    if before in _NOMINALIZERS:
        return True
    if before in _ARTICLES:
        return (tokens[index - 2].text if index > 1 else "") not in _BEFORE_OBJECT_CLITIC
    return False


def _group(
    tokens: Sequence[Token],
    first: int,
    last: int,
    verbs: Sequence[Verb],
    form: CueForm,
    pronoun: tuple[int, int] | None,
) -> Cue | None:
    """The cue over tokens ``first`` to ``last``, clitics before it taken in; None when no verb of ``verbs`` fits."""
    start = first
    while start and tokens[start - 1].text in _CLITICS and tokens[start].start - tokens[start - 1].end <= 1:
        start -= 1
    while start < first and tokens[start].text in ("en",) and form in ("gerund", "infinitive"):
        start += 1
    clitics = [token.text for token in tokens[start:first]]
    reflexive = bool({"se", "s'"} & set(clitics))
    fitting = [verb for verb in verbs if verb.pronominal == reflexive]
    for verb in sorted(fitting, key=lambda verb: -len(verb.tail)):
        end = last + len(verb.tail)
        if tuple(token.text for token in tokens[last + 1 : end + 1]) != verb.tail:
            continue
        if form == "passive" and reflexive:
            form = "compound"
        negated = bool({"ne", "n'"} & set(clitics))
        return Cue(tokens[start].start, tokens[end].end, start, end, verb, form, pronoun, negated)
    return None


def _inversion(tokens: Sequence[Token], place: int) -> tuple[tuple[int, int] | None, int]:
    """The pronoun of an inversion starting at ``place`` ("-t-il", "-ils", " t-elle") and the place after it."""
    here = place
    if here < len(tokens) and tokens[here].text == "-":
        here += 1
    if here < len(tokens) and tokens[here].text in ("t", "t'"):
        here += 1
        if here < len(tokens) and tokens[here].text == "-":
            here += 1
    if here > place and here < len(tokens) and tokens[here].text in _PRONOUNS:
        return (tokens[here].start, tokens[here].end), here + 1
    return None, place


def _skip_aside(tokens: Sequence[Token], place: int) -> int:
    """Past ", lui," or ", quant à elle," between auxiliary and participle."""
    if place < len(tokens) and tokens[place].text == ",":
        for end in range(place + 2, min(place + 6, len(tokens))):
            if tokens[end].text == ",":
                return end + 1
    return place
