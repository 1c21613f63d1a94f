"""The page of an analysis in a real browser: headless Chromium, on a screen as wide as a phone's."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from report_article import ANALYSIS, ARTICLE, HOSTILE, MAYOR, TEXT, hostile

from newsclf.report.html import render_html
from newsclf.schema import Analysis, Article, ModelInfo, Quote, Span, StancePrediction

BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
PROBE = """<!DOCTYPE html><meta charset="utf-8">
<iframe width="390" height="800" srcdoc="{page}"></iframe><pre></pre>
<script>
window.onload = () => {{
  const frame = document.querySelector("iframe"), page = frame.contentDocument, root = page.documentElement;
  document.querySelector("pre").textContent = JSON.stringify({{
    width: root.clientWidth, scroll: root.scrollWidth, title: page.title, scripts: page.scripts.length,
    pwned: frame.contentWindow.pwned ?? null, text: page.getElementById("texte").textContent,
    paragraphs: page.getElementById("texte").innerText.split("\\n\\n").map(text => text.trim()),
    marks: [...page.querySelectorAll("mark")].map(mark => [
      mark.textContent, frame.contentWindow.getComputedStyle(mark).backgroundColor]),
  }});
}};
</script>"""


def browse(page: str, folder: Path) -> dict[str, Any]:
    """What headless Chromium makes of ``page`` on a screen of 390 pixels."""
    assert BROWSER
    probe = folder / "probe.html"
    probe.write_text(PROBE.format(page=html.escape(page)), encoding="utf-8")
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --hide-scrollbars --virtual-time-budget=5000 --dump-dom"
    )
    command = [BROWSER, *flags.split(), f"--user-data-dir={folder / 'profile'}", probe.as_uri()]
    dumped = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    found = re.search(r"<pre>(.+?)</pre>", dumped, flags=re.DOTALL)
    assert found, dumped
    facts: dict[str, Any] = json.loads(html.unescape(found[1]))
    return facts


needs_browser = pytest.mark.skipif(
    BROWSER is None, reason="no chromium or google-chrome on PATH (Debian: apt-get install chromium)"
)


@needs_browser
def test_browser_shows_the_article_on_a_phone(tmp_path: Path) -> None:
    facts = browse(render_html(ARTICLE, ANALYSIS), tmp_path)
    assert facts["title"] == ARTICLE.headline
    assert facts["width"] == facts["scroll"] == 390
    assert facts["text"] == TEXT
    assert facts["paragraphs"] == TEXT.strip().split("\n\n")
    backgrounds = dict(facts["marks"])
    assert [text for text, _ in facts["marks"]][:2] == [span.text for span in MAYOR.content]
    kinds = ("Nous rendons aux habitants le cœur de leur ville", " »", "le budget « ne tient pas debout »")
    colours = [backgrounds[words] for words in kinds]
    assert all(one != other for one, other in pairwise([*colours, colours[0]]))
    assert "rgba(0, 0, 0, 0)" not in colours


@needs_browser
def test_browser_runs_nothing_and_does_not_scroll_sideways_for_long_words(tmp_path: Path) -> None:
    _, analysis = hostile()
    endless = "x" * 300
    stances = (*analysis.stances, StancePrediction(None, None, endless, "against", 0.4))
    quotes = (*analysis.quotes, Quote("mixed", (Span.of(HOSTILE, 0, 20),), speaker_name=endless))
    wide = Analysis("", analysis.topic, quotes, stances, ModelInfo(endless, "1"))
    facts = browse(render_html(Article(HOSTILE + endless, headline=endless), wide), tmp_path)
    assert facts["pwned"] is None and facts["scripts"] == 0
    assert facts["text"] == HOSTILE.replace("\x00", "\ufffd").replace("\x1b", "\ufffd") + endless
    assert facts["width"] == facts["scroll"] == 390
