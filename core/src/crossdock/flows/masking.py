"""Keeping secrets out of what is pulled in: a platform may echo one anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from crossdock.converters import make_converter

T = TypeVar("T")
_CONVERTER = make_converter()


def masked(value: T, redact: Callable[[str], str]) -> T:
    """Return *value* with every known secret in its texts masked by *redact*.

    A title that quotes the client secret would otherwise be kept in the database,
    printed in tables and written to exports. Nearly every value comes back as it is.
    """
    text = json.dumps(_CONVERTER.unstructure(value), ensure_ascii=False)
    clean = redact(text)
    return value if clean == text else _CONVERTER.structure(json.loads(clean), type(value))
