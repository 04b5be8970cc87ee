"""Putting the pieces of a connection's way to its platform together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from crossdock.errors import EndpointRefusedError
from crossdock.http.client import Http, Ports
from crossdock.http.endpoints import EndpointRules, Resolve
from crossdock.http.journal import Journal, Pacer
from crossdock.http.library import BaseTransport
from crossdock.http.network import resolve_by_system
from crossdock.http.pool import PoolTransport, make_tls_context, open_pools
from crossdock.http.redaction import Redactor
from crossdock.http.silence import keep_silent
from crossdock.http.transport import EdgeTransport
from crossdock.manifest import Manifest, RateLimit

#: One for all connections of a process: reading the system's certificates takes longer
#: than everything else about opening one.
_tls_context = cache(make_tls_context)


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
    authorities: str = "",
) -> Http:
    """Return the way to the platform.

    Args:

        inner: replaces the network, for tests without one.

        resolve: looks host names up.

        authorities: a PEM file with certificates to trust besides the system's.
    """
    keep_silent()
    rules = EndpointRules(manifest.allowed_hosts, sandbox=sandbox)
    if inner is None:
        inner = PoolTransport(*open_pools(rules, resolve, _tls_context(authorities)))
    transport = EdgeTransport(
        ports.network(inner),
        rules=rules,
        pacer=pacer,
        journal=journal,
        redactor=redactor,
        now=ports.now,
        sleep=ports.sleep,
    )
    return Http(
        transport,
        hosts=hosts,
        buckets=buckets,
        limits=frozenset(limit.name for limit in manifest.limits),
        pacer=pacer,
        redactor=redactor,
        ports=ports,
        agent=f"crossdock ({manifest.name})",
    )
