"""What holds for every test of core."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as profiles

from crossdock import ApiStatus, Connection, Manifest, Role, hookimpl
from crossdock.http import Auth
from crossdock.manifest import RateLimit
from crossdock.secret import Secret

# How long an example takes says how busy the machine is, and nothing about the code.
profiles.register_profile("crossdock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
profiles.load_profile("crossdock")


@attrs.frozen
class ToySettings:
    """What a connection to the toy platform needs."""

    shop_id: int
    client_secret: Secret
    app_key: str = "toy-app"


@pytest.fixture(name="toy")
def _toy() -> ModuleType:
    """A connector to a platform that is not there: it declares, and signs nothing."""
    module = ModuleType("toy")

    @hookimpl
    def manifest() -> Manifest:
        return Manifest(
            name="toy",
            title="A toy",
            roles=frozenset({Role.CHANNEL}),
            dialect="v1",
            dialect_date="2024-01-01",
            api_status=ApiStatus.LIVE,
            hosts={"api": "https://api.toy.example"},
            allowed_hosts=("api.toy.example",),
            limits=(
                RateLimit("calls", per_second=10, burst=3),
                RateLimit("app", per_second=20, scope="app"),
                RateLimit("rows", per_second=100, burst=5, counts="rows"),
            ),
        )

    @hookimpl
    def settings() -> type[ToySettings]:
        return ToySettings

    @hookimpl
    def authenticate(connection: Connection[Any]) -> Auth:
        return Auth()

    module.__dict__.update(manifest=manifest, settings=settings, authenticate=authenticate)
    return module
