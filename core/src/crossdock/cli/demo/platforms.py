"""The four platforms of the demo, each played by a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import attrs

from crossdock.errors import CheckFailedError
from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.process import SandboxProcess


@attrs.frozen
class Platform:
    """One platform and the connection to it.

    Args:

        switches: how its sandbox plays it; nothing there should happen by itself.

        answers: what the operator says where the platform does not.
    """

    connection: str
    connector: str
    switches: tuple[str, ...] = ()
    answers: Mapping[str, str] = attrs.field(factory=dict)


TOKO = Platform(
    "toko",
    "tokopedia",
    ("limits=off", "auto_cancel=off"),
    {"shop_class": "official_store", "integrated_elsewhere": "no"},
)
JDCOM = Platform("jdcom", "jdcom", ("auto_cancel=off",))
JDID = Platform(
    "jdid",
    "jdid",
    ("cancel_hours=999",),
    {"seller_class": "qualified", "api_approval": "already_own"},
)
#: Gudang is a warehouse.
GUDANG = Platform("gudang", "jdid_fulfillment", (), {"order_volume": "yes"})
CHANNELS = (TOKO, JDCOM, JDID)
PLATFORMS = (*CHANNELS, GUDANG)

Sandboxes = Mapping[str, SandboxProcess]


@contextmanager
def played(seed: int, catalogues: Mapping[str, Path]) -> Iterator[Sandboxes]:
    """Play all platforms until the end; yield the sandboxes by the name of their connection.

    Args:

        catalogues: the files of the shops, by connector.

    Raises:

        CheckFailedError: one of them cannot be played here.
    """
    with ExitStack() as stop:
        # Each takes seconds to import what it needs, so they start side by side.
        with ThreadPoolExecutor(len(PLATFORMS)) as hands:
            started = [
                hands.submit(
                    _started, SandboxProcess(one.connector, _words(one, seed, catalogues))
                )
                for one in PLATFORMS
            ]
        found = {}
        for one, future in zip(PLATFORMS, started, strict=True):
            if future.exception() is None:
                found[one.connection] = future.result()
                stop.push(future.result())
        for future in started:
            _refuse(future.exception())
        yield found


def _started(sandbox: SandboxProcess) -> SandboxProcess:
    return sandbox.__enter__()


def _words(one: Platform, seed: int, catalogues: Mapping[str, Path]) -> list[str]:
    words = ["--seed", str(seed)]
    for switch in one.switches:
        words += ["--switch", switch]
    if one.connector in catalogues:
        return [*words, "--catalogue", str(catalogues[one.connector])]
    # Goods that other merchants keep in the same warehouses.
    return [*words, "--listings", "40"]


def _refuse(error: BaseException | None) -> None:
    if isinstance(error, SandboxRefusedError):
        raise CheckFailedError(
            f"A platform cannot be played here: {error}", next_step="Run: crossdock doctor"
        ) from None
    if error is not None:
        raise error
