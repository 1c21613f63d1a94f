"""From a speaker's mention to the fullest name, on articles of our own."""

from __future__ import annotations

import pytest

from newsclf.schema import Quote, Span
from newsclf.text.acronyms import acronyms
from newsclf.text.mentions import read_mention, trailing_name
from newsclf.text.names import resolve_speakers


def _quotes(text: str, *marked: tuple[str, str | None]) -> list[Quote]:
    """Quotes by (content, speaker) strings, each searched after the quote before it."""
    quotes, position = [], 0
    for content, speaker in marked:
        start = text.index(content, position)
        mention = None
        if speaker is not None:
            at = text.find(speaker, start + len(content))
            at = text.rindex(speaker, 0, start) if at < 0 or at > start + len(content) + 60 else at
            mention = Span.of(text, at, at + len(speaker))
        quotes.append(Quote("direct", (Span.of(text, start, start + len(content)),), speaker=mention))
        position = start + len(content)
    return quotes


CASES: dict[str, tuple[str, list[tuple[str, str | None]], list[str | None]]] = {
    "full name": ("« Oui », dit Anne Morel.", [("Oui", "Anne Morel")], ["Anne Morel"]),
    "surname": (
        "Anne Morel préside le club. « Oui », dit Morel.",
        [("Oui", "Morel")],
        ["Anne Morel"],
    ),
    "civil title": (
        "Paul Girard a parlé hier. « Oui », a dit M. Girard.",
        [("Oui", "M. Girard")],
        ["Paul Girard"],
    ),
    "civil title, no full name": ("« Oui », a dit M. Girard.", [("Oui", "M. Girard")], ["M. Girard"]),
    "learned title before a full name": ("« Oui », a dit Dr Anne Morel.", [("Oui", "Dr Anne Morel")], ["Anne Morel"]),
    "first name": (
        "Lucie Perrin vit ici. « Oui », dit Lucie.",
        [("Oui", "Lucie")],
        ["Lucie Perrin"],
    ),
    "acronym": (
        "Le Syndicat des marins de la côte (SMC) appelle à la grève. « Oui », dit le SMC.",
        [("Oui", "le SMC")],
        ["Syndicat des marins de la côte (SMC)"],
    ),
    "role before the name": (
        "Le préfet Jean Dumas est venu. « Oui », a dit le préfet.",
        [("Oui", "le préfet")],
        ["Jean Dumas"],
    ),
    "role after the name": (
        "Jean Dumas, préfet du Gers, est venu. Claire Roy, maire de Lure, aussi. « Oui », a dit le préfet.",
        [("Oui", "le préfet")],
        ["Jean Dumas"],
    ),
    "role with its name": (
        "« Oui », a dit la négociatrice suisse Claire Roy.",
        [("Oui", "la négociatrice suisse Claire Roy")],
        ["Claire Roy"],
    ),
    "body with its name": (
        "« Oui », dit l'association Terre-Neuve.",
        [("Oui", "l'association Terre-Neuve")],
        ["Terre-Neuve"],
    ),
    "pronoun": (
        "« Oui », a dit Paul Girard. « Demain », a-t-il ajouté.",
        [("Oui", "Paul Girard"), ("Demain", "il")],
        ["Paul Girard", "Paul Girard"],
    ),
    "pronoun by gender": (
        "« Oui », dit Anne Morel. « Non », dit Paul Girard. « Demain », a-t-elle ajouté.",
        [("Oui", "Anne Morel"), ("Non", "Paul Girard"), ("Demain", "elle")],
        ["Anne Morel", "Paul Girard", "Anne Morel"],
    ),
    "pronoun for a new subject": (
        "« Oui », dit Paul Girard. Jean Dumas a refusé. « Jamais », a-t-il lancé.",
        [("Oui", "Paul Girard"), ("Jamais", "il")],
        ["Paul Girard", "Jean Dumas"],
    ),
    "plural pronoun": (
        "« Oui », disent les riverains. « Vite », ajoutent-ils.",
        [("Oui", "les riverains"), ("Vite", "ils")],
        ["les riverains", "les riverains"],
    ),
    "follow-on quotation": (
        "« Oui », dit Anne Morel. « Il le faut. »",
        [("Oui", "Anne Morel"), ("Il le faut", None)],
        ["Anne Morel", "Anne Morel"],
    ),
    "quotation before its speaker": (
        "« Il le faut. » « Oui », dit Anne Morel.",
        [("Il le faut", None), ("Oui", "Anne Morel")],
        ["Anne Morel", "Anne Morel"],
    ),
    "document": (
        "« Oui », lit-on dans un communiqué de la Fnatel.",
        [("Oui", "un communiqué de la Fnatel")],
        ["Fnatel"],
    ),
    "document of the source before": (
        "« Oui », dit la Fnatel. « Non », ajoute le communiqué.",
        [("Oui", "la Fnatel"), ("Non", "le communiqué")],
        ["la Fnatel", "la Fnatel"],
    ),
    "company noun": (
        "Veloria recrute. « Oui », dit Veloria. « Vite », ajoute l'entreprise.",
        [("Oui", "Veloria"), ("Vite", "l'entreprise")],
        ["Veloria", "Veloria"],
    ),
    "newspaper noun": (
        "Selon Le Figaro, tout va bien. « Oui », écrit le quotidien.",
        [("Oui", "le quotidien")],
        ["Le Figaro"],
    ),
    "fuller phrase": (
        "La coalition internationale avance. « Oui », dit la coalition.",
        [("Oui", "la coalition")],
        ["La coalition internationale"],
    ),
    "unnamed source": ("« Oui », disent des témoins.", [("Oui", "des témoins")], ["des témoins"]),
    "no source at all": ("« Oui. »", [("Oui", None)], [None]),
    "names inside quotations are no subjects": (
        "« Oui », dit Paul Girard. « Jean Dumas viendra », a-t-il ajouté.",
        [("Oui", "Paul Girard"), ("Jean Dumas viendra", "il")],
        ["Paul Girard", "Paul Girard"],
    ),
}


@pytest.mark.parametrize(("text", "marked", "expected"), CASES.values(), ids=CASES)
def test_resolve_speakers(text: str, marked: list[tuple[str, str | None]], expected: list[str | None]) -> None:
    assert resolve_speakers(text, _quotes(text, *marked)) == expected


def test_the_headline_gives_names_too() -> None:
    text = "« Oui », a dit M. Girard."
    quotes = _quotes(text, ("Oui", "M. Girard"))
    assert resolve_speakers(text, quotes, headline="Paul Girard dit oui") == ["Paul Girard"]


def test_names_come_in_the_order_of_the_quotes_given() -> None:
    text = "« Oui », dit Anne Morel. « Demain », a-t-elle ajouté."
    first, second = _quotes(text, ("Oui", "Anne Morel"), ("Demain", "elle"))
    other = Quote("direct", first.content)
    assert resolve_speakers(text, [second, first]) == ["Anne Morel", "Anne Morel"]
    assert resolve_speakers(text, [other]) == [None]


def test_acronyms_by_initials_and_spelled_out() -> None:
    found = acronyms("L'Agence des eaux du Nord (AEN) et le CSR (Comité de suivi du Rhône).")
    assert found["aen"] == "Agence des eaux du Nord (AEN)"
    assert found["csr"] == "Comité de suivi du Rhône"


@pytest.mark.parametrize(
    ("mention", "head", "proper", "gender", "plural"),
    [
        ("le négociateur russe Vladimir Medov", "négociateur", "Vladimir Medov", "m", False),
        ("la porte-parole de l'Orsec", "porte-parole", None, "f", False),
        ("l'ancien ministre", "ministre", None, None, False),
        ("Mme Roy", "roy", "Roy", "f", False),
        ("des experts", "experts", None, None, True),
    ],
)
def test_read_mention(mention: str, head: str, proper: str | None, gender: str | None, plural: bool) -> None:
    read = read_mention(mention)
    assert (read.head, read.proper, read.gender, read.plural) == (head, proper, gender, plural)


def test_a_complement_is_no_trailing_name() -> None:
    assert trailing_name("négociateur Paul Girard") == "Paul Girard"
    assert trailing_name("avocat de Paul Girard") is None
