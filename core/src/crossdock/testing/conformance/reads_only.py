"""The guard of a live account: nothing but reads leaves this machine."""

from __future__ import annotations

import attrs

from crossdock.errors import ConfigurationError
from crossdock.http import Effect
from crossdock.http.library import BaseTransport, Request, Response
from crossdock.http.transport import EFFECT, MAIN
from crossdock.runs import current_hook

#: The hooks that only ask.
READS = frozenset(
    {
        "find_inbound",
        "find_outbound",
        "get_order",
        "inspect_account",
        "list_orders",
        "list_products",
        "list_stock",
        "list_warehouses",
        "read_stock",
        "refresh_inbound",
        "refresh_outbound",
    }
)


@attrs.define
class ReadsOnly:
    """Lets requests pass that a hook of `READS` makes, and that only read.

    A request for a token passes where such a hook needs one.

    Args:

        refused: a sentence for each request that was not let through.
    """

    refused: list[str] = attrs.field(factory=list)

    def around(self, network: BaseTransport) -> BaseTransport:
        """Return *network* behind this guard."""
        return _Guarded(network, self)

    def admit(self, request: Request) -> None:
        """Raise unless *request* may leave.

        Raises:

            ConfigurationError: it may not; nothing of it was sent.
        """
        hook = current_hook.get() or "no hook"
        effect = request.extensions.get(EFFECT, Effect.ONCE)
        writes = bool(request.extensions.get(MAIN)) and effect is not Effect.READ
        if hook in READS and not writes:
            return
        what = "would change the account" if writes else f"was made by {hook}, which does not read"
        sentence = f"{request.method} {request.url.path} {what}, and was not sent"
        self.refused.append(sentence)
        raise ConfigurationError(
            f"{sentence}: the account is live, and only read.",
            next_step="Run it against the sandbox.",
        )


class _Guarded(BaseTransport):
    def __init__(self, network: BaseTransport, guard: ReadsOnly) -> None:
        self._network = network
        self._guard = guard

    def handle_request(self, request: Request) -> Response:
        """Return the answer to *request*, if it may leave."""
        self._guard.admit(request)
        return self._network.handle_request(request)

    def close(self) -> None:
        """Close what is underneath."""
        self._network.close()
