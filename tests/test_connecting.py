"""Bringing a connection to life."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, cast

import attrs
import pytest

from crossdock import Token
from crossdock.connecting import (
    ConnectionPlan,
    SecretsShelf,
    Surroundings,
    connect,
    mark_of,
    secret_names,
    structure_settings,
)
from crossdock.errors import EndpointRefusedError, SettingsRefusedError
from crossdock.hookspecs import Connector
from crossdock.http import MockTransport, Ports, Response
from crossdock.manifest import RateLimit
from crossdock.secret import Secret
from crossdock.testing import MemoryJournal, MemoryShelf

CANARY = "canary-42-secret"
GOOD = {"shop_id": 7, "client_secret": Secret(CANARY)}


@attrs.define
class Turnstile:
    """A pacer that writes down who came through, and with which limit."""

    seen: list[tuple[str, RateLimit]] = attrs.field(factory=list)

    def reserve(self, bucket: str, limit: RateLimit, cost: int, longest: float) -> float | None:
        """Let everybody through."""
        self.seen.append((bucket, limit))
        return 0.0

    def pause(self, bucket: str, seconds: float) -> None:
        """Forget it."""


@pytest.fixture(name="passed")
def _passed(toy: ModuleType) -> Callable[..., list[tuple[str, RateLimit]]]:
    """Makes connections, has each call with every limit, and returns what they were paced by."""

    def passed(*plans: dict[str, Any]) -> list[tuple[str, RateLimit]]:
        turnstile = Turnstile()
        for plan in plans:
            made = bring_up(toy, turnstile, **plan)
            for bucket in ("calls", "app", "rows"):
                made.http.call("GET", "/", bucket=bucket)
            made.http.close()
        return turnstile.seen

    return passed


def bring_up(toy: ModuleType, pacer: Any = None, *, inner: bool = True, **plan: Any) -> Any:
    """Return a connection to the toy platform, answered on this machine."""
    fields = {"name": "shop", "merchant": "main", "connector": "toy", "settings": GOOD, **plan}
    around = Surroundings(
        shelf=MemoryShelf(),
        pacer=pacer or Turnstile(),
        journal=MemoryJournal(),
        ports=Ports(),
        inner=MockTransport(lambda _: Response(200, json={})) if inner else None,
    )
    return connect(cast(Connector, toy), ConnectionPlan(**fields), around)


def owners(passed: list[tuple[str, RateLimit]], name: str) -> list[str]:
    """Return the buckets of the limit called *name*, in order."""
    return [bucket for bucket, limit in passed if limit.name == name]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            {},
            (
                "required field missing at settings.shop_id;"
                " required field missing at settings.client_secret"
            ),
        ),
        ({**GOOD, "shopid": 7}, "unknown field shopid"),
        ({**GOOD, "shop_id": "7"}, "expected a whole number, got text at settings.shop_id"),
        (
            {**GOOD, "shop_id": True},
            "expected a whole number, got true or false at settings.shop_id",
        ),
        (
            {**GOOD, "client_secret": 5},
            "expected text, got a whole number at settings.client_secret",
        ),
        (
            {**GOOD, "shop_id": Secret(CANARY)},
            "expected a whole number, got a secret at settings.shop_id",
        ),
        ({**GOOD, "app_key": Secret(CANARY)}, "expected text, got a secret at settings.app_key"),
        (
            {**GOOD, "client_secret": Secret(" "), "app_key": ""},
            "client_secret must not be blank",
        ),
        ({**GOOD, "app_key": "a\0"}, "text contains a NUL character at settings.app_key"),
    ],
)
def test_settings_are_refused_by_name(
    toy: ModuleType, settings: dict[str, Any], expected: str
) -> None:
    """Missing, unknown and of the wrong kind: each field is named, and no secret is."""
    with pytest.raises(SettingsRefusedError) as raised:
        bring_up(toy, settings=settings)

    assert f"The settings for A toy are refused: {expected}." == raised.value.message
    assert "Its settings are: shop_id, client_secret, app_key." == raised.value.next_step


def test_a_validator_that_quotes_a_secret_does_not_give_it_away() -> None:
    """What a connector's own check says is shown without the secret it read."""

    def check(_settings: Any, _field: Any, value: Secret) -> None:
        raise ValueError(f"{value.reveal()} is too short")

    @attrs.frozen
    class Careless:
        token: Secret = attrs.field(validator=check)

    with pytest.raises(SettingsRefusedError, match=r"\*\*\*\* is too short") as raised:
        structure_settings(Careless, {"token": Secret(CANARY)}, connector="A toy")
    assert CANARY not in str(raised.value)


def test_a_plan_and_a_connection_do_not_print_settings(toy: ModuleType) -> None:
    """Secrets are masked anyway; the rest is nobody's business either."""
    made = bring_up(toy, settings={**GOOD, "app_key": "private"})

    assert "private" not in repr(made)
    assert CANARY not in repr(made) + repr(made.settings)
    assert "private" not in repr(ConnectionPlan("n", "m", "c", {"app_key": "private"}))


def test_fields_that_hold_secrets_are_known_by_their_type() -> None:
    """Also where one may be missing."""

    @attrs.frozen
    class Some:
        plain: str
        secret: Secret
        perhaps: Secret | None = None

    assert frozenset({"secret", "perhaps"}) == secret_names(Some)


@pytest.mark.parametrize(("secret", "shared"), [(CANARY, True), ("typed-anew", False)])
def test_a_token_belongs_to_the_secrets_that_earned_it(
    toy: ModuleType, secret: str, *, shared: bool
) -> None:
    """Connections of the same secrets share it; another secret signs in anew, and shows none."""
    kept, token = MemoryShelf(), Token(Secret("earned"))
    shape = toy.settings()
    for text in (CANARY, secret):
        shelf = SecretsShelf(kept, mark_of(shape(shop_id=7, client_secret=Secret(text))))
        if text == CANARY:
            shelf.write("host|client", token)

    assert (token if shared else None) == shelf.read("host|client")
    assert not any(CANARY in key for key in kept.tokens)


def test_a_host_of_somebody_else_is_refused(toy: ModuleType) -> None:
    """Before anything is sent."""
    with pytest.raises(EndpointRefusedError):
        bring_up(toy, endpoints={"": "https://elsewhere.example"})


def test_one_app_key_is_one_bucket(passed: Callable[..., Any]) -> None:
    """Connections of one key wait for each other where the key is counted, and there only."""
    key = {"settings": {**GOOD, "app_key": "K"}}
    seen = passed({"name": "one", **key}, {"name": "two", **key})

    assert 1 == len(set(owners(seen, "app")))
    assert 2 == len(set(owners(seen, "calls")))


def test_two_app_keys_are_two_buckets(passed: Callable[..., Any]) -> None:
    """Connections of different keys do not wait for each other."""
    seen = passed(*({"settings": {**GOOD, "app_key": key}} for key in ("K", "L")))

    assert 2 == len(set(owners(seen, "app")))


def test_an_unknown_app_key_is_taken_to_be_shared(toy: ModuleType) -> None:
    """Connections that do not say whose key they use may use one."""

    @attrs.frozen
    class Keyless:
        shop_id: int
        client_secret: Secret

    hooks = ModuleType("keyless")
    hooks.__dict__.update(toy.__dict__, settings=lambda: Keyless)
    turnstile = Turnstile()
    for name in ("one", "two"):
        bring_up(hooks, turnstile, name=name).http.call("GET", "/", bucket="app")

    assert 1 == len({bucket for bucket, _ in turnstile.seen})


def test_a_secret_app_key_is_not_written_into_a_bucket(toy: ModuleType) -> None:
    """Two secret keys are two buckets, and neither can be read there."""

    @attrs.frozen
    class Hidden:
        app_key: Secret

    hooks = ModuleType("hidden")
    hooks.__dict__.update(toy.__dict__, settings=lambda: Hidden)
    turnstile = Turnstile()
    for text in (CANARY, "another-secret"):
        made = bring_up(hooks, turnstile, settings={"app_key": Secret(text)})
        made.http.call("GET", "/", bucket="app")
    buckets = {bucket for bucket, _ in turnstile.seen}

    assert 2 == len(buckets)
    assert not any(CANARY in bucket for bucket in buckets)


def test_merchants_do_not_share_buckets(passed: Callable[..., Any]) -> None:
    """The same key and name under two merchants are two of everything."""
    seen = passed({"merchant": "one"}, {"merchant": "two"})

    assert 6 == len({bucket for bucket, _ in seen})


def test_a_rate_of_ones_own_replaces_the_manifests(passed: Callable[..., Any]) -> None:
    """For requests, without a burst; rows are counted as the platform says."""
    rates = {limit.name: (limit.per_second, limit.burst) for _, limit in passed({"rate": 2.5})}

    assert {"calls": (2.5, 1), "app": (2.5, 1), "rows": (100, 5)} == rates


def test_without_a_rate_the_manifests_hold(passed: Callable[..., Any]) -> None:
    """Each limit as it was declared."""
    rates = {limit.name: (limit.per_second, limit.burst) for _, limit in passed({})}

    assert {"calls": (10, 3), "app": (20, 1), "rows": (100, 5)} == rates


def test_a_rate_of_nothing_lifts_every_limit(passed: Callable[..., Any]) -> None:
    """For what only plays a platform."""
    assert [] == passed({"rate": 0})


def test_a_real_platform_is_never_called_without_limit(toy: ModuleType) -> None:
    """That is for sandboxes."""
    with pytest.raises(SettingsRefusedError, match="without any limit"):
        bring_up(toy, inner=False, rate=0)
    url = "http://127.0.0.1:9"
    bring_up(toy, inner=False, rate=0, sandbox=True, endpoints={"": url}).http.close()


@pytest.mark.parametrize("rate", [-1.0, float("nan"), float("inf")])
def test_a_rate_is_a_number_above_zero(toy: ModuleType, rate: float) -> None:
    """Anything else is refused in words."""
    with pytest.raises(SettingsRefusedError, match="The rate of shop is"):
        bring_up(toy, rate=rate)


def test_secrets_are_known_to_the_redactor(toy: ModuleType) -> None:
    """From the first moment on, whatever quotes them shows a mask."""
    assert "****" == bring_up(toy).http.redactor.text(CANARY)


def test_what_authenticate_raises_is_raised(toy: ModuleType) -> None:
    """Its sockets are closed on the way."""

    def refuse(connection: Any) -> Any:
        raise SettingsRefusedError(f"{connection.name} has no key.")

    hooks = ModuleType("refusing")
    hooks.__dict__.update(toy.__dict__, authenticate=refuse)

    with pytest.raises(SettingsRefusedError, match="shop has no key"):
        bring_up(hooks)
