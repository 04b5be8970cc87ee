"""
What goes into a sandbox and what comes out of its builder.

This module imports neither the server nor the web framework, so that a
connector can declare its sandbox hook without their weight.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from crossdock.sandbox.catalogue import CatalogueLoad


@attrs.frozen
class SandboxOptions:
    """
    How a sandbox is to be played.

    Attributes:
        seed: Everything generated follows from it.

        listings: Size of the generated catalogue, variant children included.

        catalogues: Files to play instead of the generated catalogue.

        columns: Our field to the file's column, where detection would not find it.

        switches: Dialect switches by name; the connector's README lists them.

        faults: Fault specifications, see `crossdock.sandbox.faults`.

        public_url: Where the sandbox will be reached; the server fills it in.
    """

    seed: int = 1
    listings: int = 2400
    catalogues: tuple[Path, ...] = ()
    columns: Mapping[str, str] = attrs.field(factory=dict)
    switches: Mapping[str, str] = attrs.field(factory=dict)
    faults: tuple[str, ...] = ()
    public_url: str = ""


@attrs.frozen
class Sandbox:
    """
    A built sandbox, ready to be served.

    Attributes:
        app: The ASGI application.

        settings: What a connection to it needs, as settings of the connector.

        catalogue: What became of the catalogue files, if any were given.

        switches: The switches in force.

        endpoints: What it models, by the names that faults and meter know:
            ``GET /products/{id}``, with ``*`` for any method. Nothing where it does
            not say; see `crossdock sandbox coverage`.
    """

    app: Any
    settings: Mapping[str, str]
    catalogue: CatalogueLoad | None = None
    switches: Mapping[str, str] = attrs.field(factory=dict)
    endpoints: tuple[str, ...] = ()
