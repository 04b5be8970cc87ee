"""The number a listing shows, and the chain of rules that made it.

The order is fixed, and each step says what it did::

    what may be promised through the connection's warehouses
      + presell                                           in master units
      - what other channels sold and we have not imported
      - reserved for other connections
      - buffer
      ÷ units per listing                                 from here in listing units
      end-when → percent → min → max → share → pack
      fixed, at most max
      + open orders, where the channel counts them in
      at least what a campaign has locked
      freeze

Buffer comes before division because it protects goods; max comes after it
because it limits an exposure; and buffer comes before max so that raising either
never has the other's effect. Min stands before max and share, so that neither a
limit nor another channel's part is overrun by it; pack comes after both, because
a part of a pack is what it must never show. A fixed quantity is for goods that
are made or bought on demand: it is no share of anything. Freeze is last, because
what a listing shows is a number after all steps, open orders among them.

Rules that count goods are read for each component, the others for the SKU that
the listing is linked to (`Offer.sku`): a kit has a max, its parts have buffers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import attrs

from crossdock.inventory.events import Pool
from crossdock.inventory.explanation import Chain, Published
from crossdock.inventory.holdings import Holdings
from crossdock.inventory.offers import Offer, Semantics
from crossdock.inventory.rules import RuleKind, Rules
from crossdock.inventory.sellable import sellable_kits, slack

_NO_RULES: Rules = MappingProxyType({})
_NO_UNITS: Mapping[str, int] = MappingProxyType({})


@attrs.frozen
class _Part:
    """One component of an offer: what may be promised, and what is kept back of it.

    Args:

        slack: what may be promised; below zero, what is owed already.

        presell: expected units that a rule lets us sell already.

        kept: units spoken for by other channels, and why.
    """

    sku: str
    each: int
    slack: int
    presell: int
    kept: tuple[tuple[int, str], ...]
    rules: Rules

    @property
    def promised(self) -> int:
        return max(0, self.slack)

    @property
    def early(self) -> int:
        """Expected units that may be sold already; they first pay what is owed."""
        return max(0, self.presell + min(0, self.slack))

    def listings(self, early: int) -> int:
        """Return how many listings the component suffices for, *early* units more at hand."""
        buffer, _ = buffer_units(self.rules, self.promised)
        kept = buffer + sum(units for units, _ in self.kept)
        return max(0, self.promised + early - kept) // self.each


def publish(
    holdings: Holdings,
    offer: Offer,
    *,
    warehouses: Collection[str],
    rules: Mapping[str, Rules],
    pending: Mapping[str, int] = _NO_UNITS,
    reserved: Mapping[str, int] = _NO_UNITS,
    share: int | None = None,
) -> Published:
    """Return what *offer* is to show, with the chain that made it.

    Args:

        warehouses: every open warehouse.

        rules: the rules that hold, by SKU (components and `Offer.sku`) and kind.

        pending: by master SKU, units that other channels sold and we have not imported.

        reserved: by master SKU, units reserved for other connections.

        share: the part of the goods this listing may expose, in its own units;
            None where all channels share them.
    """
    chain = Chain()
    if not offer.active or not offer.recipe:
        why = "switched off" if offer.recipe else "not linked to a master SKU"
        chain.apply("start", 0, f"the listing is {why}")
        return Published(0, tuple(chain.steps))
    parts = [
        _part(holdings, offer, sku, warehouses, rules.get(sku, _NO_RULES), pending, reserved)
        for sku in offer.recipe
    ]
    if offer.may_split or (len(parts) == 1 and parts[0].each == 1):
        _apart(chain, offer, parts)
    else:
        _whole(chain, holdings, offer, parts, warehouses)
    own = rules.get(offer.sku, _NO_RULES)
    _end(chain, parts)
    covered = _limit(chain, own, share)
    return _shown(chain, offer, own, covered)


def pending_units(shown: int, read_back: int, imported_since: int) -> int:
    """Return the units a channel sold that we have not imported, inferred from its own number.

    Never below zero: a channel that shows more than it should has not sold less
    than nothing. Where a channel counts open orders in, a sale does not move its
    number and nothing can be inferred.
    """
    return max(0, shown - read_back - imported_since)


def buffer_units(rules: Rules, promised: int) -> tuple[int, str]:
    """Return what the buffer rules keep back of *promised*, the larger of both, and its name."""
    fixed, percent = rules.get(RuleKind.BUFFER), rules.get(RuleKind.BUFFER_PERCENT)
    choices = [(fixed.value, fixed.name)] if fixed else []
    if percent:
        choices.append((_rounded_up(promised, percent.value), percent.name))
    return max(choices, default=(0, ""))


def _part(
    holdings: Holdings,
    offer: Offer,
    sku: str,
    warehouses: Collection[str],
    rules: Rules,
    pending: Mapping[str, int],
    reserved: Mapping[str, int],
) -> _Part:
    free = slack(holdings, sku, offer.pool, warehouses)
    presell = rules.get(RuleKind.PRESELL)
    expected = 0
    if presell is not None:
        expected = sum(holdings.at(sku, w).expected for w in offer.pool & frozenset(warehouses))
    kept = (
        (pending.get(sku, 0), f"{sku} sold on other channels and not imported yet"),
        (reserved.get(sku, 0), f"{sku} reserved for other connections"),
    )
    return _Part(
        sku=sku,
        each=offer.recipe[sku],
        slack=free,
        presell=min(presell.value, expected) if presell is not None else 0,
        kept=tuple(item for item in kept if item[0]),
        rules=rules,
    )


def _apart(chain: Chain, offer: Offer, parts: Sequence[_Part]) -> None:
    """Count what may leave in several parcels: the component that suffices for the fewest."""
    part = min(parts, key=lambda part: part.listings(part.early))
    chain.apply("start", part.promised, f"{part.sku} in {_named(offer.pool)}")
    if part.early:
        chain.apply("add", part.early, f"{part.sku} expected, to be sold already")
    for kept, because in (*part.kept, buffer_units(part.rules, part.promised)):
        if kept:
            chain.apply("keep back", kept, because)
    if part.each > 1:
        chain.apply("divide by", part.each, f"units of {part.sku} in one")


def _whole(
    chain: Chain,
    holdings: Holdings,
    offer: Offer,
    parts: Sequence[_Part],
    warehouses: Collection[str],
) -> None:
    """Count what must leave in one parcel; each unit kept back may break one.

    A buffer in percent is taken of the kits: taken of a component, goods that
    complete no kit would raise the buffer and lower the kits. Expected goods do
    not count: nobody knows yet which warehouse they will complete a kit in. And
    a listing never shows more than its parts would, were each listed alone,
    which matters once more is ordered than there is.
    """
    kits = max(0, sellable_kits(holdings, offer.recipe, offer.pool, warehouses))
    chain.apply("start", kits, f"whole in one of {_named(offer.pool)}")
    kept = [item for part in parts for item in part.kept]
    fixed = [part.rules[RuleKind.BUFFER] for part in parts if RuleKind.BUFFER in part.rules]
    percent = [
        part.rules[RuleKind.BUFFER_PERCENT]
        for part in parts
        if RuleKind.BUFFER_PERCENT in part.rules
    ]
    largest = max(percent, key=lambda rule: rule.value, default=None)
    share = _rounded_up(kits, largest.value) if largest is not None else 0
    if largest is not None and share > sum(rule.value for rule in fixed):
        kept.append((share, largest.name))
    else:
        kept += [(rule.value, rule.name) for rule in fixed]
    for units_kept, because in kept:
        if units_kept:
            chain.apply("keep back", units_kept, because)
    alone = min(part.listings(0) for part in parts)
    if alone < chain.number:
        chain.apply("at most", alone, "what the parts suffice for, each listed alone")


def _end(chain: Chain, parts: Sequence[_Part]) -> None:
    for part in parts:
        end = part.rules.get(RuleKind.END_WHEN)
        if end is not None and part.promised <= end.value:
            chain.apply("nothing", end.value, f"{end.name}: {part.promised} of {part.sku} left")


def _limit(chain: Chain, own: Rules, share: int | None) -> int:
    """Apply the rules in listing units; return how much of the result the goods cover."""
    if RuleKind.PERCENT in own:
        chain.apply("percent", own[RuleKind.PERCENT].value, own[RuleKind.PERCENT].name)
    covered = chain.number
    if RuleKind.MIN in own:
        chain.apply("at least, if any", own[RuleKind.MIN].value, own[RuleKind.MIN].name)
    if RuleKind.MAX in own:
        chain.apply("at most", own[RuleKind.MAX].value, own[RuleKind.MAX].name)
    if share is not None:
        chain.apply("at most", share, "this listing's share")
    if RuleKind.PACK in own:
        chain.apply("packs of", own[RuleKind.PACK].value, own[RuleKind.PACK].name)
    return min(covered, chain.number)


def _shown(chain: Chain, offer: Offer, own: Rules, covered: int) -> Published:
    if RuleKind.FIXED in own:
        chain.apply("exactly", own[RuleKind.FIXED].value, own[RuleKind.FIXED].name)
        if RuleKind.MAX in own:
            chain.apply("at most", own[RuleKind.MAX].value, own[RuleKind.MAX].name)
    if offer.semantics is Semantics.WITH_OPEN_ORDERS:
        chain.apply("add", offer.open_orders, "open orders, which this channel counts in")
        covered += offer.open_orders
    if offer.locked > chain.number:
        chain.apply("at least", offer.locked, "locked by a campaign")
    if RuleKind.FREEZE in own:
        chain.apply("exactly", offer.shown, f"{own[RuleKind.FREEZE].name}: nothing changes now")
    return Published(chain.number, tuple(chain.steps), short=max(0, chain.number - covered))


def _rounded_up(units: int, percent: int) -> int:
    # Rounded up: a buffer that rounds to nothing protects nothing.
    return -(-units * percent // 100)


def _named(pool: Pool) -> str:
    return ", ".join(sorted(pool)) or "no warehouse"
