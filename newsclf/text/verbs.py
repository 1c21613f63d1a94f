"""The forms of French verbs, from the infinitive: what a reporting or attitude verb looks like in news.

Covers the regular conjugations in -er (with their changes of stem), -ir and -re, and the families of
irregular verbs that news prose reports with. The third person stands apart from the first: an article
reports what others say, while those it quotes say "nous exigeons".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsclf.errors import DataError

_VOWELS = "aeiouyàâéèêëîïôûœ"
_FUTURE = ("a", "ont", "ait", "aient")


@dataclass(frozen=True, slots=True)
class VerbForms:
    """The forms of one verb by use, lower-cased: ``finite`` (third person), ``first`` (je, nous, vous), past
    ``participle`` with its agreements, ``gerund``."""

    infinitive: str
    finite: frozenset[str]
    first: frozenset[str]
    participle: frozenset[str]
    gerund: str


@dataclass(frozen=True, slots=True)
class _Stems:
    """What an irregular family replaces its ending with: present he/they, imperfect and future stems,
    simple past he/they, participle."""

    present: tuple[str, str]
    imperfect: str
    future: str
    past: tuple[str, str]
    participle: str


# Longest ending first: "écrire" before "rire", "contenir" as "tenir".
_FAMILIES: dict[str, _Stems] = {
    "connaître": _Stems(("connaît", "connaissent"), "connaiss", "connaîtr", ("connut", "connurent"), "connu"),
    "conclure": _Stems(("conclut", "concluent"), "conclu", "conclur", ("conclut", "conclurent"), "conclu"),
    "exclure": _Stems(("exclut", "excluent"), "exclu", "exclur", ("exclut", "exclurent"), "exclu"),
    "craindre": _Stems(("craint", "craignent"), "craign", "craindr", ("craignit", "craignirent"), "craint"),
    "plaindre": _Stems(("plaint", "plaignent"), "plaign", "plaindr", ("plaignit", "plaignirent"), "plaint"),
    "dépeindre": _Stems(("dépeint", "dépeignent"), "dépeign", "dépeindr", ("dépeignit", "dépeignirent"), "dépeint"),
    "convaincre": _Stems(
        ("convainc", "convainquent"), "convainqu", "convaincr", ("convainquit", "convainquirent"), "convaincu"
    ),
    "battre": _Stems(("bat", "battent"), "batt", "battr", ("battit", "battirent"), "battu"),
    "écrire": _Stems(("écrit", "écrivent"), "écriv", "écrir", ("écrivit", "écrivirent"), "écrit"),
    "crire": _Stems(("crit", "crivent"), "criv", "crir", ("crivit", "crivirent"), "crit"),
    "dire": _Stems(("dit", "disent"), "dis", "dir", ("dit", "dirent"), "dit"),
    "lire": _Stems(("lit", "lisent"), "lis", "lir", ("lut", "lurent"), "lu"),
    "suivre": _Stems(("suit", "suivent"), "suiv", "suivr", ("suivit", "suivirent"), "suivi"),
    "mettre": _Stems(("met", "mettent"), "mett", "mettr", ("mit", "mirent"), "mis"),
    "croire": _Stems(("croit", "croient"), "croy", "croir", ("crut", "crurent"), "cru"),
    "cevoir": _Stems(("çoit", "çoivent"), "cev", "cevr", ("çut", "çurent"), "çu"),
    "prévoir": _Stems(("prévoit", "prévoient"), "prévoy", "prévoir", ("prévit", "prévirent"), "prévu"),
    "savoir": _Stems(("sait", "savent"), "sav", "saur", ("sut", "surent"), "su"),
    "vouloir": _Stems(("veut", "veulent"), "voul", "voudr", ("voulut", "voulurent"), "voulu"),
    "prendre": _Stems(("prend", "prennent"), "pren", "prendr", ("prit", "prirent"), "pris"),
    "faire": _Stems(("fait", "font"), "fais", "fer", ("fit", "firent"), "fait"),
    "venir": _Stems(("vient", "viennent"), "ven", "viendr", ("vint", "vinrent"), "venu"),
    "tenir": _Stems(("tient", "tiennent"), "ten", "tiendr", ("tint", "tinrent"), "tenu"),
    "mouvoir": _Stems(("meut", "meuvent"), "mouv", "mouvr", ("mut", "murent"), "mu"),
    "cueillir": _Stems(("cueille", "cueillent"), "cueill", "cueiller", ("cueillit", "cueillirent"), "cueilli"),
    "rompre": _Stems(("rompt", "rompent"), "romp", "rompr", ("rompit", "rompirent"), "rompu"),
    "uire": _Stems(("uit", "uisent"), "uis", "uir", ("uisit", "uisirent"), "uit"),
    "sentir": _Stems(("sent", "sentent"), "sent", "sentir", ("sentit", "sentirent"), "senti"),
    "mentir": _Stems(("ment", "mentent"), "ment", "mentir", ("mentit", "mentirent"), "menti"),
    "offrir": _Stems(("offre", "offrent"), "offr", "offrir", ("offrit", "offrirent"), "offert"),
    "ouvrir": _Stems(("ouvre", "ouvrent"), "ouvr", "ouvrir", ("ouvrit", "ouvrirent"), "ouvert"),
}
_GERUNDS = {"savoir": "sachant"}


def conjugate(infinitive: str) -> VerbForms:
    """The forms of ``infinitive``; DataError when it belongs to no known conjugation."""
    for ending, stems in _FAMILIES.items():
        if infinitive.endswith(ending):
            return _irregular(infinitive, infinitive.removesuffix(ending), ending, stems)
    if infinitive.endswith("er"):
        return _first_group(infinitive)
    if infinitive.endswith("ir"):
        stem = infinitive.removesuffix("ir")
        stems = _Stems(("it", "issent"), "iss", "ir", ("it", "irent"), "i")
        return _irregular(infinitive, stem, "ir", stems)
    if infinitive.endswith("re"):
        stem = infinitive.removesuffix("re")
        stems = _Stems(("", "ent"), "", "r", ("it", "irent"), "u")
        return _irregular(infinitive, stem, "re", stems)
    raise DataError(f"cannot conjugate {infinitive!r}: expected an infinitive in -er, -ir or -re, or a known family")


def agreements(participle: str) -> frozenset[str]:
    """A past participle with its agreements: "dit" gives dit, dite, dits, dites."""
    plural = participle if participle.endswith("s") else participle + "s"
    return frozenset({participle, plural, participle + "e", participle + "es"})


def _irregular(infinitive: str, prefix: str, ending: str, stems: _Stems) -> VerbForms:
    endings = {
        *stems.present,
        *stems.past,
        stems.imperfect + "ait",
        stems.imperfect + "aient",
        *(stems.future + tail for tail in _FUTURE),
    }
    finite = {prefix + tail for tail in endings}
    finite |= {form.replace("aît", "ait") for form in finite}  # the spelling of 1990: "reconnait"
    return VerbForms(
        infinitive=infinitive,
        finite=frozenset(finite),
        first=_first_person(prefix + stems.imperfect, {prefix + stems.present[0]}, prefix + stems.future),
        participle=agreements(prefix + stems.participle),
        gerund=_GERUNDS.get(infinitive, prefix + stems.imperfect + "ant"),
    )


def _first_group(infinitive: str) -> VerbForms:
    stem = infinitive.removesuffix("er")
    soft = stem.removesuffix("c") + "ç" if stem.endswith("c") else stem + "e" if stem.endswith("g") else stem
    finite = {soft + "ait", soft + "aient", soft + "a", stem + "èrent"}
    for present in _present_stems(stem):
        finite |= {present + "e", present + "ent"}
        finite |= {present + "er" + tail for tail in _FUTURE}
    finite |= {stem + "er" + tail for tail in _FUTURE}
    first = _first_person(soft, {present + "e" for present in _present_stems(stem)}, stem + "er")
    return VerbForms(infinitive, frozenset(finite), first, agreements(stem + "é"), soft + "ant")


def _first_person(stem: str, present: set[str], future: str) -> frozenset[str]:
    """Je in the present ("soutient" → "soutiens", "veut" → "veux"), nous and vous in the present and future."""
    je = {form if form.endswith("e") else re.sub("(?<=eu)t$", "x", form) for form in present}
    je = {form if form.endswith(("e", "x")) else form.removesuffix("t") + "s" for form in je}
    nous = {stem + "ons", stem + "ez", stem + "ions", stem + "iez", future + "ons", future + "ai", future + "ions"}
    return frozenset(je | nous)


def _present_stems(stem: str) -> set[str]:
    """The stem before a silent e: "révél" → "révèl", "rappel" → "rappell", "balay" → "balai" and "balay"."""
    if re.search(f"é[^{_VOWELS}]{{1,2}}u?$", stem) and not stem.endswith("éé"):
        head, _, tail = stem.rpartition("é")
        return {f"{head}è{tail}"}
    if stem.endswith(("pel", "jet")):
        return {stem + stem[-1]}
    if re.search(f"[^{_VOWELS}]e[lmnrtsv]$", stem):
        return {stem[:-2] + "è" + stem[-1]}
    if stem.endswith("oy") or stem.endswith("uy"):
        return {stem[:-1] + "i"}
    if stem.endswith("ay"):
        return {stem, stem[:-1] + "i"}
    return {stem}
