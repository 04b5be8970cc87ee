"""A connection: one account on one connector, as its hooks receive it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import attrs

from crossdock.secret import Secret

if TYPE_CHECKING:
    from crossdock.http import Http

S = TypeVar("S")


@attrs.frozen
class Token:
    """An access token and when it stops working (aware; ``None`` when not told)."""

    text: Secret
    expires_at: datetime | None = None
    refresh: Secret | None = None


class TokenShelf(Protocol):
    """Where tokens are kept, shared by every process that uses the workspace.

    A *key* is the connector's own: it names everything that a token depends on,
    so that connections which share one account share its token.
    """

    def read(self, key: str) -> Token | None:
        """Return the token kept under *key*, expired or not, or None."""
        ...

    def write(self, key: str, token: Token) -> None:
        """Keep *token* under *key*, durably."""
        ...

    def drop(self, key: str, token: Token) -> None:
        """Forget *token*, unless another one has already taken its place."""
        ...

    def lease(self, key: str) -> AbstractContextManager[None]:
        """Hold *key* so that one worker at a time fetches its token; others wait."""
        ...


@attrs.frozen(eq=False)
class Connection(Generic[S]):
    """One account on one connector.

    Args:

        name: what the operator calls it.

        connector: the plugin's name.

        settings: the connector's own settings class, structured.

        http: the way to the platform; signs, limits, retries and audits each call.

        tokens: where access tokens are kept.

        now: the time, aware; hooks ask it instead of the machine.

        answers: what the operator said to the manifest's questions.

        sandbox: it talks to a sandbox on this machine.
    """

    name: str
    merchant: str
    connector: str
    settings: S = attrs.field(repr=False)
    http: Http = attrs.field(repr=False)
    tokens: TokenShelf = attrs.field(repr=False)
    now: Callable[[], datetime] = attrs.field(repr=False)
    answers: Mapping[str, str] = attrs.field(factory=dict)
    sandbox: bool = False
