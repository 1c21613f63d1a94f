"""The views of an analysis: on a terminal at several widths, and as a page for a strict parser."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from report_article import ANALYSIS, ARTICLE, EMPTY, HOSTILE, INFO, INNER, MAYOR, STANCES, TEXT, TOPIC, hostile
from rich.cells import cell_len
from rich.console import Console

from newsclf.errors import DataError
from newsclf.report.html import render_html
from newsclf.report.terminal import render_terminal
from newsclf.schema import Analysis, Article, Quote, Span, StancePrediction


def shown(article: Article, analysis: Analysis, *, width: int = 80, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    render_terminal(article, analysis, console=console)
    return console.file.getvalue()  # type: ignore[attr-defined]


# Terminal


def test_terminal_shows_everything_in_its_place() -> None:
    lines = [line.rstrip() for line in shown(ARTICLE, ANALYSIS, width=120).splitlines()]
    assert lines[:8] == [
        "Brégançon rouvre son marché",
        "L'Écho · 2025-03-11",
        "",
        "Sujet",
        "  62\u00a0% ━━━━━━━      politique",
        "  13\u00a0% ━╸           économie et finances",
        "  11\u00a0% ━            arts, culture, divertissement et médias",
        "",
    ]
    assert lines[8:14] == [
        "Citations (4)",
        " 1  directe · 93\u00a0%",
        "    «\u00a0Nous rendons aux habitants le cœur de leur ville […] et nous le ferons sans hausse d'impôt\u00a0»",
        "    — Solène Arbogast (mention «\u00a0la maire, Solène Arbogast\u00a0», "
        "introducteur «\u00a0s'est réjouie\u00a0»)",
        "    → le marché couvert\u00a0: ▲\u00a0favorable 91\u00a0%",
        "",
    ]
    assert lines[15:17] == [
        "    les travaux dureraient « à peine dix mois »",
        "    — Elle (introducteur «\u00a0a estimé\u00a0»)",
    ]
    assert lines[20] == "    — locuteur non identifié"
    assert lines[24:26] == ["    — l'opposant Marc Tivoli", "    → le marché couvert\u00a0: ▼\u00a0opposé 77\u00a0%"]
    assert lines[26:] == [
        "",
        "Position de l’article",
        "    → le marché couvert\u00a0: ○\u00a0sans\u00a0position 60\u00a0%",
        "",
        "modèle essai 1.2",
    ]


@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_terminal_keeps_to_its_width_and_loses_no_word(width: int) -> None:
    output = shown(ARTICLE, ANALYSIS, width=width)
    assert max(cell_len(line) for line in output.splitlines()) <= width
    words = " ".join(output.split())
    assert "Nous rendons aux habitants le cœur de leur ville […] et nous le ferons sans hausse d'impôt" in words


@pytest.mark.parametrize("width", range(20, 60))
def test_a_line_never_breaks_at_a_no_break_space(width: int) -> None:
    analysis = Analysis("a1", TOPIC, (MAYOR,), STANCES[::2], INFO)
    for line in shown(ARTICLE, analysis, width=width).splitlines():
        assert not line.rstrip(" ").endswith(("«", "▲", "\u00a0"))
        assert not line.lstrip(" ").startswith(("»", "\u00a0", "%", ":"))


def test_wide_characters_keep_to_the_width() -> None:
    text = "東京の市場は来週また開く、と市長は約束した。" * 4
    quotes = (Quote("direct", (Span.of(text, 0, len(text)),)),)
    output = shown(Article(text), Analysis("", None, quotes, (), INFO), width=60)
    assert max(cell_len(line) for line in output.splitlines()) <= 60


def test_terminal_colours_only_where_there_are_colours() -> None:
    assert "\x1b" not in shown(ARTICLE, ANALYSIS)
    coloured = shown(ARTICLE, ANALYSIS, colour=True)
    assert "\x1b[32m▲\u00a0favorable\x1b[0m" in coloured
    assert "\x1b[31m▼\u00a0opposé\x1b[0m" in coloured


def test_terminal_says_when_nothing_was_found() -> None:
    output = shown(Article("Il neige sur le col."), EMPTY)
    assert [line for line in output.splitlines() if line] == [
        "Il neige sur le col.",
        "Sujet",
        "    aucun sujet prédit",
        "Citations (0)",
        "    aucune citation trouvée",
        "modèle essai 1.2",
    ]


def test_a_missing_headline_is_the_beginning_of_the_text() -> None:
    assert shown(Article(TEXT), EMPTY, width=120).startswith(
        "Le conseil de Brégançon a voté lundi la réouverture du marché couvert, fermé…\n"
    )
    assert shown(Article("a" * 90), EMPTY, width=120).startswith("a" * 80 + "…\n")


def test_a_long_quotation_is_shortened_in_the_middle() -> None:
    text = " ".join(f"mot{number}" for number in range(100))
    quotes = (Quote("indirect", (Span.of(text, 0, len(text)),)),)
    output = " ".join(shown(Article("Titre."), Analysis("", None, quotes, (), INFO)).split())
    head, left_out, tail = re.search(r"(mot0 .*) \[… (\d+) caractères …\] (.* mot99) —", output).groups()  # type: ignore[union-attr]
    assert text.startswith(head) and text.endswith(tail)
    assert len(head) + int(left_out) + len(tail) == len(text)
    assert 350 < len(head) + len(tail) <= 400


def test_terminal_obeys_nothing_in_an_article() -> None:
    text = "[bold red]Gras[/] \x1b[31mrouge\x1b]0;titre\x07 \u202eenvers\u202c :smile: \udcff [/nope]"
    quotes = (Quote("direct", (Span.of(text, 0, len(text)),), speaker_name="[link=http://x]Nom\x9b2J"),)
    stances = (StancePrediction(0, None, "[red]cible\r\n\x1b[2J", "none", 0.5),)
    output = shown(Article(text, headline="[blink]\x1b[5mTitre"), Analysis("", TOPIC, quotes, stances, INFO))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", output)
    assert "«\u00a0[bold red]Gras[/] [31mrouge]0;titre envers :smile: [/nope]\u00a0»" in output.replace("  ", " ")
    assert "[blink][5mTitre" in output
    assert "[link=http://x]Nom2J" in output
    assert "→ [red]cible [2J\u00a0:" in output


# Page


VOID = {"meta", "br"}


class Page(HTMLParser):
    """Reads a page strictly: every tag closes in order; gathers the elements and the text of ``#texte``."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked: list[tuple[str, str]] = []
        self.title = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in <{tag}>"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(attributes.get("id") == "texte" for _, attributes in self.open):
            self.text += data
            tag, attributes = self.open[-1]
            if tag in ("mark", "span"):
                self.marked.append((attributes["class"] or "", data))
        if self.open and self.open[-1][0] == "title":
            self.title += data


def test_page_holds_the_text_as_it_is_with_its_marks() -> None:
    page = Page(render_html(ARTICLE, ANALYSIS))
    assert page.title == "Brégançon rouvre son marché"
    assert page.text == TEXT
    assert page.marked == [
        ("content direct", "Nous rendons aux habitants le cœur de leur ville"),
        ("cue", "s'est réjouie"),
        ("speaker", "la maire, Solène Arbogast"),
        ("content direct", "et nous le\nferons sans hausse d'impôt"),
        ("speaker", "Elle"),
        ("cue", "a estimé"),
        ("content mixed", "les travaux dureraient « "),
        ("content direct", "à peine dix mois"),
        ("content mixed", " »"),
        ("speaker", "l'opposant Marc Tivoli"),
        ("content indirect", "le budget « ne tient pas debout »"),
    ]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [("Un.\nDeux.\n", 2), ("Un,\ndeux.\n\nTrois.", 2), ("Un.\r\n \r\nDeux.\r\n", 2), ("\n\nUn.", 1)],
)
def test_blank_lines_part_paragraphs_or_else_line_breaks(text: str, paragraphs: int) -> None:
    page = render_html(Article(text), EMPTY)
    inside = page[page.index('id="texte"') : page.index("</article>")]
    assert inside.count("<p>") == paragraphs
    assert Page(page).text == text


def test_page_says_who_and_how_sure_on_hover_and_in_the_list() -> None:
    page = render_html(ARTICLE, ANALYSIS)
    titles = [attributes.get("title") for _, attributes in Page(page).elements]
    assert "citation 1 (directe) — Solène Arbogast, 93\u00a0%" in titles
    inner = "citation 2 (mixte) — Elle, 100\u00a0%\ncitation 3 (directe) — locuteur non identifié, 50\u00a0%"
    assert inner in titles
    assert "<b>Solène Arbogast</b> <small>(mention «\u00a0la maire, Solène Arbogast\u00a0»" in page
    assert '<b class="empty">locuteur non identifié</b>' in page
    assert re.search(r'<a href="#citation-4">4</a> l&#39;opposant Marc Tivoli</th>\s*<td>le marché couvert', page)
    assert '<td class="against"><span class="label">▼ opposé</span> <span class="score">77\u00a0%' in page
    assert '<th scope="row">L’article</th>' in page


def test_page_links_lead_somewhere_on_the_page_and_nowhere_else() -> None:
    page = Page(render_html(ARTICLE, ANALYSIS))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] for _, attributes in page.elements if "href" in attributes]
    assert set(links) == {f"#{place}-{number}" for place in ("citation", "texte") for number in (1, 2, 3, 4)}
    assert {"#" + name for name in ids if name} >= set(links)
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "base", "form"}
    assert "url(" not in render_html(ARTICLE, ANALYSIS) and "@import" not in render_html(ARTICLE, ANALYSIS)


def test_page_says_when_nothing_was_found() -> None:
    page = render_html(Article("Il neige."), EMPTY)
    assert "aucun sujet prédit" in page and "aucune citation trouvée" in page
    assert "<table" not in page and "<details" not in page
    assert Page(page).title == "Il neige."


def test_page_escapes_everything() -> None:
    page = Page(render_html(*hostile()))
    assert page.text == HOSTILE.replace("\x00", "\ufffd").replace("\x1b", "\ufffd")
    assert page.title == "</title><script>pwned=1</script>"
    assert not {tag for tag, _ in page.elements} & {"script", "img", "i"}
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_page_can_always_be_encoded() -> None:
    assert "\ufffd" in render_html(Article("a\udcffb"), EMPTY).encode().decode()


def test_every_way_two_quotations_can_overlap_leaves_the_text_whole() -> None:
    text = "abc\r\n\n def\n"
    points = range(len(text) + 1)
    spans = [Span.of(text, start, end) for start in points for end in points if start < end]
    for first in spans:
        for second in spans[::3]:
            quotes = (Quote("direct", (first,), cue=second), Quote("indirect", (second,), speaker=first))
            page = Page(render_html(Article(text), Analysis("", None, quotes, (), INFO)))
            assert page.text == text


def test_an_analysis_of_another_article_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        render_html(Article("Tout autre chose."), Analysis("", None, (INNER,), (), INFO))
    assert str(caught.value) == (
        f"the analysis is not of this article: expected 'à peine dix mois' at [{INNER.start}, {INNER.end}], "
        "found ''; pass the article that was analysed"
    )


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast_is_that_of_wcag_aa(scheme: int) -> None:
    css = files("newsclf.report").joinpath("resources/article.css").read_text(encoding="utf-8")
    block = re.findall(r":root \{(.*?)\n *\}", css, flags=re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    grounds = {"paper": "ink soft accent favor against", "card": "ink soft accent"}
    grounds |= dict.fromkeys(("direct", "indirect", "mixed"), "ink accent")
    for ground, letters in grounds.items():
        for letter in letters.split():
            dark, light = sorted((luminance(colours[ground]), luminance(colours[letter])))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, letter)
