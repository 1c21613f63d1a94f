"""The baselines on articles small enough to know what each must answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsclf.errors import DataError
from newsclf.evaluation.baselines import baseline_predictions, baselines_for
from newsclf.schema import Article, Quote, Span, Stance

SPORT, WEATHER = "medtop:15000000", "medtop:17000000"


def topic_article(text: str, topic: str | None) -> Article:
    return Article(text=text, id=text[:8], topic=topic)


TOPIC_TRAIN = [
    topic_article("Le gardien a sauvé le match et le club gagne la coupe.", SPORT),
    topic_article("L'équipe joue son match au stade devant ses supporters.", SPORT),
    topic_article("Le club perd la finale du tournoi aux tirs au but.", SPORT),
    topic_article("La pluie et le vent reviennent, des orages sont attendus.", WEATHER),
    topic_article("Soleil au sud, pluie au nord : le vent faiblira ce soir.", WEATHER),
]


def stance_article(number: int, text: str, *stances: tuple[str, str]) -> Article:
    """One quote, the whole text, numbered 3, and stances of its speaker."""
    quote = Quote("direct", (Span.of(text, 0, len(text)),), speaker_name="Léa Morin", number=3)
    positions = tuple(Stance(target=target, label=label, number=3) for target, label in stances)
    return Article(text=text, id=f"s{number}", quotes=(quote,), stances=positions)


STANCE_TRAIN = [
    stance_article(1, "Nous soutenons ce projet avec joie", ("le pont", "favor"), ("le maire", "none")),
    stance_article(2, "Je soutiens ce plan avec joie", ("le pont", "favor"), ("la gare", "none")),
    stance_article(3, "Nous refusons ce projet honteux", ("la taxe", "against"), ("la gare", "none")),
    stance_article(4, "Je refuse ce plan honteux", ("la taxe", "against"), ("le maire", "none")),
]
STANCE_TEST = [
    stance_article(5, "Nous soutenons ce plan", ("la taxe", "favor"), ("le pont", "favor")),
    stance_article(6, "Nous refusons ce plan", ("la taxe", "against")),
]
QUOTE_TEXT = "« Le pont sera fermé tout l'hiver », a déclaré Paul Meunier. Il pleuvait."
QUOTE_ARTICLE = Article(text=QUOTE_TEXT, id="q1", quotes=())


def baseline(task: str, name: str):
    return next(each for each in baselines_for(task) if each.name == name)


def test_every_task_has_its_baselines() -> None:
    assert [each.name for each in baselines_for("topic")] == ["majority", "TF-IDF + LR"]
    assert [each.name for each in baselines_for("quotes")] == ["rules"]
    assert [each.name for each in baselines_for("stance")] == [
        "majority",
        "TF-IDF + LR, target",
        "TF-IDF + LR, quotation",
        "TF-IDF + LR, both",
        "rules",
    ]
    assert baselines_for("tone") == []
    assert all(each.task == task for task in ("topic", "quotes", "stance") for each in baselines_for(task))


def test_the_majority_answers_with_the_shares_of_train() -> None:
    majority = baseline("topic", "majority")
    majority.fit(TOPIC_TRAIN)
    [prediction] = majority.predict([topic_article("Il neige.", WEATHER)])
    assert (prediction.label, prediction.name) == (SPORT, "sport")
    assert prediction.scores == pytest.approx({SPORT: 0.6, WEATHER: 0.4})
    assert prediction.score == prediction.scores[SPORT]


def test_tfidf_learns_the_words_of_topics() -> None:
    tfidf = baseline("topic", "TF-IDF + LR")
    tfidf.fit(TOPIC_TRAIN)
    predictions = tfidf.predict(
        [
            topic_article("Le vent et la pluie", None),
            topic_article("Un match au stade", None),
            Article(text="Demain.", headline="Orages et pluie attendus, vent faible"),
        ]
    )
    assert [prediction.label for prediction in predictions] == [WEATHER, SPORT, WEATHER]
    for prediction in predictions:
        assert sum(prediction.scores.values()) == pytest.approx(1.0)
        assert prediction.score == max(prediction.scores.values()) == prediction.scores[prediction.label]


def test_articles_without_gold_are_left_out_of_training() -> None:
    majority = baseline("topic", "majority")
    majority.fit([*TOPIC_TRAIN, *(topic_article(f"Sans sujet {place}.", None) for place in range(9))])
    assert majority.predict(TOPIC_TRAIN[:1])[0].scores == pytest.approx({SPORT: 0.6, WEATHER: 0.4})


def test_stance_baselines_answer_in_the_order_of_the_file() -> None:
    answers = baseline_predictions("stance", train=STANCE_TRAIN, articles=STANCE_TEST)
    assert list(answers) == [each.name for each in baselines_for("stance")]
    for predictions in answers.values():
        assert [each.target for each in predictions] == ["la taxe", "le pont", "la taxe"]
        assert {(each.quote, each.speaker_name) for each in predictions} == {(0, "Léa Morin")}
        assert all(sum(each.scores.values()) == pytest.approx(1.0) for each in predictions)
    assert [each.label for each in answers["majority"]] == ["none"] * 3


def test_each_stance_baseline_reads_what_its_name_says() -> None:
    answers = baseline_predictions("stance", train=STANCE_TRAIN, articles=STANCE_TEST)
    target, quotation, both = (answers[f"TF-IDF + LR, {what}"] for what in ("target", "quotation", "both"))
    # Triples 0 and 2 have the same target, 0 and 1 the same quotation.
    assert target[0].scores == pytest.approx(target[2].scores)
    assert target[0].label == "against" and target[1].label == "favor"
    assert quotation[0].scores == pytest.approx(quotation[1].scores)
    assert quotation[0].scores["favor"] > quotation[2].scores["favor"]
    assert both[0].scores != pytest.approx(both[2].scores)
    assert both[0].scores != pytest.approx(both[1].scores)


def test_the_articles_own_voice_is_read_from_its_text() -> None:
    own = Article(text="Ce plan honteux, je le refuse.", id="o", stances=(Stance("le plan", "against"),))
    for predictions in baseline_predictions("stance", train=[*STANCE_TRAIN, own], articles=[own]).values():
        [prediction] = predictions
        assert (prediction.quote, prediction.speaker_name, prediction.target) == (None, None, "le plan")


def test_articles_without_triples_get_no_stance() -> None:
    empty = Article(text="Rien à dire.", stances=())
    answers = baseline_predictions("stance", train=STANCE_TRAIN, articles=[empty])
    assert all(predictions == [] for predictions in answers.values())


def test_rules_find_the_quotation_and_never_see_gold() -> None:
    rules = baseline("quotes", "rules")
    rules.fit([])
    planted = Quote("indirect", (Span.of(QUOTE_TEXT, 61, 72),), number=1)
    [found] = rules.predict([QUOTE_ARTICLE])
    [with_gold] = rules.predict([replace(QUOTE_ARTICLE, quotes=(planted,))])
    assert [(quote.type, quote.text, quote.speaker_name) for quote in found] == [
        ("direct", "Le pont sera fermé tout l'hiver", "Paul Meunier")
    ]
    assert with_gold == found


def test_rules_take_a_stance_from_attitude_verbs_and_never_see_gold() -> None:
    text = "« Nous condamnons la fermeture du pont », a déclaré Paul Meunier."
    quote = Quote("direct", (Span.of(text, 2, 38),), speaker_name="Paul Meunier", number=1)
    answers = []
    for label in ("favor", "none"):
        stance = Stance("la fermeture du pont", label, number=1)
        answers += baseline("stance", "rules").predict([Article(text=text, quotes=(quote,), stances=(stance,))])
    assert answers[0] == answers[1]
    assert answers[0].label == "against"
    assert answers[0].score == answers[0].scores["against"]


def test_one_label_is_too_little_to_learn_from() -> None:
    with pytest.raises(
        DataError,
        match=r"^baselines need at least two labels to learn from, got \['medtop:15000000'\] in train: "
        r"add articles or evaluate without baselines$",
    ):
        baseline_predictions("topic", train=TOPIC_TRAIN[:3], articles=TOPIC_TRAIN)


def test_a_train_split_without_gold_is_refused() -> None:
    with pytest.raises(
        DataError,
        match=r"^no article is annotated for task 'stance': expected a field 'stances' in its rows$",
    ):
        baseline_predictions("stance", train=TOPIC_TRAIN, articles=STANCE_TEST)
