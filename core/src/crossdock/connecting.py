"""Bringing a connection to life: settings structured, hosts checked, calls signed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import attrs

from crossdock.connections import Connection, Token, TokenShelf
from crossdock.converters import complaints, make_converter
from crossdock.errors import SettingsRefusedError
from crossdock.secret import Secret

if TYPE_CHECKING:
    from crossdock.hookspecs import Connector
    from crossdock.http import Journal, Pacer, Ports
    from crossdock.http.library import BaseTransport
    from crossdock.manifest import Manifest, RateLimit


@attrs.frozen
class ConnectionPlan:
    """What a connection is made from, whoever keeps it.

    Args:

        settings: plain data, secrets already looked up and wrapped as `Secret`.

        endpoints: overridden hosts by role; the empty role for all.

        rate: requests a second instead of the manifest's; ``None`` keeps the
            manifest's, 0 lifts every limit (sandboxes only). Limits on rows
            stay as declared.
    """

    name: str
    merchant: str
    connector: str
    settings: Mapping[str, Any] = attrs.field(repr=False)
    endpoints: Mapping[str, str] = attrs.field(factory=dict)
    answers: Mapping[str, str] = attrs.field(factory=dict)
    sandbox: bool = False
    rate: float | None = None


@attrs.frozen
class Surroundings:
    """What every connection of a workspace shares."""

    shelf: TokenShelf
    pacer: Pacer
    journal: Journal
    ports: Ports
    inner: BaseTransport | None = None


def connect(
    hooks: Connector,
    plan: ConnectionPlan,
    around: Surroundings,
) -> Connection[Any]:
    """Return the live connection of *plan*; nothing is sent yet.

    Raises:

        SettingsRefusedError: a setting is missing, unknown or of the wrong shape.

        EndpointRefusedError: a host the connector may not talk to.
    """
    _check_rate(plan, around)
    from crossdock.http import Redactor, open_http, resolve_hosts

    manifest = hooks.manifest()
    settings = structure_settings(hooks.settings(), plan.settings, connector=manifest.title)
    http = open_http(
        manifest,
        hosts=resolve_hosts(manifest, plan.endpoints, sandbox=plan.sandbox),
        buckets=dict(buckets(manifest, plan, settings)),
        pacer=around.pacer,
        journal=around.journal,
        redactor=Redactor(secret.reveal() for secret in secrets_of(settings)),
        ports=around.ports,
        sandbox=plan.sandbox,
        inner=around.inner,
    )
    connection = Connection(
        name=plan.name,
        merchant=plan.merchant,
        connector=plan.connector,
        settings=settings,
        http=http,
        tokens=SecretsShelf(around.shelf, mark_of(settings)),
        now=around.ports.now,
        answers=plan.answers,
        sandbox=plan.sandbox,
    )
    try:
        http.sign_with(hooks.authenticate(connection=connection))
    except BaseException:
        http.close()
        raise
    return connection


@attrs.frozen(eq=False)
class SecretsShelf:
    """A shelf on which a token is found only by connections that hold the same secrets.

    Whatever a connector names its token after, a secret that was typed anew signs in
    anew: a wrong one never lives on the token that the right one earned.

    Args:

        mark: what the secrets are told by.
    """

    kept: TokenShelf = attrs.field(repr=False)
    mark: str

    def read(self, key: str) -> Token | None:
        """Return the token kept under *key* for these secrets, or None."""
        return self.kept.read(self._marked(key))

    def write(self, key: str, token: Token) -> None:
        """Keep *token* under *key* for these secrets."""
        self.kept.write(self._marked(key), token)

    def drop(self, key: str, token: Token) -> None:
        """Forget *token*, unless another one has already taken its place."""
        self.kept.drop(self._marked(key), token)

    def lease(self, key: str) -> AbstractContextManager[None]:
        """Hold *key* for these secrets, so that one worker at a time fetches its token."""
        return self.kept.lease(self._marked(key))

    def _marked(self, key: str) -> str:
        return f"{key}|{self.mark}" if self.mark else key


def mark_of(settings: Any) -> str:
    """Return 12 hex digits that tell the secrets of *settings* from others; none for none."""
    held = [
        f"{field.name}={value.fingerprint()}"
        for field in attrs.fields(type(settings))
        if isinstance(value := getattr(settings, field.name), Secret) and value
    ]
    return Secret("|".join(held)).fingerprint() if held else ""


def structure_settings(shape: type[Any], data: Mapping[str, Any], *, connector: str) -> Any:
    """Return *data* as an instance of the settings class *shape*.

    Raises:

        SettingsRefusedError: with every field that is wrong, each named.
    """
    from crossdock.http import Redactor

    try:
        return _filled_in(make_converter(forbid_extra_keys=True).structure(dict(data), shape))
    except Exception as error:  # noqa: BLE001 - cattrs raises what the class raises
        # A validator of the connector's may have quoted what it refused.
        hidden = [value.reveal() for value in data.values() if isinstance(value, Secret)]
        told = [line.removesuffix(" at settings") for line in complaints(error, root="settings")]
        found = Redactor(hidden).text("; ".join(told))
        fields = ", ".join(field.name for field in attrs.fields(shape))
        raise SettingsRefusedError(
            f"The settings for {connector} are refused: {found}.",
            next_step=f"Its settings are: {fields}.",
        ) from None


def _filled_in(settings: Any) -> Any:
    """Return *settings*, of which no required text is blank."""
    blank = [
        field.name
        for field in attrs.fields(type(settings))
        if field.default is attrs.NOTHING and _is_blank(getattr(settings, field.name))
    ]
    if blank:
        raise ValueError(f"{' and '.join(blank)} must not be blank")
    return settings


def _is_blank(value: object) -> bool:
    text = value.reveal() if isinstance(value, Secret) else value
    return isinstance(text, str) and not text.strip()


def secrets_of(settings: Any) -> Iterator[Secret]:
    """Yield every `Secret` that *settings* holds."""
    for field in attrs.fields(type(settings)):
        value = getattr(settings, field.name)
        if isinstance(value, Secret):
            yield value


def secret_names(shape: type[Any]) -> frozenset[str]:
    """Return the names of the fields of *shape* that are typed `Secret`."""
    hints = get_type_hints(shape)
    return frozenset(
        field.name
        for field in attrs.fields(shape)
        if hints[field.name] is Secret or Secret in get_args(hints[field.name])
    )


def _check_rate(plan: ConnectionPlan, around: Surroundings) -> None:
    rate = plan.rate
    if rate is None:
        return
    if not 0 <= rate < math.inf:
        raise SettingsRefusedError(
            f"The rate of {plan.name} is {rate:g} requests a second.",
            next_step="Give a number above 0, or none to keep the connector's own.",
        )
    if rate == 0 and not plan.sandbox and around.inner is None:
        raise SettingsRefusedError(
            f"{plan.name} would call its platform without any limit.",
            next_step="Give a rate above 0; only a sandbox can be called without one.",
        )


def buckets(
    manifest: Manifest, plan: ConnectionPlan, settings: Any
) -> Iterator[tuple[str, tuple[str, RateLimit]]]:
    """Yield each limit that *plan* is held to: its name, its bucket's key, and itself."""
    if plan.rate == 0:
        return
    # Connections that do not say whose key they use are taken to share one: too
    # slow is better than over the limit.
    app = getattr(settings, "app_key", "")
    if isinstance(app, Secret):
        app = app.fingerprint()
    for limit in manifest.limits:
        owner = f"app:{app}" if limit.scope == "app" else f"shop:{plan.name}"
        key = f"{plan.merchant}/{manifest.name}/{owner}/{limit.name}"
        paced = limit
        if plan.rate is not None and limit.counts == "requests":
            paced = attrs.evolve(limit, per_second=plan.rate, burst=1)
        yield limit.name, (key, paced)
