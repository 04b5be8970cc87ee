"""
The Tokopedia Open API as a program: sections 1.1 to 1.8 of the fact sheet.

Written from the sheet alone; nothing is shared with the connector.

- `dialect`: the switches; `world`: what is remembered; `routing`: the endpoints
- `shops`, `listings`, `orders`, `order_book`, `stock_desk`: the things themselves
- `assortment`, `buying`, `lived_in`, `played_files`, `goods`, `people`: where they come from
- `product_rows`, `order_rows`, `order_detail`, `personal`: how they are written
- `*_endpoints`: what can be asked; `gate`: what every call passes
- `tokens`, `subscriptions`: who may call, and who is told
- `platform`, `snapshots`: the control plane's side
"""

from crossdock.sandbox.assembly import assemble
from crossdock.sandbox.catalogue import load_catalogue
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.control import Controls
from crossdock.sandbox.faults import FaultPlan
from crossdock.sandbox.meter import Meter
from crossdock.sandbox.options import Sandbox, SandboxOptions
from crossdock.sandbox.switches import SwitchBoard
from crossdock_tokopedia.sandbox.dialect import SWITCHES
from crossdock_tokopedia.sandbox.platform import TokopediaPlatform
from crossdock_tokopedia.sandbox.routing import ENDPOINTS, dialect_app
from crossdock_tokopedia.sandbox.shops import MAIN
from crossdock_tokopedia.sandbox.world import World

__all__ = ["build"]


def build(options: SandboxOptions) -> Sandbox:
    """
    Build the sandbox.

    Raises:
        SandboxRefusedError: A switch, fault or catalogue file cannot be played.
    """
    switches = SwitchBoard(SWITCHES, options.switches)
    faults = FaultPlan(options.faults, options.seed)
    catalogue = None
    if options.catalogues:
        catalogue = load_catalogue(
            options.catalogues, options.columns, options.seed, longest={"sku": 50}
        )
    world = World(options, switches, Clock(), catalogue.rows if catalogue else None)
    controls = Controls(
        name="tokopedia",
        platform=TokopediaPlatform(world),
        clock=world.clock,
        faults=faults,
        meter=Meter(),
        switches=switches,
        forget=world.limits.clear,
    )
    return Sandbox(
        app=assemble(dialect_app(world), controls),
        settings={
            "fs_id": str(world.fs_id),
            "shop_id": str(MAIN),
            "client_id": world.client_id,
            "client_secret": world.client_secret,
        },
        catalogue=catalogue,
        switches=switches,
        endpoints=tuple(f"{method} {path}" for method, path, *_ in ENDPOINTS),
    )
