"""Pronouns, follow-on quotations and headings: names that the order of an article decides."""

from __future__ import annotations

import pytest
from marked_quotes import Case, quotes_of

from newsclf.text.names import resolve_speakers

CASES: dict[str, Case] = {
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
    "no source at all": ("« Oui. »", [("Oui", None)], [None]),
    "indirect words make nobody a subject": (
        "Paul Girard a dit que Jean Dumas viendrait. « Demain », a-t-il précisé.",
        [("Jean Dumas viendrait", "Paul Girard"), ("Demain", "il")],
        ["Paul Girard", "Paul Girard"],
    ),
    "a person by the role before a comma": (
        "Le gouverneur de la région, Veikko Laine, est arrivé. « Le port rouvrira », a-t-il promis.",
        [("Le port rouvrira", "il")],
        ["Veikko Laine"],
    ),
    "gender by the article of the role": (
        "La ministre Kirsi Aalto est arrivée. Le député Veikko Laine a parlé. « Rien ne presse », a-t-elle jugé.",
        [("Rien ne presse", "elle")],
        ["Kirsi Aalto"],
    ),
    "particle joined to the name": (
        "La princesse Lina al-Nouri a quitté le pays. « Je reviendrai », a-t-elle écrit.",
        [("Je reviendrai", "elle")],
        ["Lina al-Nouri"],
    ),
    "one name before an age": (
        "« Oui », dit Anne Morel. Milo, 42 ans, tenait ce bar. Milo a tout vendu. « Tant pis », lâche-t-il.",
        [("Oui", "Anne Morel"), ("Tant pis", "il")],
        ["Anne Morel", "Milo"],
    ),
    "fuller name of the same person": (
        "Lucie Perrin Valade ouvre une école. Lucie Perrin en rêvait. « Enfin », dit-elle.",
        [("Enfin", "elle")],
        ["Lucie Perrin Valade"],
    ),
    "pronoun for a ministry": (
        "« Oui », dit Paul Girard. « Non », répond le ministère de la Mer. « Pas avant mai », ajoute-t-il.",
        [
            ("Oui", "Paul Girard"),
            ("Non", "le ministère de la Mer"),
            ("Pas avant mai", "il"),
        ],
        ["Paul Girard", "le ministère de la Mer", "le ministère de la Mer"],
    ),
    "pronoun past a newspaper": (
        "« Oui », dit Paul Girard. « Il hésite », écrit Le Figaro. « Je pars », assure-t-il.",
        [("Oui", "Paul Girard"), ("Il hésite", "Le Figaro"), ("Je pars", "il")],
        ["Paul Girard", "Le Figaro", "Paul Girard"],
    ),
    "pronoun for somebody unnamed": (
        "« Oui », dit Kimo Laine. « Enfin », réagit une internaute. « Bravo », ajoute-t-elle.",
        [("Oui", "Kimo Laine"), ("Enfin", "une internaute"), ("Bravo", "elle")],
        ["Kimo Laine", "une internaute", "une internaute"],
    ),
    "pronoun for the only person named since": (
        "« Oui », dit Paul Girard. Les chiffres que publie le port n'ont pas convaincu Jean Dumas. "
        "« C'est trop peu », lâche-t-il.",
        [("Oui", "Paul Girard"), ("C'est trop peu", "il")],
        ["Paul Girard", "Jean Dumas"],
    ),
    "pronoun for an unnamed subject": (
        "Une voisine a tout vu. « Il courait », raconte-t-elle.",
        [("Il courait", "elle")],
        ["Une voisine"],
    ),
    "plural pronoun for those who can speak": (
        "« Oui », dit Paul Girard. Les riverains ont écrit. Les données ont été publiées. « Vite », disent-ils.",
        [("Oui", "Paul Girard"), ("Vite", "ils")],
        ["Paul Girard", "Les riverains"],
    ),
    "new subject after an adverbial": (
        "« Oui », dit Anne Morel. Lors d'une réunion tenue lundi soir à la mairie, Jean Dumas a réagi. « Non ! »",
        [("Oui", "Anne Morel"), ("Non", None)],
        ["Anne Morel", "Jean Dumas"],
    ),
    "the body before ce dernier": (
        "« Oui », a dit à Paul Girard le Conseil du port. Ce dernier a précisé : « En mai. »",
        [("Oui", "le Conseil du port"), ("En mai", "Ce dernier")],
        ["le Conseil du port", "le Conseil du port"],
    ),
    "the same noun again": (
        "« Oui », dit un responsable du port. « En mai », précise ce responsable.",
        [("Oui", "un responsable du port"), ("En mai", "ce responsable")],
        ["un responsable du port", "un responsable du port"],
    ),
    "unnamed in the lead, named next": (
        "« Tout a brûlé », raconte une habitante. « Nous partons », dit Anne Morel.",
        [("Tout a brûlé", "une habitante"), ("Nous partons", "Anne Morel")],
        ["Anne Morel", "Anne Morel"],
    ),
    "unnamed source in the lead": (
        "« Tout a brûlé », selon une source proche du dossier. « Nous partons », dit Anne Morel.",
        [
            ("Tout a brûlé", "une source proche du dossier"),
            ("Nous partons", "Anne Morel"),
        ],
        ["une source proche du dossier", "Anne Morel"],
    ),
    "unnamed document of the sentence's source": (
        "« Le fleuve monte », dit la Fnatel, qui publie une note selon laquelle « tout déborde ».",
        [("Le fleuve monte", "la Fnatel"), ("tout déborde", "une note")],
        ["la Fnatel", "la Fnatel"],
    ),
    "institution become the subject": (
        "« Oui », dit Kimo Laine. L'armée danoise dément. « C'est faux », affirme-t-elle.",
        [("Oui", "Kimo Laine"), ("C'est faux", "elle")],
        ["Kimo Laine", "L'armée danoise"],
    ),
    "pronoun for a name that stands alone": (
        "Ottilie Brandvoll travaille de nuit. « Je dors peu », dit-elle.",
        [("Je dors peu", "elle")],
        ["Ottilie Brandvoll"],
    ),
    "pronoun for a name that comes after": (
        "Elle a crié « Au voleur ». Ottilie Brandvoll est montée sur le quai.",
        [("Au voleur", "Elle")],
        ["Ottilie Brandvoll"],
    ),
    "pronoun for somebody called by a role only": (
        "Le gardien du phare ferme la porte. « À demain », lance-t-il.",
        [("À demain", "il")],
        ["Le gardien du phare"],
    ),
    "relative pronoun after a body": (
        "Le maire Jean Dumas a saisi la préfecture du Nord, selon laquelle « rien ne presse ».",
        [("rien ne presse", "laquelle")],
        ["la préfecture du Nord"],
    ),
    "heading that repeats a quotation": (
        "« Oui », dit Claire Roy. « Une réponse tardive ». Le ton monte. "
        "« C'est une réponse bien tardive », dit Paul Girard.",
        [
            ("Oui", "Claire Roy"),
            ("Une réponse tardive", None),
            ("C'est une réponse bien tardive", "Paul Girard"),
        ],
        ["Claire Roy", "Paul Girard", "Paul Girard"],
    ),
    "heading glued to the next quotation": (
        '"Oui", dit Paul Girard. Le ton monte. "Un grand jour""Merci à tous", dit Anne Morel.',
        [
            ("Oui", "Paul Girard"),
            ("Un grand jour", None),
            ("Merci à tous", "Anne Morel"),
        ],
        ["Paul Girard", "Anne Morel", "Anne Morel"],
    ),
    "names inside quotations are no subjects": (
        "« Oui », dit Paul Girard. « Jean Dumas viendra », a-t-il ajouté.",
        [("Oui", "Paul Girard"), ("Jean Dumas viendra", "il")],
        ["Paul Girard", "Paul Girard"],
    ),
}


@pytest.mark.parametrize(("text", "marked", "expected"), CASES.values(), ids=CASES)
def test_resolve_speakers(text: str, marked: list[tuple[str, str | None]], expected: list[str | None]) -> None:
    assert resolve_speakers(text, quotes_of(text, *marked)) == expected
