"""Put together what stance models are trained and measured on, beside annotated and written triples (docs/stance.md).

    python scripts/quotes_data.py ../shared/data -o runs/quotes-data
    python scripts/stance_data.py ../shared/data runs/quotes-data/press.jsonl -o runs/stance-data

writes

* ``nli.jsonl``: French natural-language inference (RTE3, GQNLI) as stance towards a sentence: entailed is favor,
  contradicted against, neither none; each hypothesis a second time denied. ``sick.jsonl`` apart, as its licence is
  non-commercial;
* ``daccord.jsonl``: the contradictions of DACCORD alike; ``daccord-{0..4}-{train,test}.jsonl``: all of it in folds that
  share no source, contradictions as against, the rest as none;
* ``weak.jsonl``: quotations of Orange articles that a verb or word of attitude gives away, half of them with that word
  masked; ``weak-dev.jsonl``: those of words that ``weak.jsonl`` does not show;
* ``dev-unseen.jsonl``: gold dev without the triples whose target, by its content words, stands in the train triples.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from zlib import crc32

from shared_data import ANNOTATIONS, GOLD, ORANGE, collections, without_copies, write
from sklearn.model_selection import GroupKFold

from newsclf.data.dataset import load_split
from newsclf.data.labelers.quotes import RuleQuoteLabeler
from newsclf.data.labelers.stance import stands_in
from newsclf.data.reading import read_articles, read_rows
from newsclf.errors import NewsclfError
from newsclf.schema import Article, Quote, Span, Stance, StanceLabel
from newsclf.text.attitudes import Attitude, object_words

INFERENCE = Path("stance/nli")
ENTAILED: Mapping[str, StanceLabel] = {"entailment": "favor", "contradiction": "against", "neutral": "none"}
DENIED: Mapping[StanceLabel, StanceLabel] = {"favor": "against", "against": "favor", "none": "none"}
FOLDS = 5
HELD_OUT = 6
"""One word of attitude in so many is kept for ``weak-dev.jsonl``."""

AROUND = 240
"""Characters of the article that a weakly labelled passage keeps on either side of its quotation."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder with stance/, topics/ and quotes/")
    parser.add_argument("press", type=Path, help="the annotated press articles, of scripts/quotes_data.py")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    parser.add_argument("--articles", type=int, default=3000, help="how many Orange articles are labelled by verbs")
    options = parser.parse_args()
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        write_inference(options.shared / INFERENCE, options.output)
        train, dev = (list(read_articles(options.shared / file)) for file in GOLD)
        written = read_articles(ANNOTATIONS / "stances.jsonl")
        annotated = [*train, *read_articles(options.press), *written, *load_split("sample", "train")]
        write(options.output / "dev-unseen.jsonl", unseen(dev, known=annotated))
        orange = [article for _, article in islice(collections(options.shared, ORANGE), options.articles)]
        chosen = without_copies(orange, known=dev)
        passages = [passage for article in chosen for passage in weak(article)]
        for name, held_out in (("weak", False), ("weak-dev", True)):
            write(options.output / f"{name}.jsonl", [part for part, kept in passages if kept is held_out])
    except (NewsclfError, OSError) as error:
        sys.exit(f"error: {error}")


def write_inference(folder: Path, output: Path) -> None:
    """The files of pairs of sentences; those of DACCORD also in folds."""
    rte = [folder / "rte3_fr" / f"RTE3-FR-{part}-3class.tsv" for part in ("dev-set", "test-gold")]
    pairs = [article for path in [*rte, folder / "gqnli_fr/gqnli.test.fr.tsv"] for article in inference(path)]
    rows = [row for _, row in read_rows(folder / "daccord/daccord_dataset.tsv")]
    daccord = [pair(row, "against" if row["label_text"] == "contradiction" else "none") for row in rows]
    contradictions = [article for article in daccord if _label(article) == "against"]
    for name, plain in (("nli", pairs), ("daccord", contradictions)):
        write(output / f"{name}.jsonl", [each for article in plain for each in (article, denied(article))])
    write(output / "sick.jsonl", inference(folder / "sick_fr/sick_fr.jsonl.gz"))
    sources = [row["url"] for row in rows]
    for number, folds in enumerate(GroupKFold(FOLDS, shuffle=True, random_state=0).split(rows, groups=sources)):
        for name, places in zip(("train", "test"), folds, strict=True):
            write(output / f"daccord-{number}-{name}.jsonl", [daccord[place] for place in places])


def inference(path: Path) -> Iterator[Article]:
    """The pairs of a file of inference with three labels."""
    for _, row in read_rows(path):
        yield pair(row, ENTAILED[str(row.get("label_text", row["label"]))])


def pair(row: Mapping[str, object], label: StanceLabel) -> Article:
    """A premise as an article whose own voice takes a position towards the hypothesis."""
    return Article(str(row["premise"]), stances=(Stance(str(row["hypothesis"]), label),))


def denied(article: Article) -> Article:
    """The same pair with its hypothesis denied, and so the label turned round."""
    stance = (article.stances or ())[0]
    return replace(article, stances=(Stance(f"C'est faux : {stance.target}", DENIED[stance.label]),))


def unseen(articles: Iterable[Article], *, known: Iterable[Article]) -> list[Article]:
    """The articles without the stances whose target has the content words of a target of the ``known`` ones."""
    seen = {object_words(stance.target) for article in known for stance in article.stances or ()}
    return [
        replace(article, stances=tuple(each for each in article.stances or () if object_words(each.target) not in seen))
        for article in articles
    ]


def weak(article: Article) -> Iterator[tuple[Article, bool]]:
    """Passages of one quotation with the stances that its words of attitude show; whether such a word is held out.

    A passage with its word masked comes now and then in place of the plain one. A thing that another quotation of the
    article is about, and this one does not name, is the target of a ``none``.
    """
    random = Random(crc32(article.text.encode()))
    quotes = RuleQuoteLabeler().quotes(article.text, headline=article.headline)
    found = [(quote, list(_attitudes(article.text, quote))) for quote in quotes]
    targets = [target for _, attitudes in found for _, target in attitudes]
    for quote, attitudes in found:
        words = object_words(article.text[_first(quote) : quote.end])
        others = [target for target in targets if not object_words(target) & words]
        for attitude, target in attitudes:
            verb = Span(attitude.verb_start, attitude.start, article.text[attitude.verb_start : attitude.start])
            stances = [Stance(target, attitude.polarity, 1)]
            if others and random.random() < 0.5:
                stances.append(Stance(random.choice(others), "none", 1))
            cuts = any(verb.start < edge < verb.end for span in quote.content for edge in (span.start, span.end))
            passage = _passage(article.text, quote, masked=verb if random.random() < 0.5 and not cuts else None)
            yield replace(passage, stances=tuple(stances)), _is_held_out(verb.text)


def _attitudes(text: str, quote: Quote) -> Iterator[tuple[Attitude, str]]:
    """The attitudes of a quotation and its introduction, placed in the text, whose word stands before its object."""
    first = _first(quote)
    for each, target in stands_in(text[first : quote.end]):
        if each.verb_start < each.start:
            yield Attitude(each.polarity, first + each.verb_start, first + each.start, first + each.end), target


def _first(quote: Quote) -> int:
    return min(quote.start, quote.cue.start) if quote.cue else quote.start


def _passage(text: str, quote: Quote, *, masked: Span | None) -> Article:
    """The quotation and what stands around it as an article, one span of it as the encoder's mask token."""
    first, last = max(0, _first(quote) - AROUND), quote.end + AROUND
    pieces = [text[first:last]]
    if masked:
        pieces = [text[first : masked.start], "<mask> ", text[masked.end : last]]
    whole = "".join(pieces)
    shift = len(whole) - len(text[first:last])

    def moved(span: Span) -> Span:
        after = masked.end if masked else last
        start, end = (place - first + (shift if place >= after else 0) for place in (span.start, span.end))
        return Span(start, end, whole[start:end])

    content = tuple(moved(span) for span in quote.content)
    return Article(whole, quotes=(Quote(quote.type, content, speaker_name=quote.speaker_name, number=1),))


def _is_held_out(words: str) -> bool:
    """By the stem of its longest word: "a dénoncé", "dénonçant" go together."""
    stem = max(object_words(words) or {words.strip().lower()}, key=lambda word: (len(word), word))[:5]
    return crc32(stem.encode()) % HELD_OUT == 0


def _label(article: Article) -> str:
    return (article.stances or ())[0].label


if __name__ == "__main__":
    main()
