"""The tasks, by name. The package's three are always there; others join by the entry-point group ``newsclf.tasks``
of an installed package, or by :func:`register`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Any

from newsclf.errors import ConfigError
from newsclf.labels import did_you_mean
from newsclf.tasks.base import Task
from newsclf.tasks.quotes import QuotesTask
from newsclf.tasks.stance import StanceTask
from newsclf.tasks.topic import TopicTask

AnyTask = Task[Any, Any]

_registered: dict[str, type[AnyTask]] = {task.name: task for task in (TopicTask, QuotesTask, StanceTask)}


def register(task: type[AnyTask]) -> type[AnyTask]:
    """Make a task known under its ``name``; usable as a class decorator."""
    _registered[task.name] = task
    return task


def task_class(name: str) -> type[AnyTask]:
    """The task of that name; ConfigError with the nearest known name if there is none."""
    if name not in _registered:
        for entry in entry_points(group="newsclf.tasks"):
            if entry.name == name:
                return register(entry.load())
        raise ConfigError(f"unknown task {name!r}{did_you_mean(name, list(_registered))}")
    return _registered[name]


def make_task(name: str, labels: Sequence[str] | None = None) -> AnyTask:
    """A task ready for use, with its default labels or those given."""
    return task_class(name)(labels)
