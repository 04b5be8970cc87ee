"""How the mall is called, and its refusals told in words."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crossdock import Connection, Hint, HintKind, NotificationRequest, hookimpl
from crossdock.errors import InputRefusedError, RequestRefusedError
from mall.wire import signature

if TYPE_CHECKING:
    from crossdock.http import Answer, Auth


@hookimpl
def authenticate(connection: Connection[Any]) -> Auth:
    """Return the flow that signs."""
    from mall.auth import MallAuth

    return MallAuth(connection)


@hookimpl
def decode_notification(
    connection: Connection[Any], request: NotificationRequest
) -> tuple[Hint, ...]:
    """Return the order that a signed call tells of."""
    secret = connection.settings.client_secret.reveal()
    due = signature(secret, "CALL", "", request.body)
    if not hmac.compare_digest(due, request.headers.get("x-signature", "")):
        raise InputRefusedError("The call is not signed.", next_step="Ignore it.")
    return (Hint(HintKind.ORDER, str(json.loads(request.body)["order"])),)


def judge(answer: Answer) -> None:
    """Raise what the mall said, where it said it in its own words."""
    from crossdock.http import judge_status, quoted

    if answer.status in {400, 404, 409, 422} and answer.body[:1] == b"{":
        said = json.loads(answer.body)
        raise RequestRefusedError(
            f"The mall refused it: {quoted(answer.redact(str(said.get('why'))))}.",
            next_step="Change the request.",
            endpoint=answer.endpoint,
            status=answer.status,
            remote_code=str(said.get("code", "")),
        )
    judge_status(answer)


def call(
    connection: Connection[Any],
    method: str,
    path: str,
    *,
    params: Mapping[str, str] | None = None,
    body: Any = None,
    effect: str = "read",
) -> Any:
    """Return what the mall answers, as JSON."""
    from crossdock.http import Effect

    answer = connection.http.call(
        method, path, params=params, json=body, effect=Effect(effect), bucket="calls", judge=judge
    )
    return answer.json()
