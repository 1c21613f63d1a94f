"""The verbs of the rule labelers, read once from the tables in ``newsclf/data/resources``."""

from __future__ import annotations

from functools import cache

from newsclf.data.resources import read_tsv
from newsclf.errors import DataError
from newsclf.text.attitudes import AttitudeLexicon, AttitudeVerb, Polarity
from newsclf.text.cues import Lexicon, Verb
from newsclf.text.wordlist import words

_POLARITIES: dict[str, Polarity] = {"favor": "favor", "against": "against"}
_FRAMES = words("q que si inf de de_x à_x de_np comme np")


@cache
def cue_lexicon() -> Lexicon:
    """The reporting verbs of ``cue_verbs.tsv``; DataError names a row with an unknown frame."""
    verbs = []
    extra_forms = {}
    for row in read_tsv("cue_verbs.tsv"):
        lemma, frames = row["lemma"], frozenset(row["frames"].split(","))
        if not frames <= _FRAMES:
            raise DataError(
                f"cue_verbs.tsv: {lemma}: unknown frames {sorted(frames - _FRAMES)}, known: {sorted(_FRAMES)}"
            )
        tail = () if lemma.startswith("se ") else tuple(lemma.split(" ")[1:])
        verbs.append(Verb(lemma, frames, float(row["weight"]), tail))
        if row["forms"]:
            extra_forms[lemma] = row["forms"].split()
    return Lexicon(verbs, extra_forms)


@cache
def attitude_lexicon() -> AttitudeLexicon:
    """The attitude verbs and words of ``attitude_verbs.tsv``; DataError names a row with an unknown polarity."""
    rows = []
    for row in read_tsv("attitude_verbs.tsv"):
        if row["polarity"] not in _POLARITIES:
            raise DataError(
                f"attitude_verbs.tsv: {row['lemma']}: polarity must be favor or against, got {row['polarity']!r}"
            )
        polarity = _POLARITIES[row["polarity"]]
        rows.append(AttitudeVerb(row["lemma"], tuple(row["forms"].split()), polarity, row["construction"]))
    return AttitudeLexicon(rows)
