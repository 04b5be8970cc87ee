"""The hook specs as data: what plugins are held against."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

import attrs

from crossdock.hookspecs import PROJECT, Connector
from crossdock.plugins.annotations import Note, read


@attrs.frozen
class HookSpec:
    """One hook.

    Args:

        arguments: annotation by name, in order, as written in the spec.

        returns: the return annotation, as written in the spec.
    """

    name: str
    arguments: Mapping[str, str]
    returns: str

    @property
    def signature(self) -> str:
        """How the hook is written, as an author would copy it."""
        arguments = ", ".join(f"{name}: {text}" for name, text in self.arguments.items())
        return f"{self.name}({arguments}) -> {self.returns}"

    @property
    def notes(self) -> tuple[Note, ...]:
        """Every annotation of it, read."""
        return tuple(read(text) for text in (*self.arguments.values(), self.returns))


def read_specs(namespace: type = Connector) -> Mapping[str, HookSpec]:
    """Return the hooks that *namespace* declares, by name."""
    found = {name: inspect.getattr_static(namespace, name) for name in dir(namespace)}
    return {
        name: _read(name, function)
        for name, function in found.items()
        if inspect.isfunction(function) and hasattr(function, f"{PROJECT}_spec")
    }


def _read(name: str, function: object) -> HookSpec:
    # The spec module postpones its annotations, so they are text already.
    notes = dict(inspect.get_annotations(function))  # type: ignore[arg-type]
    returns = notes.pop("return")
    return HookSpec(name, notes, returns)
