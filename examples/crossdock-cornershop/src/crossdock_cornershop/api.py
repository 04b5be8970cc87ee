"""The one place that sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossdock import Connection


def call(
    connection: Connection[Any],
    method: str,
    path: str,
    *,
    params: Mapping[str, str | int] | None = None,
    json: Any = None,
    effect: str = "read",
) -> Any:
    """Return what Cornershop answers, as JSON; an error status is raised as what it means.

    Args:

        effect: ``read``, ``set`` for what may be repeated, ``once`` for what must not.
    """
    from crossdock.http import Effect, judging

    answer = connection.http.call(
        method,
        path,
        params=params,
        json=json,
        effect=Effect(effect),
        bucket="calls",
        judge=judging(code="code", message="message"),  # EDIT: where an error has them
    )
    return answer.json()
