"""Where the rows of the store become offers: what is offered, under which rules, of what there is.

Everything that computes a number to publish computes it from here: planning, pushing
and explaining read one `Assortment`, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crossdock.flows.unrouted import Reader
from crossdock.inventory import (
    Assortment,
    Offer,
    Pool,
    Published,
    Recipe,
    Rule,
    RuleKind,
    Sharing,
    flatten,
    holding,
)

if TYPE_CHECKING:
    from crossdock.interaction import Interaction
    from crossdock.store import SharedPattern, Store
    from crossdock.workspace import Workspace

#: A pattern of SKUs holds at all times.
_ANY_TIME = datetime.max.replace(tzinfo=UTC)


def assortment(workspace: Workspace, at: datetime | None = None) -> Assortment:
    """Return everything that is offered, with what there is and the rules in force.

    A listing whose goods were never counted is not among the offers: nothing is known
    of them, and nothing known is not nothing left.

    `Offer.pending`, units sold on a channel and not imported, stays 0. Every plan
    imports the orders of all channels first, and raises nothing that a channel which
    could not be asked may have sold. A reading that tells of fewer units than expected
    is adopted, and the next push writes that listing, so nothing is pending after it;
    in between it is as likely an edit in the dashboard, and if that is left standing,
    other channels would be kept lower by it for ever. What a reading right before a
    write tells is taken off that very write (`crossdock.inventory.write`).

    Args:

        at: stock, rules of both kinds, settings and sharing as they were then; None for
            now.
            Links, recipes and warehouses are always those of now.
    """
    store = workspace.store
    dealings = interactions(store, at)
    holdings = store.ledger.holdings(at=at)
    now = at or workspace.clock()
    reader = Reader(workspace)
    reach = store.routing.reach(at).serving(reader.countries())

    def pool_of(connection: str, sku: str, goods: Recipe) -> Pool:
        site = reader.site(connection)
        return reach.for_sale(connection, sku, goods, holdings, now, site)

    offers = tuple(_offers(store, dealings, pool_of))
    goods = {sku for offer in offers for sku in offer.recipe}
    return Assortment(
        holdings=holdings,
        offers=offers,
        warehouses=store.warehouses.open(),
        now=now,
        rules=tuple(rules_in_force(store, dealings, at)),
        sharing=shared(goods, store.rules.sharing(at)),
    )


def offers_of(found: Assortment, connection: str, sku: str) -> list[tuple[Offer, Published]]:
    """Return what the listings of *connection* that have to do with *sku* are to show, and why."""
    return [
        (offer, found.published(offer))
        for offer in found.offers
        if offer.connection == connection and (sku == offer.sku or sku in offer.recipe)
    ]


def interactions(store: Store, at: datetime | None = None) -> dict[str, Interaction]:
    """Return how each connection is dealt with now, or was at the moment *at*."""
    return {kept.name: store.interactions.of(kept.name, at) for kept in store.connections.all()}


def rules_in_force(
    store: Store, dealings: Mapping[str, Interaction], at: datetime | None = None
) -> Iterable[Rule]:
    """Yield the rules that are kept, and those that everyday settings stand for.

    A rule for a connection that is gone holds nothing back for it any longer.
    """
    for rule in store.rules.rules(at):
        if not rule.connection or rule.connection in dealings:
            yield rule
    for connection, dealing in dealings.items():
        yield from dealing.rules(connection)


def shared(skus: Collection[str], patterns: Sequence[SharedPattern]) -> dict[str, Sharing]:
    """Return how each of *skus* is shared: of several patterns, the narrowest says it."""
    # A pattern is as narrow as a rule for it would be.
    rules = [Rule(one.pattern, RuleKind.FREEZE, pattern=one.pattern) for one in patterns]
    by_name = {one.pattern: one.sharing for one in patterns}
    if not rules:
        return {}
    found = {sku: holding(rules, "", sku, _ANY_TIME).get(RuleKind.FREEZE) for sku in skus}
    return {sku: by_name[rule.name] for sku, rule in found.items() if rule is not None}


def kits(store: Store) -> frozenset[str]:
    """Return the master SKUs that are made of others."""
    return frozenset(store.recipes.all())


def _offers(
    store: Store,
    dealings: Mapping[str, Interaction],
    pool_of: Callable[[str, str, Recipe], Pool],
) -> Iterable[Offer]:
    recipes, known = store.recipes.all(), store.ledger.known()
    for row in store.offered.all():
        recipe = flatten(row.sku, recipes)
        if known.issuperset(recipe):
            yield Offer(
                connection=row.connection,
                listing_id=row.listing_id,
                recipe=recipe,
                pool=pool_of(row.connection, row.sku, recipe),
                sku=row.sku,
                active=dealings[row.connection].active,
                shown=row.shown,
                locked=row.locked,
            )
