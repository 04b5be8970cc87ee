"""
The JD.ID seller Open API as a program, both generations: part A of the fact sheet.

Written from the sheet alone; nothing is shared with the connector.

- `dialect`: the switches; `world`: what is remembered; `routing`: the URLs
- `products`, `orders`: the things themselves
- `assortment`, `buying`, `goods`: where they come from
- `order_desk`, `shop_desk`: what both generations do; `rows`, `verdicts`: how it is written
- `first_generation`, `second_generation`: how each is asked and answers
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
from crossdock_jdid.sandbox.dialect import SWITCHES
from crossdock_jdid.sandbox.platform import JdidPlatform
from crossdock_jdid.sandbox.routing import dialect_app, endpoints, gates_of
from crossdock_jdid.sandbox.world import SHOP_ID, World
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
    gates = gates_of(world)

    def forget() -> None:
        for gate in gates:
            gate.forget()

    controls = Controls(
        name="jdid",
        platform=JdidPlatform(world),
        clock=world.clock,
        faults=faults,
        meter=Meter(),
        switches=switches,
        forget=forget,
    )
    return Sandbox(
        app=assemble(dialect_app(world, gates), controls, naming=named_path),
        settings={
            "app_key": world.app_key,
            "app_secret": world.app_secret,
            "access_token": world.grants.first.access,
            "refresh_token": world.grants.first.refresh,
            "dialect": switches["dialect"],
            "shop_id": str(SHOP_ID),
        },
        catalogue=catalogue,
        switches=switches,
        endpoints=endpoints(world),
    )
