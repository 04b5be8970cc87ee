"""Putting the pieces of a connection's way to its platform together."""

from __future__ import annotations

from collections.abc import Mapping

from crossdock.errors import EndpointRefusedError
from crossdock.http.client import Http, Ports
from crossdock.http.endpoints import EndpointRules, Resolve, resolve_by_system
from crossdock.http.journal import Journal, Pacer
from crossdock.http.library import BaseTransport
from crossdock.http.redaction import Redactor
from crossdock.http.transport import EdgeTransport, PoolTransport, open_pool
from crossdock.manifest import Manifest, RateLimit


def resolve_hosts(
    manifest: Manifest, overrides: Mapping[str, str], *, sandbox: bool
) -> dict[str, str]:
    """Return the base URL of each of the manifest's hosts, overrides applied and checked.

    Args:

        overrides: by role; the empty role stands for every host not named.

    Raises:

        EndpointRefusedError: a role that does not exist, or a URL the rules refuse.
    """
    unknown = sorted(set(overrides) - set(manifest.hosts) - {""})
    if unknown:
        raise EndpointRefusedError(
            f"{manifest.title} has no host called {unknown[0]!r}.",
            next_step=f"It has: {', '.join(sorted(manifest.hosts))}.",
        )
    rules = EndpointRules(manifest.allowed_hosts, sandbox=sandbox)
    return {
        role: rules.check(overrides.get(role) or overrides.get("") or standard)
        for role, standard in manifest.hosts.items()
    }


def open_http(
    manifest: Manifest,
    *,
    hosts: Mapping[str, str],
    buckets: Mapping[str, tuple[str, RateLimit]],
    pacer: Pacer,
    journal: Journal,
    redactor: Redactor,
    ports: Ports,
    sandbox: bool,
    inner: BaseTransport | None = None,
    resolve: Resolve = resolve_by_system,
) -> Http:
    """Return the way to the platform; *inner* replaces the network, for tests without one."""
    rules = EndpointRules(manifest.allowed_hosts, sandbox=sandbox)
    transport = EdgeTransport(
        inner or PoolTransport(open_pool(rules, resolve)),
        pacer=pacer,
        journal=journal,
        now=ports.now,
        sleep=ports.sleep,
    )
    return Http(
        transport,
        hosts=hosts,
        buckets=buckets,
        pacer=pacer,
        redactor=redactor,
        ports=ports,
        agent=f"crossdock ({manifest.name})",
    )
