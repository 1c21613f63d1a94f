"""Sources that are described, not named: offices, bodies, documents, couples; and the headline's person."""

from __future__ import annotations

import pytest
from marked_quotes import Case, quotes_of

from newsclf.text.mentions import read_mention, strip_title
from newsclf.text.name_people import proper_names
from newsclf.text.names import resolve_speakers

CASES: dict[str, Case] = {
    "office of the last speaker": (
        "« Le quai rouvrira », a dit Paul Girard. « Dès lundi », a précisé le patron du port.",
        [("Le quai rouvrira", "Paul Girard"), ("Dès lundi", "le patron du port")],
        ["Paul Girard", "Paul Girard"],
    ),
    "office of the last subject": (
        "« Non », a dit Paul Girard. Un refus qui agace Jean Morel. Anne Dumas a protesté. « Assez », "
        "a lancé la députée du Vermois.",
        [("Non", "Paul Girard"), ("Assez", "la députée du Vermois")],
        ["Paul Girard", "Anne Dumas"],
    ),
    "no office of the other gender": (
        "« Le quai rouvrira », a dit Paul Girard. « Jamais », a répliqué la patronne du port.",
        [("Le quai rouvrira", "Paul Girard"), ("Jamais", "la patronne du port")],
        ["Paul Girard", "la patronne du port"],
    ),
    "an attendant is somebody else": (
        "« Je suis innocent », a dit Paul Girard. « Il sortira », a promis l'avocat de la famille.",
        [("Je suis innocent", "Paul Girard"), ("Il sortira", "l'avocat de la famille")],
        ["Paul Girard", "l'avocat de la famille"],
    ),
    "no mayor of another town": (
        "Jean Morel, maire de Lure, était là. Anne Dumas est venue. « Bravo », a dit la maire de Vesoul.",
        [("Bravo", "la maire de Vesoul")],
        ["Anne Dumas"],
    ),
    "office before its first name": (
        "« Les prix baisseront », assure le président de Velair. « Dès mai », ajoute-t-il. Selon Marc Adler, "
        "tout est prêt.",
        [("Les prix baisseront", "le président de Velair"), ("Dès mai", "il"), ("tout est prêt", "Marc Adler")],
        ["Marc Adler", "Marc Adler", "Marc Adler"],
    ),
    "no office before a name already known": (
        "Marc Adler attend. « Les prix baisseront », assure un proche. « Oui », dit le préfet. « Soit », dit "
        "Marc Adler.",
        [("Les prix baisseront", "un proche"), ("Oui", "le préfet"), ("Soit", "Marc Adler")],
        ["un proche", "le préfet", "Marc Adler"],
    ),
    "one who is described by a clause": (
        "« Oui », dit Anne Morel. « Encore », ajoute celle qui dirige la troupe.",
        [("Oui", "Anne Morel"), ("Encore", "celle qui dirige la troupe")],
        ["Anne Morel", "Anne Morel"],
    ),
    "civil title decides within a couple": (
        "Anne Perrin et son mari, Paul Perrin, témoignent. « Oui », dit M. Perrin. « Non », dit Mme Perrin.",
        [("Oui", "M. Perrin"), ("Non", "Mme Perrin")],
        ["Paul Perrin", "Anne Perrin"],
    ),
    "plural noun for joined names": (
        "« C'est peu », jugent les sénateurs Anne Roy et Paul Girard. « Il faut agir », ajoutent les sénateurs.",
        [("C'est peu", "Anne Roy et Paul Girard"), ("Il faut agir", "les sénateurs")],
        ["Anne Roy et Paul Girard", "Anne Roy et Paul Girard"],
    ),
    "plural noun for people of a place": (
        "Des chercheurs danois ont testé la pompe. « Elle tient », affirment les chercheurs.",
        [("Elle tient", "les chercheurs")],
        ["Des chercheurs danois"],
    ),
    "the same source": (
        "« Deux blessés », selon la préfecture du Vermois. « Un mort », indique cette même source.",
        [("Deux blessés", "la préfecture du Vermois"), ("Un mort", "cette même source")],
        ["la préfecture du Vermois", "la préfecture du Vermois"],
    ),
    "possessive document": (
        "« Tout va bien », dit Paul Girard. « Le sol est sain », d'après ses dires.",
        [("Tout va bien", "Paul Girard"), ("Le sol est sain", "ses dires")],
        ["Paul Girard", "Paul Girard"],
    ),
    "the report again, after a person": (
        "« L'eau baisse », note un rapport de Veloria. « C'est grave », dit Anne Morel. « Il faut agir », "
        "conclut le rapport.",
        [("L'eau baisse", "un rapport de Veloria"), ("C'est grave", "Anne Morel"), ("Il faut agir", "le rapport")],
        ["Veloria", "Anne Morel", "Veloria"],
    ),
    "forecasts of a body": (
        "« Il neigera », selon les dernières prévisions de Météo Vermois.",
        [("Il neigera", "les dernières prévisions de Météo Vermois")],
        ["Météo Vermois"],
    ),
    "news of a person without a name": (
        "« L'enquête avance », selon un communiqué du procureur de la ville.",
        [("L'enquête avance", "un communiqué du procureur de la ville")],
        ["le procureur de la ville"],
    ),
    "site of a body": (
        "« Deux blessés », selon le site de Radio Vermois.",
        [("Deux blessés", "le site de Radio Vermois")],
        ["Radio Vermois"],
    ),
    "a bill speaks for itself": (
        "« Oui », dit Paul Girard. « Toute coupe est interdite », selon cet amendement.",
        [("Oui", "Paul Girard"), ("Toute coupe est interdite", "cet amendement")],
        ["Paul Girard", "cet amendement"],
    ),
    "organisation with an epithet": (
        "« La faim progresse », alerte Solidarix. « Agissons », demande l'organisation caritative danoise.",
        [("La faim progresse", "Solidarix"), ("Agissons", "l'organisation caritative danoise")],
        ["Solidarix", "Solidarix"],
    ),
    "the ONG is the body the article names most": (
        "Solidarix publie un bilan. La faim progresse, dit Solidarix. « Agissons », demande l'ONG.",
        [("Agissons", "l'ONG")],
        ["Solidarix"],
    ),
    "acronym by initials": (
        "La National Fishing Board a tranché. « Les quotas baissent », indique la NFB.",
        [("Les quotas baissent", "la NFB")],
        ["National Fishing Board"],
    ),
    "regional station": (
        "« Deux blessés », rapporte France Bleu Vermois. « Un mort », ajoute la radio locale.",
        [("Deux blessés", "France Bleu Vermois"), ("Un mort", "la radio locale")],
        ["France Bleu Vermois", "France Bleu Vermois"],
    ),
    "ministry named in full later": (
        "« Le pont ferme », selon le ministère. Le ministère des Transports paiera.",
        [("Le pont ferme", "le ministère")],
        ["Le ministère des Transports"],
    ),
    "subject of the main clause": (
        "Alors que Paul Girard attend le vote, Jean Dumas a mis en garde. « C'est trop tôt », a-t-il jugé.",
        [("C'est trop tôt", "il")],
        ["Jean Dumas"],
    ),
    "a pronoun before any body": (
        "Deux hommes sont jugés. Le médecin a porté plainte. « Deux faux », rapporte Le Temps. « Ils mentaient », "
        "a-t-il dit.",
        [("Deux faux", "Le Temps"), ("Ils mentaient", "il")],
        ["Le Temps", "Le médecin"],
    ),
    "name before the body of its bearer": (
        "« Il a plu », note Wanja Brendt de Météo Vermois. « Beaucoup », ajoute Mme Brendt.",
        [("Il a plu", "Wanja Brendt"), ("Beaucoup", "Mme Brendt")],
        ["Wanja Brendt", "Wanja Brendt"],
    ),
    "particle after a civil title": (
        "« Oui », dit Paul de Morel. « Enfin », dit M. de Morel.",
        [("Oui", "Paul de Morel"), ("Enfin", "M. de Morel")],
        ["Paul de Morel", "Paul de Morel"],
    ),
}
HEADLINES: dict[str, tuple[str, str, list[tuple[str, str | None]], list[str]]] = {
    "who opens the headline, for a pronoun without antecedent": (
        "Paul Girard éreinte Jean Dumas",
        "Le match a eu lieu avec Jean Dumas. « C'est nul », a-t-il tranché.",
        [("C'est nul", "il")],
        ["Paul Girard"],
    ),
    "who opens the headline, for quotations without any source": (
        "Anne Morel : sa colère",
        "Invitée de la radio, elle n'a rien caché. « C'est trop. » « J'arrête. »",
        [("C'est trop", None), ("J'arrête", None)],
        ["Anne Morel", "Anne Morel"],
    ),
    "who opens the headline and is named beside the quotation": (
        "Anne Morel dénonce un renvoi",
        "Une décision « honteuse ». Anne Morel est furieuse. « C'est faux », a répondu Paul Girard.",
        [("honteuse", None), ("C'est faux", "Paul Girard")],
        ["Anne Morel", "Paul Girard"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_described_sources(name: str) -> None:
    text, pairs, expected = CASES[name]
    assert resolve_speakers(text, quotes_of(text, *pairs)) == expected


@pytest.mark.parametrize("name", HEADLINES)
def test_the_person_of_the_headline(name: str) -> None:
    headline, text, pairs, expected = HEADLINES[name]
    assert resolve_speakers(text, quotes_of(text, *pairs), headline=headline) == expected


def test_a_source_stands_alone_in_a_run_of_capitals() -> None:
    text = "selon Wanja Brendt de Météo Vermois"
    assert [name.name for name in proper_names(text)] == ["Wanja Brendt de Météo Vermois"]
    found = proper_names(text, frozenset(["Wanja Brendt"]))
    assert [name.name for name in found] == ["Wanja Brendt", "Météo Vermois"]
    assert [text[name.start : name.end] for name in found] == ["Wanja Brendt", "Météo Vermois"]


def test_of_two_sources_in_a_run_the_first_is_split_off_first_and_of_two_there_the_longer() -> None:
    """A set of names has another order in every process: the answer must not."""
    text, sources = (
        "selon Wanja Brendt de Ilse Korn Vaal de Météo Vermois",
        ["Ilse Korn", "Ilse Korn Vaal", "Wanja Brendt"],
    )
    for known in (sources, sources[::-1]):
        names = [name.name for name in proper_names(text, frozenset(known))]
        assert names == ["Wanja Brendt", "Ilse Korn Vaal", "Météo Vermois"]


@pytest.mark.parametrize(("mention", "bare"), [("M. de Morel", "de Morel"), ("Sir Alan", "Alan"), ("Me Roy", "Roy")])
def test_titles(mention: str, bare: str) -> None:
    assert strip_title(mention) == bare


def test_a_possessive_is_told_from_an_article() -> None:
    assert read_mention("leur analyse").possessive
    assert not read_mention("le rapport").possessive
