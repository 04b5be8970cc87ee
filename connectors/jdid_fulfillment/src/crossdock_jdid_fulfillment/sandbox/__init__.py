"""
The JD warehouse API (ECLP) as a program: part B of the fact sheet.

Written from the sheet alone; nothing is shared with the connector.

- `dialect`, `paces`: the switches; `world`: what is remembered; `routing`: the methods
- `agenda`, `trail`, `journal`, `numbers`: time, statuses, their log, JD's numbers
- `master`, `goods`, `stock`, `promises`: who, what and how much of it
- `outbounds`, `parcels`, `inbounds`, `returns`: the documents
- `outbound_desk`, `inbound_desk`, `return_desk`: what becomes of them
- `neighbourhood`, `assortment`, `lived_in`, `past_returns`: where they come from
- `reading`, `ordering`, `return_lines`, `access`, `refusals`: how a request is read and refused
- `rows`, `outbound_rows`, `china`: how things are written
- `*_endpoints`: what can be asked
- `platform`, `events`, `snapshots`: the control plane's side

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
from crossdock_jdid_fulfillment.sandbox.dialect import SWITCHES
from crossdock_jdid_fulfillment.sandbox.master import JD_EXPRESS
from crossdock_jdid_fulfillment.sandbox.platform import FulfilmentPlatform
from crossdock_jdid_fulfillment.sandbox.routing import dialect_app, endpoints, gate_of
from crossdock_jdid_fulfillment.sandbox.world import World
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
        name="jdid_fulfillment",
        platform=FulfilmentPlatform(world),
        clock=world.clock,
        faults=faults,
        meter=Meter(),
        switches=switches,
        forget=gate.forget,
    )
    return Sandbox(
        app=assemble(dialect_app(world, gate), controls, naming=named_path),
        settings=_settings(world, switches),
        catalogue=catalogue,
        switches=switches,
        endpoints=endpoints(world),
    )


def _settings(world: World, switches: SwitchBoard) -> dict[str, str]:
    return {
        "authorisation": switches["authorisation"],
        "api_key": world.app_key,
        "app_secret": world.app_secret,
        "gateway_user": world.gateway_user,
        "pin": world.pin,
        "department": world.home.department,
        "warehouse": world.home.warehouse,
        "shop": world.home.shop,
        "supplier": world.home.supplier,
        "source": world.source,
        "courier": JD_EXPRESS,
        "access_token": world.grants.first.access,
        "refresh_token": world.grants.first.refresh,
        "subscribed": switches["subscribed"],
    }
