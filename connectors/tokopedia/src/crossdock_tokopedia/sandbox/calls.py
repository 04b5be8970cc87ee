"""One request as the platform's handlers see it: liberal in how it was written."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

import attrs

from crossdock_tokopedia.sandbox.reasons import ApiError

_NUMBER = re.compile(r"\d{1,18}")


def whole(value: object) -> int | None:
    """Return a whole number however JSON or a query wrote it, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 2**63 else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value.strip(), re.ASCII):
        return int(value)
    return None


@attrs.define(slots=False)
class Call:
    """
    A request.

    Attributes:
        family: The prefix of this endpoint's error codes: PRD, ORD or SHP.

        path: Path parameters by name.

        query_pairs: The query, in order and repeated as sent.

        scope: The ASGI scope, where dialect faults and the meter live.
    """

    family: str
    method: str
    path: Mapping[str, str]
    query_pairs: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes
    scope: Any

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form body, empty where the body is something else."""
        if "form" not in self.headers.get("content-type", ""):
            return {}
        return {n.lower(): v for n, v in parse_qsl(self.body.decode("utf-8", "replace"))}

    def text(self, name: str) -> str:
        """Return a query parameter, its name in any case, empty where it is missing."""
        return next((value.strip() for key, value in self.query_pairs if key.lower() == name), "")

    def raw(self, name: str) -> str:
        """Return a parameter with its spaces, which a SKU may end in."""
        return next((value for key, value in self.query_pairs if key.lower() == name), "")

    def texts(self, *names: str) -> list[str]:
        """Return a parameter sent repeatedly, with ``[]``, or with commas (sheet 1.5)."""
        found = [
            value for key, value in self.query_pairs if key.lower().rstrip("[]0123456789") in names
        ]
        return [part.strip() for value in found for part in value.split(",") if part.strip()]

    def number(self, name: str, *, empty: str | None = None, bad: str) -> int | None:
        """
        Return a numeric parameter.

        Args:
            name: Of the query parameter.

            empty: The error code where it is missing; None where it may be.

            bad: The error code where it is no number.
        """
        text = self.text(name)
        if not text:
            if empty is not None:
                raise ApiError(empty)
            return None
        if not _NUMBER.fullmatch(text):
            raise ApiError(bad)
        return int(text)

    def json(self) -> Any:
        """Return the body as JSON whatever its content type claims; nothing for an empty one."""
        if not self.body.strip():
            return None
        unreadable, wrong = {
            "ORD": ("ORD_DLV_019", "ORD_DLV_020"),
            "SHP": ("SHP_DLV_008", "SHP_DLV_008"),
        }.get(self.family, ("PRD_DLV_015", "PRD_DLV_043"))
        try:
            text = self.body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ApiError(unreadable) from error
        try:
            return json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise ApiError(wrong) from error

    def fields(self) -> dict[str, Any]:
        """Return the body as an object; a form counts as one, an empty body as an empty one."""
        if self.form:
            return dict(self.form)
        value = self.json()
        # An empty body, written by languages that have one kind of empty thing.
        if value in (None, [], ""):
            return {}
        if not isinstance(value, dict):
            raise ApiError("ORD_DLV_020" if self.family == "ORD" else "PRD_DLV_043")
        return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
