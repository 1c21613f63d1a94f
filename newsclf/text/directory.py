"""What an article says of those it names. Read once per article, then asked."""

from __future__ import annotations

from collections.abc import Sequence

from newsclf.text.marks import marked_spans
from newsclf.text.mentions import is_person, strip_title
from newsclf.text.name_bodies import Bodies
from newsclf.text.name_people import People, proper_names
from newsclf.text.name_roles import Roles
from newsclf.text.name_subjects import Subjects


class Directory:
    """The persons of an article, their roles, its bodies, and the order in which it speaks of them."""

    def __init__(
        self, text: str, headline: str, *, sources: Sequence[str] = (), spoken: Sequence[tuple[int, int]] = ()
    ) -> None:
        """``sources``: the mentions of the quotations' speakers; ``spoken``: where the quotations stand."""
        marked = [(span.start, span.end) for span in marked_spans(text) if span.level == 0]
        alone = frozenset(bare for mention in sources if is_person(bare := strip_title(mention)))
        every = proper_names(text, alone)
        # Names inside marks are persons' names as well, but no subjects: the article's own words come first.
        quoted = {id(name) for name in every if any(start <= name.start < end for start, end in marked)}
        names = [name for name in every if id(name) not in quoted]
        self.people = People(text, headline, [*names, *(name for name in every if id(name) in quoted)], sources)
        self.roles = Roles(text, headline, names, self.people)
        self.subjects = Subjects(text, names, self.people, spoken)
        self.bodies = Bodies(text, headline, names, self.people)
