"""JSON written out as text inside JSON, which the platform nests up to three deep (sheet A5)."""

from __future__ import annotations

from typing import Any

_OPENING = ("{", "[", '"')


def unpacked(value: Any) -> Any:
    """Return what *value* says, where it may be JSON written out as text; None for none.

    Text that is no JSON stays as it is: whoever wanted an object finds none. A
    byte that was no UTF-8 outside is none inside either, and spoils its own
    field only.
    """
    while isinstance(value, str) and value.lstrip()[:1] in _OPENING:
        # Imported late: it comes with the client library.
        from crossdock.http.strict_json import NotStrictJsonError, loads

        try:
            value = loads(value.encode("utf-8", "backslashreplace"))
        except NotStrictJsonError:
            break
    return None if isinstance(value, str) and value.strip() in ("", "null") else value
