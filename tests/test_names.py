"""From a speaker's mention to the fullest name, on articles of our own."""

from __future__ import annotations

import pytest
from marked_quotes import Case, quotes_of

from newsclf.schema import Quote
from newsclf.text.acronyms import acronyms
from newsclf.text.mentions import name_gender, read_mention, trailing_name
from newsclf.text.name_people import proper_names
from newsclf.text.names import resolve_speakers

CASES: dict[str, Case] = {
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
    "civil title, no full name": (
        "« Oui », a dit M. Girard.",
        [("Oui", "M. Girard")],
        ["M. Girard"],
    ),
    "learned title before a full name": (
        "« Oui », a dit Dr Anne Morel.",
        [("Oui", "Dr Anne Morel")],
        ["Anne Morel"],
    ),
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
    "unnamed source": (
        "« Oui », disent des témoins.",
        [("Oui", "des témoins")],
        ["des témoins"],
    ),
    "one name after a role": (
        "La chanteuse Zelda annule sa tournée. Zelda est souffrante. « Pardon », écrit la chanteuse.",
        [("Pardon", "la chanteuse")],
        ["Zelda"],
    ),
    "pope": (
        "Le pape Célestin a prié sur la place. « Merci », a-t-il dit.",
        [("Merci", "il")],
        ["pape Célestin"],
    ),
    "two spellings": (
        "Franck Dumas dirige le port. Franck Dumas y est né. « C'est chez moi », dit Frank Dumas.",
        [("C'est chez moi", "Frank Dumas")],
        ["Franck Dumas"],
    ),
    "a thing is nobody": (
        "L'Ouragan Zita approche des côtes. Zita forcit. « Abritez-vous », conseille le guide.",
        [("Abritez-vous", "le guide")],
        ["le guide"],
    ),
    "another nation's president": (
        "Face au président chilien Tomas Rojas, rien ne bouge. « Non », a dit le président danois.",
        [("Non", "le président danois")],
        ["le président danois"],
    ),
    "former office": (
        "« Je pars », dit Paul Girard. « C'est fini », ajoute l'ancien ministre de la Mer.",
        [("Je pars", "Paul Girard"), ("C'est fini", "l'ancien ministre de la Mer")],
        ["Paul Girard", "Paul Girard"],
    ),
    "somebody of the person named": (
        "Le médecin de Paul Girard est venu. « Il va mieux », dit le médecin.",
        [("Il va mieux", "le médecin")],
        ["le médecin"],
    ),
    "learned title": (
        "Le Dr Anne Morel exerce ici. Paul Girard la connaît. « Il faut dormir », dit le docteur.",
        [("Il faut dormir", "le docteur")],
        ["Anne Morel"],
    ),
    "company of its director": (
        "« On recrute », dit Jean Dumas, patron de la compagnie Norval. « Dès lundi », précise la compagnie.",
        [("On recrute", "Jean Dumas"), ("Dès lundi", "la compagnie")],
        ["Jean Dumas", "Norval"],
    ),
    "name after the noun of a body": (
        "« Silence », demande l'association Halte au bruit.",
        [("Silence", "l'association Halte au bruit")],
        ["Halte au bruit"],
    ),
    "acronym in apposition": (
        "« Le direct reprend », annonce le service public NRT.",
        [("Le direct reprend", "le service public NRT")],
        ["NRT"],
    ),
    "spelled out without its acronym": (
        "L'Office des forêts du Nord (OFN) alerte. « Tout brûle », dit l'Office des forêts du Nord. "
        "« Aidez-nous », ajoute l'OFN.",
        [("Tout brûle", "l'Office des forêts du Nord"), ("Aidez-nous", "l'OFN")],
        ["l'Office des forêts du Nord", "l'Office des forêts du Nord"],
    ),
    "newspaper, no station": (
        "Selon L'Équipe, le match aura lieu. TF1 le montrera. « Complet », écrit le quotidien.",
        [("Complet", "le quotidien")],
        ["L'Équipe"],
    ),
    "newspaper, no team": (
        "L'équipe de nuit est partie. « Complet », écrit le quotidien.",
        [("Complet", "le quotidien")],
        ["le quotidien"],
    ),
    "document of a body without a name": (
        "« Coupure lundi », lit-on dans un communiqué de la mairie.",
        [("Coupure lundi", "un communiqué de la mairie")],
        ["la mairie"],
    ),
    "poll by its maker": (
        "« Ils hésitent », selon un sondage Sondea pour Le Soir.",
        [("Ils hésitent", "un sondage Sondea pour Le Soir")],
        ["Sondea"],
    ),
    "study by no single body": (
        "« Il fait chaud », disent les chercheurs. « Il fera sec », conclut l'étude.",
        [("Il fait chaud", "les chercheurs"), ("Il fera sec", "l'étude")],
        ["les chercheurs", "l'étude"],
    ),
    "whose firemen": (
        "Les pompiers de Lure sont intervenus. « Tout est éteint », disent les pompiers.",
        [("Tout est éteint", "les pompiers")],
        ["Les pompiers de Lure"],
    ),
    "fuller phrase after du": (
        "Le plan du gouvernement danois inquiète. « Il tiendra », dit le gouvernement.",
        [("Il tiendra", "le gouvernement")],
        ["le gouvernement danois"],
    ),
    "institution of a place": (
        "La préfecture de la vallée de Lima recrute. « Dès mai », dit la préfecture.",
        [("Dès mai", "la préfecture")],
        ["La préfecture de la vallée de Lima"],
    ),
}


@pytest.mark.parametrize(("text", "marked", "expected"), CASES.values(), ids=CASES)
def test_resolve_speakers(text: str, marked: list[tuple[str, str | None]], expected: list[str | None]) -> None:
    assert resolve_speakers(text, quotes_of(text, *marked)) == expected


def test_the_headline_gives_names_too() -> None:
    text = "« Oui », a dit M. Girard."
    quotes = quotes_of(text, ("Oui", "M. Girard"))
    assert resolve_speakers(text, quotes, headline="Paul Girard dit oui") == ["Paul Girard"]


def test_a_role_is_the_one_person_of_the_headline_whom_it_fits() -> None:
    text = "« Je reste », a répondu l'actrice."
    quotes = quotes_of(text, ("Je reste", "l'actrice"))
    assert resolve_speakers(text, quotes, headline="Anne Morel répond à Paul Girard") == ["Anne Morel"]
    assert resolve_speakers(text, quotes, headline="Anne Morel répond à Claire Roy") == ["l'actrice"]


def test_an_epithet_is_the_body_of_the_headline() -> None:
    text = "Norval supprime une ligne. Norval perd de l'argent. « Dommage », dit le géant danois des mers."
    quotes = quotes_of(text, ("Dommage", "le géant danois des mers"))
    assert resolve_speakers(text, quotes, headline="Norval en difficulté") == ["Norval"]
    assert resolve_speakers(text, quotes, headline="Une ligne supprimée") == ["le géant danois des mers"]


def test_the_management_is_the_body_of_the_headline() -> None:
    text = "Norval supprime une ligne. Norval perd de l'argent. « Dommage », dit la direction."
    quotes = quotes_of(text, ("Dommage", "la direction"))
    assert resolve_speakers(text, quotes, headline="Grève Norval : une ligne supprimée") == ["Norval"]


def test_an_attendant_is_not_the_person_of_the_headline() -> None:
    text = "« Il nie », dit l'avocat de la famille. « Je nie », dit l'acteur de cinéma."
    quotes = quotes_of(text, ("Il nie", "l'avocat de la famille"), ("Je nie", "l'acteur de cinéma"))
    assert resolve_speakers(text, quotes, headline="Paul Girard jugé") == [
        "l'avocat de la famille",
        "Paul Girard",
    ]


def test_names_come_in_the_order_of_the_quotes_given() -> None:
    text = "« Oui », dit Anne Morel. « Demain », a-t-elle ajouté."
    first, second = quotes_of(text, ("Oui", "Anne Morel"), ("Demain", "elle"))
    other = Quote("direct", first.content)
    assert resolve_speakers(text, [second, first]) == ["Anne Morel", "Anne Morel"]
    assert resolve_speakers(text, [other]) == [None]


def test_acronyms_by_initials_and_spelled_out() -> None:
    found = acronyms("L'Agence des eaux du Nord (AEN) et le CSR (Comité de suivi du Rhône).")
    assert found["aen"] == "Agence des eaux du Nord (AEN)"
    assert found["csr"] == "Comité de suivi du Rhône"


def test_acronym_of_another_language_and_article_before_its_name() -> None:
    found = acronyms("L'agence Nova et l'Autorité des eaux et forêts (BTK) répondent.")
    assert found["btk"] == "Autorité des eaux et forêts (BTK)"


def test_proper_names_end_with_the_sentence() -> None:
    assert [name.name for name in proper_names("Il suit la courbe N. Les écarts sont nets.")] == ["N."]


@pytest.mark.parametrize(
    ("name", "gender"),
    [("Jérémy Laval", "m"), ("Jeremy Laval", "m"), ("Chloe Laval", "f")],
)
def test_first_names_without_their_accents(name: str, gender: str) -> None:
    assert name_gender(name) == gender


@pytest.mark.parametrize(
    ("mention", "head", "proper", "gender", "plural"),
    [
        (
            "le négociateur russe Vladimir Medov",
            "négociateur",
            "Vladimir Medov",
            "m",
            False,
        ),
        ("la porte-parole de l'Orsec", "porte-parole", None, "f", False),
        ("l'ancien ministre", "ministre", None, None, False),
        ("un jeune de la vallée", "jeune", None, "m", False),
        ("Mme Roy", "roy", "Roy", "f", False),
        ("des experts", "experts", None, None, True),
    ],
)
def test_read_mention(mention: str, head: str, proper: str | None, gender: str | None, plural: bool) -> None:
    read = read_mention(mention)
    assert (read.head, read.proper, read.gender, read.plural) == (
        head,
        proper,
        gender,
        plural,
    )


def test_a_complement_is_no_trailing_name() -> None:
    assert trailing_name("négociateur Paul Girard") == "Paul Girard"
    assert trailing_name("avocat de Paul Girard") is None
