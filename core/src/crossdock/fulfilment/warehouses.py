"""A service's warehouses, and what lies in them."""

from __future__ import annotations

import attrs

from crossdock.orders import Address
from crossdock.validators import units


@attrs.frozen
class RemoteWarehouse:
    """A warehouse as the service that runs it describes it.

    Args:

        warehouse_id: the service's id; ``department`` the part of the merchant it serves.

        open: it takes and ships goods now.

        served: documents of this connection go there; other warehouses of the account
            need connections of their own.
    """

    warehouse_id: str
    name: str
    department: str = ""
    open: bool = True
    served: bool = True
    address: Address = attrs.field(factory=Address)


@attrs.frozen
class StockLevel:
    """What a service says it holds of one SKU at one warehouse, in units.

    Args:

        sku: our SKU as the service echoes it; empty where it knows only its own id.

        on_hand: sellable condition, everything on the shelves.

        usable: of that, what no outbound has taken yet.

        damaged: units in no condition to be sold, not part of *on_hand*.
    """

    sku: str
    warehouse_id: str
    on_hand: int = attrs.field(validator=units())
    usable: int = attrs.field(validator=units())
    damaged: int = attrs.field(default=0, validator=units())
    remote_id: str = ""
