"""The script that puts the joint model's data together: each article once, and no topic that is held out."""

from __future__ import annotations

from pathlib import Path

from support import SOCIAL, SPORT, TRAIN, run_script, write_articles

from newsclf.data.reading import read_articles
from newsclf.schema import Article


def test_each_article_comes_once_with_quotations_from_one_file_and_topics_from_the_other(tmp_path: Path) -> None:
    both, held_out = (
        Article(TRAIN[0].text, "both", topic=SPORT, quotes=()),
        Article("Un autre.", "dev", topic=SPORT, quotes=()),
    )
    again, topics_only = Article(TRAIN[0].text, "both", topic=SOCIAL), Article("Un troisième.", "new", topic=SPORT)
    press = write_articles(tmp_path / "press.jsonl", [both, held_out])
    topics = write_articles(tmp_path / "topics.jsonl", [again, topics_only])
    done = run_script("joint_data.py", str(press), str(topics), "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = {article.id: (article.topic, article.quotes) for article in read_articles(tmp_path / "out" / "joint.jsonl")}
    assert found == {"both": (SOCIAL, ()), "dev": (None, ()), "new": (SPORT, None)}


def test_what_is_missing_is_said_without_a_traceback(tmp_path: Path) -> None:
    done = run_script("joint_data.py", "no.jsonl", "no.jsonl", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1 and done.stderr.startswith("error: no.jsonl") and "Traceback" not in done.stderr
