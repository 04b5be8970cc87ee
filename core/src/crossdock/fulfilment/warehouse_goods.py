"""A master product at one warehouse: how far the warehouse knows it. Table: `goods_machine`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.fulfilment.goods import Goods
from crossdock.inventory.keys import joined
from crossdock.validators import aware


class GoodsState(StrEnum):
    """How far a warehouse knows a product."""

    ABSENT = "absent"
    DRAFT = "draft"
    READY = "ready"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    #: Taken, and not confirmed yet.
    PENDING_REMOTE = "pending_remote"
    ACTIVE = "active"
    #: Changed here since.
    DIRTY = "dirty"
    REJECTED = "rejected"
    REVIEW = "review"
    RETIRED = "retired"


class GoodsEventKind(StrEnum):
    """What can happen to a product at a warehouse."""

    #: The warehouse is chosen for it: by hand, by a stock file or by a location.
    CHOOSE = "choose"
    EDIT = "edit"
    VALIDATE = "validate"
    PUSH = "push"
    LEASED = "leased"
    TAKEN = "taken"
    #: Taken, without an id yet.
    TAKEN_PENDING = "taken_pending"
    POSTPONED = "postponed"
    DOUBTED = "doubted"
    ABSENT = "absent"
    DIFFERS = "differs"
    #: The warehouse cannot be asked what became of it.
    UNTOLD = "untold"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    REMOTE_ACTIVE = "remote_active"
    REMOTE_REJECTED = "remote_rejected"
    RENAMED = "renamed"
    RETIRE = "retire"
    SILENT = "silent"
    RESOLVE = "resolve"


@attrs.frozen
class WarehouseGoods:
    """A product at one warehouse of a connection.

    Args:

        goods: as it is to be; ``pushed`` as the warehouse has it, None if it has not.

        sent: as it was last sent.

        revision: counts what was to be sent; ``errors`` what is wrong with it.

    """

    connection: str
    sku: str
    state: GoodsState = GoodsState.ABSENT
    goods: Goods | None = None
    sent: Goods | None = None
    pushed: Goods | None = None
    remote_id: str = ""
    revision: int = 0
    errors: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What it is called here."""
        return joined("goods", self.connection, self.sku)

    @property
    def job_key(self) -> str:
        """The key of the job that pushes its present revision."""
        return joined("prod", self.connection, self.sku, str(self.revision))


@attrs.frozen
class GoodsEvent:
    """One thing that happened.

    Args:

        goods: as edited.

        errors: what of the product the warehouse would refuse, a sentence each.

        empty: nothing of it is on hand, reserved or expected there.
    """

    kind: GoodsEventKind
    at: datetime = attrs.field(validator=aware)
    goods: Goods | None = None
    errors: tuple[str, ...] = ()
    empty: bool = False
    remote_id: str = ""
    detail: str = ""
