"""The number a listing shows, and the chain of rules that made it.

The order is fixed, and each step says what it did::

    what may be promised through the connection's warehouses
      + presell
      - what other channels sold and we have not imported
      - reserved for other connections, - buffer         in master units
      ÷ units per listing                                 from here in listing units
      end-when → percent → pack → max → min → share → fixed → freeze
      + open orders, where the channel counts them in
      at least what a campaign has locked

Buffer comes before division because it protects goods; max comes after it
because it limits an exposure; and buffer comes before max so that raising either
never has the other's effect.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum

import attrs

from crossdock.inventory.events import Pool
from crossdock.inventory.ledger import Holdings
from crossdock.inventory.rules import Rule, RuleKind
from crossdock.inventory.sellable import sellable, sellable_kits

Rules = Mapping[RuleKind, Rule]


class Semantics(StrEnum):
    """What a channel means by a quantity."""

    SELLABLE = "sellable"
    #: Units sold and not shipped are part of the number.
    WITH_OPEN_ORDERS = "with_open_orders"


@attrs.frozen
class Offer:
    """A listing as the formula sees it.

    Args:

        recipe: units of each master SKU in one unit of the listing.

        pool: the warehouses that its connection may sell from.

        active: whether connection and link are switched on; what is not shows nothing.

        may_split: a kit's parts may leave from different warehouses.

        shown: what the channel acknowledged last; ``locked`` what a campaign holds
            of it; ``open_orders`` units sold there and not shipped.
    """

    connection: str
    listing_id: str
    recipe: Mapping[str, int]
    pool: Pool
    active: bool = True
    may_split: bool = False
    semantics: Semantics = Semantics.SELLABLE
    shown: int = 0
    locked: int = 0
    open_orders: int = 0


@attrs.frozen
class Step:
    """One step of an explanation: *operation* with *operand* made *after*.

    Args:

        because: the rule or fact behind it, as a person would say it.
    """

    operation: str
    operand: int
    after: int
    because: str = ""


@attrs.frozen
class Published:
    """A number with its explanation.

    Args:

        short: units shown only because a campaign has them locked.
    """

    quantity: int
    steps: tuple[Step, ...]
    short: int = 0


_OPERATIONS: Mapping[str, Callable[[int, int], int]] = {
    "start": lambda _number, start: start,
    "add": lambda number, units: number + units,
    "keep back": lambda number, units: max(0, number - units),
    "nothing": lambda _number, _operand: 0,
    "percent": lambda number, percent: number * percent // 100,
    "packs of": lambda number, pack: number // pack * pack,
    "at most": min,
    "at least": max,
    "at least, if any": lambda number, least: max(number, least) if number else 0,
    "exactly": lambda _number, units: units,
}


def replay(steps: Sequence[Step]) -> int:
    """Return the number that *steps* lead to, computed from the steps alone."""
    number = 0
    for step in steps:
        number = _OPERATIONS[step.operation](number, step.operand)
    return number


@attrs.define
class _Chain:
    """An explanation being written."""

    steps: list[Step] = attrs.field(factory=list)
    number: int = 0

    def apply(self, operation: str, operand: int, because: str) -> None:
        self.number = _OPERATIONS[operation](self.number, operand)
        self.steps.append(Step(operation, operand, self.number, because))


def publish(
    holdings: Holdings,
    offer: Offer,
    *,
    warehouses: Collection[str],
    rules: Mapping[str, Rules],
    pending: Mapping[str, int] | None = None,
    kept_for_others: Mapping[str, int] | None = None,
    presell: Mapping[str, int] | None = None,
    share: int | None = None,
) -> Published:
    """Return what *offer* is to show, with the chain that made it.

    Args:

        rules: the rules that hold, by master SKU and kind; see `rules.holding`.

        pending: by master SKU, units that other channels sold and we have not imported.

        kept_for_others: by master SKU, units reserved for other connections.

        presell: by master SKU, expected units that a rule lets us promise already.

        share: the part of the goods this listing may expose, in its own units;
            None when all channels share them.
    """
    chain = _Chain()
    if not offer.active or not offer.recipe:
        chain.apply("start", 0, "the connection or the link is switched off")
        return Published(0, tuple(chain.steps))
    promised = {sku: sellable(holdings, sku, offer.pool, warehouses) for sku in offer.recipe}
    kept = {
        sku: (pending or {}).get(sku, 0)
        + (kept_for_others or {}).get(sku, 0)
        + buffer_units(rules.get(sku, {}), promised[sku])
        for sku in offer.recipe
    }
    _start(chain, holdings, offer, promised, kept, presell or {})
    _limit(chain, offer, promised, rules)
    if share is not None:
        chain.apply("at most", share, "this channel's share")
    main = next(iter(offer.recipe))
    _override(chain, offer, rules.get(main, {}))
    before_lock = chain.number
    if offer.semantics is Semantics.WITH_OPEN_ORDERS:
        chain.apply("add", offer.open_orders, "open orders, which this channel counts in")
    if offer.locked > chain.number:
        chain.apply("at least", offer.locked, "locked by a campaign")
    return Published(
        chain.number, tuple(chain.steps), short=max(0, offer.locked - max(before_lock, 0))
    )


def buffer_units(rules: Rules, promised: int) -> int:
    """Return the units that the buffer rules keep back of *promised*: the larger of both kinds."""
    units = rules.get(RuleKind.BUFFER)
    percent = rules.get(RuleKind.BUFFER_PERCENT)
    share = -(-promised * percent.value // 100) if percent else 0
    return max(units.value if units else 0, share)


def _start(
    chain: _Chain,
    holdings: Holdings,
    offer: Offer,
    promised: Mapping[str, int],
    kept: Mapping[str, int],
    presell: Mapping[str, int],
) -> None:
    if len(offer.recipe) == 1 and all(units == 1 for units in offer.recipe.values()):
        (sku,) = offer.recipe
        chain.apply("start", promised[sku], f"{sku} may be promised from {_named(offer.pool)}")
        if presell.get(sku):
            chain.apply("add", presell[sku], "expected goods that may be sold already")
        if kept[sku]:
            chain.apply("keep back", kept[sku], "buffer, other channels' sales and reserves")
    elif offer.may_split:
        parts = {
            sku: max(0, promised[sku] + presell.get(sku, 0) - kept[sku]) // units
            for sku, units in offer.recipe.items()
        }
        scarcest = min(parts, key=lambda sku: (parts[sku], sku))
        chain.apply("start", parts[scarcest], f"{scarcest} suffices for so many, parts apart")
    else:
        kits = sellable_kits(holdings, offer.recipe, offer.pool, kept)
        chain.apply("start", kits, f"whole in one of {_named(offer.pool)}, buffers kept back")


def _limit(
    chain: _Chain, offer: Offer, promised: Mapping[str, int], rules: Mapping[str, Rules]
) -> None:
    for sku in offer.recipe:
        end = rules.get(sku, {}).get(RuleKind.END_WHEN)
        if end is not None and promised[sku] <= end.value:
            chain.apply("nothing", end.value, f"{end.name}: {sku} ends at {end.value}")
    main = rules.get(next(iter(offer.recipe)), {})
    for kind, operation in (
        (RuleKind.PERCENT, "percent"),
        (RuleKind.PACK, "packs of"),
        (RuleKind.MAX, "at most"),
        (RuleKind.MIN, "at least, if any"),
    ):
        rule = main.get(kind)
        if rule is not None:
            chain.apply(operation, rule.value, rule.name)


def _override(chain: _Chain, offer: Offer, rules: Rules) -> None:
    fixed, freeze = rules.get(RuleKind.FIXED), rules.get(RuleKind.FREEZE)
    if fixed is not None:
        chain.apply("exactly", fixed.value, fixed.name)
    if freeze is not None:
        chain.apply("exactly", offer.shown, f"{freeze.name}: nothing changes now")


def _named(pool: Pool) -> str:
    return ", ".join(sorted(pool)) or "no warehouse"
