"""Quotations by rules, one small case each, on sentences of our own."""

from __future__ import annotations

import sys

import pytest

from newsclf.data.labelers.base import Labelled
from newsclf.data.labelers.lexicon import cue_lexicon
from newsclf.data.labelers.quotes import RuleQuoteLabeler
from newsclf.data.resources import read_tsv
from newsclf.errors import ConfigError, DataError
from newsclf.schema import Article
from newsclf.text.cues import find_cues
from newsclf.text.marks import marked_spans
from newsclf.text.sentences import sentence_starts, tokenize
from newsclf.text.verbs import conjugate

Expected = tuple[str, list[str], str | None, str | None]

# name: text, [(type, contents, cue, speaker)]
CASES: dict[str, tuple[str, list[Expected]]] = {
    "cue after": (
        "« La grève continue », a déclaré Paul Girard.",
        [("direct", ["La grève continue"], "a déclaré", "Paul Girard")],
    ),
    "comma inside the marks": (
        "« La grève continue, » a déclaré Paul Girard.",
        [("direct", ["La grève continue"], "a déclaré", "Paul Girard")],
    ),
    "inverted pronoun": (
        "« La grève continue », a-t-il déclaré.",
        [("direct", ["La grève continue"], "a-t-il déclaré", "il")],
    ),
    "adverb inside the cue": (
        '"La grève continue", a-t-elle également ajouté.',
        [("direct", ["La grève continue"], "a-t-elle également ajouté", "elle")],
    ),
    "clitic in the cue": (
        "« Jamais de la vie », lui a répondu Anne Morel.",
        [("direct", ["Jamais de la vie"], "lui a répondu", "Anne Morel")],
    ),
    "reflexive cue": (
        "« Quelle honte », s'est exclamée Anne Morel.",
        [("direct", ["Quelle honte"], "s'est exclamée", "Anne Morel")],
    ),
    "complement before the subject": (
        "« La grève continue », a confié à la radio le président du club.",
        [("direct", ["La grève continue"], "a confié", "le président du club")],
    ),
    "apposed name": (
        "« La grève continue », explique sa présidente, Anne Morel.",
        [("direct", ["La grève continue"], "explique", "Anne Morel")],
    ),
    "role before the name": (
        "« La grève continue », explique le ministre de l'Intérieur Paul Girard.",
        [("direct", ["La grève continue"], "explique", "Paul Girard")],
    ),
    "colon": (
        "Paul Girard a prévenu : « Nous irons jusqu'au bout. »",
        [("direct", ["Nous irons jusqu'au bout"], "a prévenu", "Paul Girard")],
    ),
    "incise inside": (
        "« La réforme, a déclaré Anne Morel, sera votée. »",
        [("direct", ["La réforme", "sera votée"], "a déclaré", "Anne Morel")],
    ),
    "incise inside with a pronoun": (
        "« La réforme, dit-elle, sera votée. »",
        [("direct", ["La réforme", "sera votée"], "dit-elle", "elle")],
    ),
    "two pairs are two quotations": (
        "« Nous partons demain », dit Anne Morel. « Rien ne nous retient plus ici. »",
        [
            ("direct", ["Nous partons demain"], "dit", "Anne Morel"),
            ("direct", ["Rien ne nous retient plus ici"], None, None),
        ],
    ),
    "marks re-opened": (
        "« Un mur est tombé.\n\n« Personne n'est blessé », a dit le maire.",
        [
            ("direct", ["Un mur est tombé"], None, None),
            ("direct", ["Personne n'est blessé"], "a dit", "le maire"),
        ],
    ),
    "que-clause": (
        "Le maire a annoncé que la piscine fermerait lundi.",
        [("indirect", ["la piscine fermerait lundi"], "a annoncé", "Le maire")],
    ),
    "que-clause after a complement": (
        "Le maire a déclaré vendredi à la presse que la piscine fermerait.",
        [("indirect", ["la piscine fermerait"], "a déclaré", "Le maire")],
    ),
    "que-clause with marked words": (
        "Le maire affirme qu'il s'agit d'une « urgence absolue ».",
        [("mixed", ["il s'agit d'une « urgence absolue »"], "affirme", "Le maire")],
    ),
    "que-clause wholly in marks": (
        "Le maire affirme que « la ville tiendra bon ».",
        [("direct", ["la ville tiendra bon"], "affirme", "Le maire")],
    ),
    "gerund after a que-clause": (
        "Le maire a annoncé que la piscine fermerait, ajoutant que le stade resterait ouvert.",
        [
            ("indirect", ["la piscine fermerait"], "a annoncé", "Le maire"),
            ("indirect", ["le stade resterait ouvert"], "ajoutant", "Le maire"),
        ],
    ),
    "subject with an apposition": (
        "Anne Morel, présidente du club, a assuré que tout irait bien.",
        [("indirect", ["tout irait bien"], "a assuré", "Anne Morel")],
    ),
    "indirect question": (
        "Anne Morel a demandé si le stade serait prêt.",
        [("indirect", ["le stade serait prêt"], "a demandé", "Anne Morel")],
    ),
    "final cue": (
        "La piscine fermera lundi, a annoncé la mairie.",
        [("indirect", ["La piscine fermera lundi"], "a annoncé", "la mairie")],
    ),
    "final cue with marked words": (
        "La piscine ferme pour « raison technique », a annoncé la mairie.",
        [("mixed", ["La piscine ferme pour « raison technique »"], "a annoncé", "la mairie")],
    ),
    "selon first": (
        "Selon la police, deux vitrines ont été brisées.",
        [("indirect", ["deux vitrines ont été brisées"], "Selon", "la police")],
    ),
    "selon last": (
        "Deux vitrines ont été brisées, selon la police.",
        [("indirect", ["Deux vitrines ont été brisées"], "selon", "la police")],
    ),
    "selon in the middle": (
        "Deux vitrines, selon la police, ont été brisées.",
        [("indirect", ["Deux vitrines", "ont été brisées"], "selon", "la police")],
    ),
    "selon with a relative clause": (
        "Selon la police, qui enquête, deux vitrines ont été brisées.",
        [("indirect", ["deux vitrines ont été brisées"], "Selon", "la police")],
    ),
    "d'après": (
        "D'après Anne Morel, le stade sera prêt.",
        [("indirect", ["le stade sera prêt"], "D'après", "Anne Morel")],
    ),
    "pour a person": (
        "Pour Anne Morel, le stade sera prêt.",
        [("indirect", ["le stade sera prêt"], "Pour", "Anne Morel")],
    ),
    "pour a moment is no source": ("Pour l'instant, le stade est fermé.", []),
    "selon a criterion is no source": ("Les prix varient selon les saisons.", []),
    "infinitive": (
        "Anne Morel affirme avoir vu le voleur.",
        [("indirect", ["avoir vu le voleur"], "affirme", "Anne Morel")],
    ),
    "infinitive asked of somebody": (
        "La mairie a appelé les habitants à limiter leurs trajets.",
        [("indirect", ["à limiter leurs trajets"], "a appelé", "La mairie")],
    ),
    "promise": (
        "Anne Morel a promis de rendre le prix.",
        [("indirect", ["de rendre le prix"], "a promis", "Anne Morel")],
    ),
    "marked object": (
        "La CFDT dénonce une « dérive » de la direction.",
        [("mixed", ["une « dérive »"], "dénonce", "La CFDT")],
    ),
    "accusation": (
        "La gauche accuse le maire de « brader » la ville.",
        [("mixed", ["de « brader » la ville"], "accuse", "La gauche")],
    ),
    "comme": (
        "Comme le rappelle Anne Morel, le stade date de 1920.",
        [("indirect", ["le stade date de 1920"], "le rappelle", "Anne Morel")],
    ),
    "signed with a dash": (
        "« Nous restons mobilisés » — Syndicat des marins.",
        [("direct", ["Nous restons mobilisés"], None, "Syndicat des marins")],
    ),
    "dialogue dash": (
        "— Tu viendras demain, dit-il.",
        [("direct", ["Tu viendras demain"], "dit-il", "il")],
    ),
    "english quotation": (
        "“We will never give up”, a lancé Anne Morel.",
        [("direct", ["We will never give up"], "a lancé", "Anne Morel")],
    ),
    "scare quotes": ("La « sobriété » est à la mode dans les villes.", []),
    "title": ("Elle joue dans le film « Les marées de novembre ne mentent jamais ».", []),
    "nominal object": ("Le maire a annoncé l'envoi de renforts.", []),
    "noun that looks like a verb": ("Une demande a été déposée que personne ne lira.", []),
    "alors que is no report": ("Le maire a parlé et il affirme tout alors que rien ne va.", []),
    "negated": ("Le maire n'a pas annoncé que la piscine fermerait.", []),
    "on is no source": ("On estime que mille arbres sont tombés.", []),
    "apposition is no final cue": ("Le ministre, Paul Girard, a annoncé la création d'un fonds.", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_quotes(text: str, expected: list[Expected]) -> None:
    found = [
        (
            quote.type,
            [span.text for span in quote.content],
            quote.cue and quote.cue.text,
            quote.speaker and quote.speaker.text,
        )
        for quote in RuleQuoteLabeler().quotes(text)
    ]
    assert found == expected


def _label(text: str) -> Labelled:
    return RuleQuoteLabeler().label(Article(text=text, id="a1"))


def test_names_are_resolved_and_quotes_numbered() -> None:
    labelled = _label("« Oui, bien sûr », a dit Anne Morel. « Demain, c'est promis », a ajouté Mme Morel.")
    assert labelled.article is not None
    assert [(quote.number, quote.speaker_name) for quote in labelled.article.quotes or ()] == [
        (1, "Anne Morel"),
        (2, "Anne Morel"),
    ]


def test_confidence_is_the_mean_of_the_scores() -> None:
    labelled = _label("« Oui, bien sûr », a dit Anne Morel. Selon la mairie, tout va bien.")
    assert labelled.article is not None and labelled.article.quotes is not None
    scores = [quote.score for quote in labelled.article.quotes]
    assert len(scores) == 2 and all(0 < score <= 1 for score in scores)
    assert labelled.confidence == pytest.approx(sum(scores) / 2)
    assert labelled.reason == "rules"


def test_an_article_without_quotations_is_kept_and_says_so() -> None:
    labelled = _label("Il pleut sur la côte depuis hier.")
    assert labelled.article is not None and labelled.article.quotes == ()
    assert (labelled.confidence, labelled.reason) == (1.0, "no quotation found")


def test_the_article_itself_stays_as_it_is() -> None:
    article = Article(text="« Oui, bien sûr », a dit Anne Morel.", id="a1", source="ici")
    labelled = RuleQuoteLabeler().label(article)
    assert article.quotes is None
    assert labelled.article is not None and labelled.article.source == "ici"


def test_offsets_are_those_of_the_text() -> None:
    text = "Bonjour.\n\n« La grève\u00a0continue », a déclaré Paul Girard."
    (quote,) = RuleQuoteLabeler().quotes(text)
    for span in (*quote.content, quote.cue, quote.speaker):
        assert span is not None and text[span.start : span.end] == span.text


def test_unknown_subjects_are_refused() -> None:
    with pytest.raises(ConfigError, match='subjects must be "regex" or "spacy", got \'parse\''):
        RuleQuoteLabeler(subjects="parse")  # type: ignore[arg-type]


def test_spacy_finds_the_subject() -> None:
    pytest.importorskip("spacy")
    pytest.importorskip("fr_core_news_md")
    quotes = RuleQuoteLabeler(subjects="spacy").quotes("Le maire de Lure a annoncé que la piscine fermerait lundi.")
    assert [quote.speaker and quote.speaker.text for quote in quotes] == ["Le maire de Lure"]


def test_spacy_missing_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from newsclf.data.labelers import subjects

    subjects._pipeline.cache_clear()
    monkeypatch.setitem(sys.modules, "spacy", None)  # what Python itself does for a module that is not there
    with pytest.raises(ConfigError, match=r'pip install "newsclf\[spacy\]"'):
        RuleQuoteLabeler(subjects="spacy").quotes("Le maire a annoncé que la piscine fermerait.")


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Il a également ajouté ceci.", ["a également ajouté"]),
        ("Il n'a pas caché sa joie, a-t-elle dit.", ["a-t-elle dit"]),
        ("Le préfet a, lui, expliqué la suite.", ["a, lui, expliqué"]),
        ("Elle met en garde contre la crue.", ["met en garde"]),
        ("Cela a été révélé hier.", ["a été révélé"]),
        ("La note explique la demande.", ["explique"]),
    ],
)
def test_find_cues(text: str, groups: list[str]) -> None:
    assert [text[cue.start : cue.end] for cue in find_cues(tokenize(text), cue_lexicon())] == groups


def test_sentences_know_abbreviations_marks_and_lost_breaks() -> None:
    text = "M. Roy est là. Il dit : « Oui. Non. » et part.Le soir tombe sur la villePlus rien ne bouge."
    starts = sentence_starts(text, marked_spans(text))
    assert [text[start : start + 6] for start in starts] == ["M. Roy", "Il dit", "Le soi", "Plus r"]


@pytest.mark.parametrize(
    ("infinitive", "form"),
    [
        ("rappeler", "rappelle"),
        ("rejeter", "rejettent"),
        ("révéler", "révèle"),
        ("annoncer", "annonçait"),
        ("exiger", "exigeait"),
        ("soutenir", "soutient"),
        ("reconnaître", "reconnait"),
        ("prévenir", "prévient"),
        ("répondre", "répond"),
        ("avertir", "avertissent"),
    ],
)
def test_conjugate(infinitive: str, form: str) -> None:
    assert form in conjugate(infinitive).finite


def test_conjugate_refuses_what_it_does_not_know() -> None:
    with pytest.raises(DataError, match="cannot conjugate 'haïr': expected an infinitive"):
        conjugate("haïr")


def test_the_table_of_cue_verbs_is_large_and_without_doubles() -> None:
    lemmas = [row["lemma"] for row in read_tsv("cue_verbs.tsv")]
    assert len(lemmas) >= 150
    assert len(lemmas) == len(set(lemmas))


def test_a_missing_table_is_named() -> None:
    with pytest.raises(DataError, match=r"newsclf has no table 'verbs\.tsv'"):
        read_tsv("verbs.tsv")


@pytest.mark.parametrize(
    "text", ["", '"', "« , » a dit Anne.", "« « « » » »", "'" * 50, "Selon l'", "dit-il : «", "« a dit »"]
)
def test_stray_marks_and_cues_give_no_broken_span(text: str) -> None:
    for quote in RuleQuoteLabeler().quotes(text):
        assert all(span.text.strip() for span in quote.content)
