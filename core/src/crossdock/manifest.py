"""What a connector declares about its platform, before anything of weight is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

import attrs

from crossdock.accounts import Question
from crossdock.policy import ChannelPolicy


class Role(StrEnum):
    """What a connector is for."""

    CHANNEL = "channel"
    FULFILMENT = "fulfilment"


class ApiStatus(StrEnum):
    """The state of the platform's interface."""

    LIVE = "live"
    #: Its sellers have been moved to another interface.
    MIGRATED = "migrated"
    RETIRED = "retired"


class WriteMode(StrEnum):
    """How a channel takes a quantity; the best one first."""

    COMPARE_AND_SET = "compare_and_set"
    ABSOLUTE = "absolute"
    RELATIVE = "relative"


class ImportLimit(StrEnum):
    """What a listing must have before it is imported for the first time."""

    ACTIVE = "active"
    IN_STOCK = "in_stock"
    SKU_FILLED = "sku_filled"


def _count(_: object, field: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int or value < 1:
        raise TypeError(f"{field.name} must be a whole number, 1 or more, not {value!r}")


def _of(kind: type, *, inside: type | None = None) -> Callable[..., None]:
    """Return the validator of a *kind*, whose items, if it has any, are of kind *inside*."""

    def validate(_: object, field: attrs.Attribute[object], value: object) -> None:
        items = value.values() if isinstance(value, Mapping) else value
        wrong = (
            [one for one in items if not isinstance(one, inside)]
            if inside is not None and isinstance(items, Iterable)
            else []
        )
        if not isinstance(value, kind) or wrong:
            what = f"{kind.__name__}[{inside.__name__}]" if inside else kind.__name__
            raise TypeError(f"{field.name} must be {what}, not {(wrong or [value])[0]!r}")

    return validate


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)


@attrs.frozen
class RateLimit:
    """A limit the platform puts on its callers.

    Args:

        name: the bucket; calls name it.

        per_second: requests, or rows for a bucket that counts rows.

        burst: how many may come at once after a pause.

        scope: whose calls are counted together: the ``app`` (all connections
            with one key) or the ``shop`` (one connection).

        counts: ``requests``, or the ``rows`` inside them.

        hooks: the hooks whose calls it counts; empty for all.
    """

    name: str
    per_second: float = attrs.field(validator=attrs.validators.gt(0))
    burst: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    scope: str = attrs.field(default="shop", validator=attrs.validators.in_(("app", "shop")))
    counts: str = attrs.field(
        default="requests", validator=attrs.validators.in_(("requests", "rows"))
    )
    hooks: frozenset[str] = attrs.field(default=frozenset(), converter=_names)


@attrs.frozen
class GoodsLimits:
    """What a service's warehouses take of a product's texts.

    Args:

        sku, name, barcodes: the most characters, of all barcodes together; 0 for any.

        forbidden: characters that no SKU or barcode may hold.
    """

    sku: int = 0
    name: int = 0
    barcodes: int = 0
    forbidden: str = ""


@attrs.frozen
class Manifest:
    """What core must know of a platform.

    Args:

        name: the entry point's name; one per connector.

        title: the platform's name, as its sellers write it.

        dialect: which interface is spoken, with ``dialect_date`` the day its
            description was current.

        api_status_note: a sentence on what became of the platform.

        hosts: the host names a connection may override, by role: ``api``,
            ``accounts``; each a URL without a path.

        allowed_hosts: the only hosts a live connection may talk to; ``*.``
            stands for any one or more labels.

        stock_batch: updates per `push_stock` call.

        listing_page: listings per page asked for.

        limits: every bucket that the connector's calls name.

        order_window: the longest span `list_orders` may be asked for;
            ``order_overlap`` what consecutive windows share.

        import_limits: what the platform's sellers are told a listing needs.

        questions: preconditions the interface cannot tell.

        late_apply: how long after a time-out a write may still take effect;
            ``read_lag`` how long after it a read may still be stale.

        issues_waybills: the channel allots the tracking number.

        merges_shipments: several orders may lawfully leave as one parcel.

        countries: ISO 3166 codes served; empty for all.

        snapshots: what the quantities of `list_stock` mean: ``physical``, or
            ``net_of_reserved`` without what outbounds have taken.

        cancel_until: the furthest progress at which asking to cancel an outbound
            makes sense: ``accepted``, ``picking``.

        goods_batch: products per `push_products` call; ``refresh_batch`` documents
            per `refresh_outbound` or `refresh_inbound`; ``read_batch`` listings per
            `read_stock`.

        inbound_lines: the most lines of one inbound; ``goods_limits`` what may be
            said of goods.

        bound_setting: the setting that names the platform's account, where one
            account may be used by one merchant only: a second merchant whose
            connection names it is refused. One merchant may name it in several
            connections. Empty where any merchant may use any account.

        subscription_setting: the setting that says whether the platform tells news of
            documents by itself; empty where it never does.

        fulfilment: when the channel's orders may go to a warehouse that somebody else
            runs; None if it was not worked out, and then they never do.

        states: what each of the platform's words for a state is here, by what it is said
            of (``orders``, ``outbounds``, ``inbounds``); for people to read.

        not_applicable: why a check of the conformance kit does not concern this
            platform, by the check's id; by a hook's name, why the connector does
            without that hook, and so without every check that needs it. What core is
            asked for and cannot do without the hook ends in `UnsupportedError`.
    """

    name: str = attrs.field(validator=_of(str))
    title: str = attrs.field(validator=_of(str))
    roles: frozenset[Role]
    dialect: str = attrs.field(validator=_of(str))
    dialect_date: str = attrs.field(validator=_of(str))
    api_status: ApiStatus = attrs.field(validator=_of(ApiStatus))
    hosts: Mapping[str, str] = attrs.field(validator=_of(Mapping, inside=str))
    allowed_hosts: tuple[str, ...] = attrs.field(validator=_of(tuple, inside=str))
    api_status_note: str = ""
    homepage: str = ""
    hook_api: int = 1
    write_mode: WriteMode = attrs.field(default=WriteMode.ABSOLUTE, validator=_of(WriteMode))
    stock_batch: int = attrs.field(default=1, validator=_count)
    listing_page: int = attrs.field(default=50, validator=_count)
    limits: tuple[RateLimit, ...] = attrs.field(default=(), validator=_of(tuple, inside=RateLimit))
    order_window: timedelta = attrs.field(default=timedelta(days=3), validator=_of(timedelta))
    order_overlap: timedelta = attrs.field(default=timedelta(minutes=10), validator=_of(timedelta))
    import_limits: frozenset[ImportLimit] = frozenset()
    questions: tuple[Question, ...] = attrs.field(
        default=(), validator=_of(tuple, inside=Question)
    )
    late_apply: timedelta = attrs.field(default=timedelta(seconds=120), validator=_of(timedelta))
    read_lag: timedelta = attrs.field(default=timedelta(seconds=60), validator=_of(timedelta))
    issues_waybills: bool = True
    merges_shipments: bool = False
    countries: frozenset[str] = frozenset()
    snapshots: str = attrs.field(
        default="physical", validator=attrs.validators.in_(("physical", "net_of_reserved"))
    )
    cancel_until: str = attrs.field(
        default="picking", validator=attrs.validators.in_(("accepted", "picking", "packed"))
    )
    goods_batch: int = attrs.field(default=1, validator=_count)
    refresh_batch: int = attrs.field(default=1, validator=_count)
    inbound_lines: int = attrs.field(default=100, validator=_count)
    goods_limits: GoodsLimits = attrs.field(factory=GoodsLimits)
    bound_setting: str = ""
    subscription_setting: str = ""
    read_batch: int = attrs.field(default=1, validator=_count)
    fulfilment: ChannelPolicy | None = None
    states: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, validator=_of(Mapping))
    not_applicable: Mapping[str, str] = attrs.field(
        factory=dict, validator=_of(Mapping, inside=str)
    )

    def limits_of(self, hook: str) -> tuple[RateLimit, ...]:
        """Return the limits that the calls of *hook* are held to."""
        return tuple(limit for limit in self.limits if not limit.hooks or hook in limit.hooks)
