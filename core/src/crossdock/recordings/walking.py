"""JSON walked leaf by leaf, JSON inside text included, each leaf with what its place means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from crossdock.http.fields import is_personal, names_person
from crossdock.recordings.json_text import Members, Number, read, write
from crossdock.recordings.names import is_credential, is_words

Leaf = str | Number
#: Deeper than any platform nests.
DEEPEST = 64


@attrs.frozen
class Place:
    """Where a value stands.

    Args:

        name: of the nearest field.

        is_secret: it stands in a field that holds a credential.

        is_personal: it stands in a field that tells of a person.

        in_person: it stands in a person's record, where a plain ``name`` is theirs.
    """

    name: str = ""
    is_secret: bool = False
    is_personal: bool = False
    in_person: bool = False
    depth: int = 0

    def inside(self, name: str, member: Any) -> Place:
        """Return the place of *member*, which stands in the field *name* of this one."""
        is_container = isinstance(member, Members | list)
        return Place(
            name=name,
            is_secret=self.is_secret or is_credential(name),
            is_personal=self.is_personal
            or is_words(name)
            or is_personal(name, self.in_person, is_container),
            in_person=self.in_person or names_person(name),
            depth=self.depth + 1,
        )

    @property
    def must_go(self) -> bool:
        """Whether what stands here may not be kept."""
        return self.is_secret or self.is_personal


@attrs.frozen
class Walk:
    """One way of changing JSON.

    Args:

        leaf: returns what stands for a text or a number.

        name: returns what stands for the name of a member.

        written: writes JSON that stands inside of text.

        passes: leaves members of this name out.
    """

    leaf: Callable[[Leaf, Place], Leaf]
    name: Callable[[str], str] = lambda name: name
    written: Callable[[Any], str] = write
    passes: Callable[[str], bool] = lambda _name: False

    def value(self, value: Any, place: Place) -> Any:
        """Return *value* with every leaf changed.

        Raises:

            ValueError: it is nested deeper than any platform nests.
        """
        if place.depth > DEEPEST:
            raise ValueError("nested too deep")
        if isinstance(value, Members):
            return Members(
                tuple(
                    (self.name(name), self.value(member, place.inside(name, member)))
                    for name, member in value.pairs
                    if not self.passes(name)
                )
            )
        if isinstance(value, list):
            deeper = attrs.evolve(place, depth=place.depth + 1)
            return [self.value(member, deeper) for member in value]
        if isinstance(value, str):
            return self.text(value, place)
        return self.leaf(value, place) if isinstance(value, Number) else value

    def text(self, text: str, place: Place) -> str:
        """Return *text* changed; where it is itself JSON, leaf by leaf.

        Raises:

            ValueError: as `value` does.
        """
        found = _inside(text)
        if found is not None:
            return self.written(self.value(found, attrs.evolve(place, depth=place.depth + 1)))
        changed = self.leaf(text, place)
        return changed if isinstance(changed, str) else changed.text

    def pairs(self, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Return the parameters of a query or form, changed."""
        top = Place()
        return tuple(
            (self.name(name), self.text(text, top.inside(name, text)))
            for name, text in pairs
            if not self.passes(name)
        )


def _inside(text: str) -> Members | list[Any] | None:
    """Return the object or list that *text* is, if it is one."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        found = read(text)
    except ValueError:
        return None
    return found if isinstance(found, Members | list) else None
