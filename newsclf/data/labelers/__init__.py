"""Labelers: rules and mappings that turn plain articles into labelled ones."""

from __future__ import annotations

from newsclf.data.labelers.base import Labeler
from newsclf.errors import ConfigError
from newsclf.labels import did_you_mean

TASKS = ("topic", "quotes", "stance")


def default_labeler(task: str) -> Labeler:
    """The labeler of a task that needs no model; ConfigError for a task that has none."""
    if task == "topic":
        from newsclf.data.labelers.topic import MetadataTopicLabeler

        return MetadataTopicLabeler()
    if task == "quotes":
        from newsclf.data.labelers.quotes import RuleQuoteLabeler

        return RuleQuoteLabeler()
    if task == "stance":
        from newsclf.data.labelers.stance import RuleStanceLabeler

        return RuleStanceLabeler()
    raise ConfigError(f"no labeler for the task {task!r}{did_you_mean(task, TASKS)}")
