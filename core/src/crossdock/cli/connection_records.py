"""A connection as it is kept, from what an operator gave, and as it is shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crossdock.cli.connection_options import shown_hosts
from crossdock.cli.desk import Desk
from crossdock.cli.given import gather
from crossdock.cli.result import Result
from crossdock.secret import Secret

if TYPE_CHECKING:
    from crossdock.store import StoredConnection


def announced_connection(desk: Desk, name: str, line: Mapping[str, Any]) -> StoredConnection:
    """Return the connection to a sandbox that announced itself with *line*."""
    from crossdock.store import StoredConnection

    hooks = desk.plugins.hooks(line["connector"])
    given = gather(
        hooks.settings(), from_file=line["settings"], settings=(), secrets=(), ask_missing=False
    )
    return StoredConnection(
        name=name,
        connector=line["connector"],
        settings=given.settings,
        secrets=sealed(desk, name, given.secrets),
        endpoints={"": line["url"]},
        sandbox=True,
    )


def sealed(desk: Desk, name: str, secrets: Mapping[str, str | Secret]) -> dict[str, str]:
    """Return *secrets* of the connection *name* as they may be kept: references, or sealed."""
    from crossdock.workspace import secret_label

    return {
        field: desk.workspace.vault.seal(secret, secret_label(name, field))
        if isinstance(secret, Secret)
        else secret
        for field, secret in secrets.items()
    }


def connection_record(
    kept: StoredConnection, *, summary: Sequence[str] = (), next_step: str = ""
) -> Result:
    """Return *kept* as a result; of its secrets, where they are kept."""
    facts = _facts(kept)
    named = {
        "endpoints": shown_hosts(kept.endpoints),
        "rate": "the connector's own limits" if kept.rate is None else kept.rate,
    }
    rows = [{"field": name, "value": named.get(name, value)} for name, value in facts.items()]
    return Result(rows, data=facts, summary=summary, whole=("value",), next_step=next_step)


def _facts(kept: StoredConnection) -> dict[str, Any]:
    return {
        "name": kept.name,
        "connector": kept.connector,
        **kept.settings,
        **{
            field: "sealed in the workspace" if kind.startswith("sealed:") else kind
            for field, kind in kept.secrets.items()
        },
        "endpoints": dict(kept.endpoints),
        "answers": dict(kept.answers),
        "sandbox": kept.sandbox,
        "rate": kept.rate,
    }
