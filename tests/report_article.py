"""An article with its analysis, and a hostile one: what the tests of the views show."""

from __future__ import annotations

from newsclf.labels import TOPICS
from newsclf.schema import Analysis, Article, ModelInfo, Quote, Span, StancePrediction, TopicPrediction

TEXT = """Le conseil de Brégançon a voté lundi la réouverture du marché couvert, fermé depuis onze ans.

« Nous rendons aux habitants le cœur de leur ville », s'est réjouie la maire, Solène Arbogast, « et nous le
ferons sans hausse d'impôt ». Elle a estimé que les travaux dureraient « à peine dix mois ».
Selon l'opposant Marc Tivoli, le budget « ne tient pas debout ».
"""
INFO = ModelInfo("essai", "1.2")
SCORES = dict.fromkeys(TOPICS, 0.01) | {
    "medtop:11000000": 0.62,
    "medtop:04000000": 0.13,
    "medtop:01000000": 0.11,
}
TOPIC = TopicPrediction("medtop:11000000", "politique", 0.62, SCORES)


def cut(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span.of(text, start, start + len(words))


MAYOR = Quote(
    "direct",
    (cut("Nous rendons aux habitants le cœur de leur ville"), cut("et nous le\nferons sans hausse d'impôt")),
    cue=cut("s'est réjouie"),
    speaker=cut("la maire, Solène Arbogast"),
    speaker_name="Solène Arbogast",
    score=0.934,
)
WORKS = Quote("mixed", (cut("les travaux dureraient « à peine dix mois »"),), cut("a estimé"), cut("Elle"))
INNER = Quote("direct", (cut("à peine dix mois"),), score=0.5)
BUDGET = Quote("indirect", (cut("le budget « ne tient pas debout »"),), speaker=cut("l'opposant Marc Tivoli"))
QUOTES = (MAYOR, WORKS, INNER, BUDGET)
STANCES = (
    StancePrediction(0, "Solène Arbogast", "le marché couvert", "favor", 0.91),
    StancePrediction(3, None, "le marché couvert", "against", 0.77),
    StancePrediction(None, None, "le marché couvert", "none", 0.6),
)
ARTICLE = Article(TEXT, id="a1", headline="Brégançon rouvre son marché", source="L'Écho", date="2025-03-11")
ANALYSIS = Analysis("a1", TOPIC, QUOTES, STANCES, INFO)
EMPTY = Analysis("", None, (), (), INFO)

HOSTILE = (
    '<script>window.pwned = 1</script> &amp; "x" \' <img src=x onerror="pwned=1"> </p></div>\x00\x1b {{ 7*7 }} <!--'
)


def hostile() -> tuple[Article, Analysis]:
    name = '"><script>pwned=1</script>'
    quotes = (Quote("direct", (Span.of(HOSTILE, 3, len(HOSTILE)),), Span.of(HOSTILE, 0, 12), None, name),)
    stances = (StancePrediction(0, name, "</td><script>pwned=1</script>", "favor", 0.5),)
    topic = TopicPrediction("x", "</li><b onclick=pwned=1>", 0.5, {"x": 0.5, "<i>": 0.2})
    article = Article(HOSTILE, headline="</title><script>pwned=1</script>", source="<b>", date="<i>")
    return article, Analysis("<", topic, quotes, stances, ModelInfo("<style>", "</footer>"))
