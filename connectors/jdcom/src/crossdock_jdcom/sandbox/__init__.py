"""
The JD.com router (JOS) as a program: sections 1 to 6 of the fact sheet.

Written from the sheet alone; nothing is shared with the connector.

- `dialect`: the switches; `world`: what is remembered; `routing`: the methods
- `wares`, `orders`, `order_book`, `audits`, `stock_desk`: the things themselves
- `assortment`, `buying`, `lived_in`, `played_files`, `goods`, `people`: where they come from
- `ware_rows`, `order_rows`, `personal`, `verdicts`: how they are written
- `*_endpoints`, `pages`: what can be asked
- `platform`, `snapshots`: the control plane's side

The router itself (signature, gate, envelope, OAuth2) is `crossdock_jos.sandbox`.
"""

from crossdock.sandbox.assembly import assemble
from crossdock.sandbox.catalogue import load_catalogue
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.control import Controls
from crossdock.sandbox.faults import FaultPlan
from crossdock.sandbox.meter import Meter
from crossdock.sandbox.options import Sandbox, SandboxOptions
from crossdock.sandbox.switches import SwitchBoard
from crossdock_jdcom.sandbox.dialect import SWITCHES
from crossdock_jdcom.sandbox.platform import JdcomPlatform
from crossdock_jdcom.sandbox.routing import dialect_app, endpoints, gate_of
from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.router import named_path

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
    gate = gate_of(world)
    controls = Controls(
        name="jdcom",
        platform=JdcomPlatform(world),
        clock=world.clock,
        faults=faults,
        meter=Meter(),
        switches=switches,
        forget=gate.forget,
    )
    return Sandbox(
        app=assemble(dialect_app(world, gate), controls, naming=named_path),
        settings={
            "app_key": world.app_key,
            "app_secret": world.app_secret,
            "access_token": world.grants.first.access,
            "refresh_token": world.grants.first.refresh,
            "app_id": world.app_id,
            "carrier": "467",
        },
        catalogue=catalogue,
        switches=switches,
        endpoints=endpoints(world),
    )
