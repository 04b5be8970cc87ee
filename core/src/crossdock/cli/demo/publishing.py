"""Rules, and the numbers that they make of one stock for three channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossdock.cli.demo.platforms import CHANNELS, JDCOM, JDID, TOKO
from crossdock.cli.demo.receiving import warehouse_of
from crossdock.cli.demo.tour import SHOWN, listed
from crossdock.flows.offers import assortment
from crossdock.flows.stock import push_stock
from crossdock.flows.stock_plan import Scope
from crossdock.flows.stock_planning import plan_stock
from crossdock.interaction import changed
from crossdock.inventory.wording import chain_sentence
from crossdock.routing import AssociationRule, Destination
from crossdock.store import MAIN

if TYPE_CHECKING:
    from crossdock.cli.demo.tour import Tour
    from crossdock.inventory import Offer

#: How each channel is dealt with.
_SETTINGS = {
    TOKO.connection: {"buffer": "2"},
    JDCOM.connection: {"max_stock": "30"},
    JDID.connection: {"buffer": "1", "max_stock": "60"},
}
#: The provinces of Java.
_JAWA = (
    *("Banten", "DKI Jakarta", "Jawa Barat"),
    *("Jawa Tengah", "D.I. Yogyakarta", "Jawa Timur"),
)


def agree(tour: Tour) -> None:
    """Say how stock is shown, and which warehouse serves whom."""
    tour.scene("Rules: what is kept back, and who ships what")
    now, run = tour.workspace.clock(), tour.workspace.run
    for name, words in _SETTINGS.items():
        dealing = changed(tour.store.interactions.of(name), words, now)
        tour.store.interactions.put(name, dealing, run)
    jd = warehouse_of(tour)
    rules = (
        AssociationRule(
            "china", (MAIN,), order=1, connections=(JDCOM.connection,), fall_through=False
        ),
        AssociationRule(
            "jawa",
            (jd, MAIN),
            order=2,
            destinations=tuple(Destination(country="ID", province=one) for one in _JAWA),
        ),
        AssociationRule("other-islands", (MAIN, jd), order=3),
    )
    for rule in rules:
        tour.store.associations.add(rule, run)
    tour.say("; ".join(f"{name}: {_words(words)}" for name, words in _SETTINGS.items()) + ".")
    tour.table(
        {"rule": rule.name, "orders": told, "leave from": where}
        for rule, told, where in zip(
            rules,
            ("of jdcom", "to the six provinces of Java", "to anywhere else"),
            (MAIN, f"JD's warehouse, or {MAIN}", f"{MAIN}, or JD's warehouse"),
            strict=True,
        )
    )


def _words(settings: dict[str, str]) -> str:
    names = {"buffer": "keep back", "max_stock": "show at most"}
    return ", ".join(f"{names[name]} {value}" for name, value in settings.items())


def publish(tour: Tour) -> None:
    """Push to all three channels what each is to show."""
    tour.scene("One stock is shown on three channels")
    plan = plan_stock(tour.workspace, Scope(tuple(one.connection for one in CHANNELS)))
    report = push_stock(tour.workspace, plan, tour.lives, tour.desk.watcher("pushed"))
    tour.desk.end_watching()
    tour.facts["pushed"] = {"settled": plan.settled, **report.total}
    tour.say(
        f"{plan.settled:,} listings were right already; of the others: {listed(report.total)}."
    )
    tour.table(_one_sku(tour), whole=("because",))
    for name, trouble in report.troubles.items():
        tour.faults.append(f"{name} could not be pushed to: {trouble.message}")


def _one_sku(tour: Tour) -> list[dict[str, Any]]:
    """Return how the numbers of one master SKU come about on each channel."""
    found = assortment(tour.workspace)
    everywhere: dict[str, list[Offer]] = {}
    for offer in found.offers:
        everywhere.setdefault(offer.sku, []).append(offer)
    lying = _lying_at(tour, warehouse_of(tour))
    at_jd = [sku for sku in lying if len(everywhere[sku]) == len(CHANNELS)]
    return [
        {
            "channel": offer.connection,
            "sku": offer.sku,
            "shows": found.published(offer).quantity,
            "because": tour.told(chain_sentence(found.published(offer))),
        }
        for sku in at_jd[:1]
        for offer in everywhere[sku]
    ][:SHOWN]


def _lying_at(tour: Tour, warehouse: str) -> list[str]:
    holdings = tour.store.ledger.holdings()
    return sorted(sku for sku in holdings.positions if holdings.at(sku, warehouse).on_hand > 0)
