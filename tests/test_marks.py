"""Quotation marks of every kind, on sentences of our own."""

from __future__ import annotations

import pytest

from newsclf.text.marks import marked_spans

CASES = {
    "guillemets": ("Il dit : « Non. »", [("Non.", "guillemets", 0, True)]),
    "guillemets with nbsp": ("Il dit :\u00a0«\u00a0Non.\u00a0»", [("Non.", "guillemets", 0, True)]),
    "guillemets without blanks": ("Il dit «non» et part.", [("non", "guillemets", 0, True)]),
    "english double": ("“Oui”, dit-elle.", [("Oui", "double", 0, True)]),
    "low and high": ("„Oui“, dit-elle.", [("Oui", "low", 0, True)]),
    "two closing marks as a pair": ("”Oui”, dit-elle.", [("Oui", "double", 0, True)]),
    "straight": ('"Oui", dit-elle.', [("Oui", "straight", 0, True)]),
    "straight, blanks on both sides": ('" Oui " dit-elle.', [("Oui", "straight", 0, True)]),
    "straight, paragraph break lost": (
        'La fin d\'un monde"Tout change", dit-il.',
        [("Tout change", "straight", 0, True)],
    ),
    "straight after an elision": ('On parle d\'"enfer" ici.', [("enfer", "straight", 0, True)]),
    "single": ("Elle crie ‘au feu’ et court.", [("au feu", "single", 0, True)]),
    "single with apostrophes inside": ("Il dit ‘c’est l’heure’ ici.", [("c’est l’heure", "single", 0, True)]),
    "straight single": ("Il faut 'tourner la page' vite.", [("tourner la page", "apostrophe", 0, True)]),
    "angle": ("Il lit ‹ Demain › ici.", [("Demain", "angle", 0, True)]),
    "apostrophes are no marks": ("L'eau n'a pas d'odeur, dit-on aujourd'hui.", []),
    "typographic apostrophes are no marks": ("L’eau n’a pas d’odeur.", []),
    "a trailing apostrophe is no mark": ("Un abonnement Vélo' à l'année.", []),
    "nested guillemets": (
        "« Il parle d'un « miracle » ici. »",
        [("Il parle d'un « miracle » ici.", "guillemets", 0, True), ("miracle", "guillemets", 1, True)],
    ),
    "english inside guillemets": (
        "« Il a dit “jamais” hier. »",
        [("Il a dit “jamais” hier.", "guillemets", 0, True), ("jamais", "double", 1, True)],
    ),
    "straight inside straight": (
        '"Le film s\'appelle "Marée" et sort lundi", dit-il.',
        [('Le film s\'appelle "Marée" et sort lundi', "straight", 0, True), ("Marée", "straight", 1, True)],
    ),
    "single inside straight": (
        "\"Il faut 'lever le pied' ici\", dit-il.",
        [("Il faut 'lever le pied' ici", "straight", 0, True), ("lever le pied", "apostrophe", 1, True)],
    ),
    "several paragraphs under one pair": ("« Un.\n\nDeux. »", [("Un.\n\nDeux.", "guillemets", 0, True)]),
    "re-opened at each paragraph": (
        "« Un.\n\n« Deux.\n\n« Trois. »",
        [
            ("Un.", "guillemets", 0, False),
            ("Deux.", "guillemets", 0, False),
            ("Trois.", "guillemets", 0, True),
        ],
    ),
    "straight, opened twice and closed once": (
        '"Un. "Deux", dit-il.',
        [("Un.", "straight", 0, False), ("Deux", "straight", 0, True)],
    ),
    "never closed": ("Il dit : « Non. Jamais.\n\nIl part.", [("Non. Jamais.", "guillemets", 0, False)]),
    "stray closing mark": ('Il accepte !" Elle rit.', []),
    "empty pair": ("Il dit « » et part.", []),
    "dialogue dashes": (
        "— Tu viens ?\n— Non, dit-il.",
        [("Tu viens ?", "dash", 0, False), ("Non, dit-il.", "dash", 0, False)],
    ),
    "dash inside a line": ("Il vient — enfin — demain.", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_marked_spans(text: str, expected: list[tuple[str, str, int, bool]]) -> None:
    found = [(text[span.start : span.end], span.kind, span.level, span.closed) for span in marked_spans(text)]
    assert found == expected


def test_outer_bounds_take_the_marks_in() -> None:
    text = "Il dit : « Non. »"
    (span,) = marked_spans(text)
    assert text[span.outer_start : span.outer_end] == "« Non. »"


def test_an_unclosed_span_ends_without_a_mark() -> None:
    text = "Il dit : « Non"
    (span,) = marked_spans(text)
    assert text[span.outer_start : span.outer_end] == "« Non"
