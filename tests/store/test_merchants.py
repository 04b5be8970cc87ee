"""Two merchants in one file."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock.connections import Token
from crossdock.errors import CrossdockError
from crossdock.fulfilment.goods_facts import GoodsFacts
from crossdock.fulfilment.inbound import InboundProgress, RemoteInbound
from crossdock.fulfilment.inbound_order import InboundOrder
from crossdock.interaction import Interaction
from crossdock.inventory import RowOutcome, Rule, RuleKind, Sharing
from crossdock.manifest import RateLimit
from crossdock.orders import OrderStatus
from crossdock.orders.merging import MergeReason, Proposal
from crossdock.paging import RefusedRecord
from crossdock.secret import Secret
from crossdock.store import (
    Answer,
    DriftRow,
    FileConnection,
    SharedPattern,
    StoredConnection,
    StoredPacer,
    StoredShelf,
    Warehouse,
)
from crossdock.vault import Vault, create_key

Action = Callable[[Any], Any]

MERGED = Proposal("shop", ("o1", "o2"), MergeReason.SAME_BUYER, one_address=True)
HEARD = RemoteInbound("IN-1", "EPL1", InboundProgress.ACCEPTED)

#: Everything that a merchant can do, under names that both use.
ACTIONS: dict[str, Action] = {
    "take in": lambda b: b.take_in("1", "A"),
    "take in another": lambda b: b.take_in("2", "A"),
    "take in a near one": lambda b: b.take_in("3", "a"),
    "link": lambda b: b.link("1", "B"),
    "unlink": lambda b: b.store.catalogue.remove_link("shop", "1"),
    "show": lambda b: b.store.catalogue.set_quantity("shop", "1", 9),
    "count": lambda b: b.count(("A", 7)),
    "count again": lambda b: b.count(("A", 3), run="r2"),
    "rebuild": lambda b: b.store.ledger.rebuild(),
    "make a kit": lambda b: b.store.recipes.put({"B": [("A", 2)]}),
    "build": lambda b: b.store.warehouses.add(Warehouse("north")),
    "demolish": lambda b: b.store.warehouses.remove("north"),
    "shelve": lambda b: b.store.locations.add("main", ["A-01"]),
    "bind": lambda b: b.store.locations.bind("main", [("A-01", "A")]),
    "sell": lambda b: b.sell("o1", ("1", 2)),
    "cancel": lambda b: b.sell("o1", ("1", 2), status=OrderStatus.CANCELLED),
    "declare": lambda b: b.store.files.add(FileConnection("toko", "shopee")),
    "want": lambda b: b.store.shown.want("shop", {"1": 4}),
    "send": lambda b: b.store.shown.in_doubt() or _send(b),
    "acknowledge": lambda b: _answer(b, RowOutcome.DONE),
    "lose": lambda b: _answer(b, RowOutcome.UNKNOWN),
    "give up": lambda b: b.store.shown.abandon("shop", b.clock()),
    "differ": lambda b: b.store.drifts.record("shop", [DriftRow("1", 5, 4, "heal")], "r"),
    "agree": lambda b: b.store.drifts.settle("shop", ["1"], "agrees"),
    "pull": lambda b: b.store.pulls.start("shop", "listings", "r"),
    "set aside": lambda b: b.store.pulls.quarantine("shop", "h", RefusedRecord("1", "", "")),
    "release": lambda b: b.store.pulls.release("shop", "h", ["1"]),
    "connect": lambda b: b.store.connections.add(StoredConnection("shop", "toy", {}, {})),
    "edit": lambda b: b.store.connections.replace(StoredConnection("shop", "toy", {"a": 1}, {})),
    "remove": lambda b: b.store.connections.remove("shop"),
    "run": lambda b: b.store.runs.end("r", 0),
    "rule": lambda b: b.store.rules.add(Rule("r", RuleKind.MAX, 5, "shop"), "r"),
    "end rules": lambda b: b.store.rules.end_of("shop"),
    "share": lambda b: b.store.rules.share(SharedPattern("*", Sharing()), "r"),
    "interact": lambda b: b.store.interactions.put("shop", Interaction(buffer=1), "r"),
    "end interaction": lambda b: b.store.interactions.end("shop"),
    "merge": lambda b: b.store.merges.propose(MERGED, who="person", run="r"),
    "unmerge": lambda b: b.store.merges.undo_all("shop", who="person", run="r"),
    "own": lambda b: b.store.bindings.bind("shop", "toy", "account"),
    "weigh": lambda b: b.store.goods_facts.put("A", GoodsFacts(weight_grams=9)),
    "announce": lambda b: b.store.inbounds.put(InboundOrder("IN-1", "main")),
    "hear": lambda b: b.store.inbounds.get("IN-1") and b.store.inbound_news.put("IN-1", HEARD),
    "pace": lambda b: StoredPacer(b.store.db, b.store.merchant).pause("bucket", 5),
}


def seen(books: Any) -> list[Any]:
    """Return everything that can be asked of a merchant's store."""
    store = books.store
    return [
        list(store.catalogue.masters()),
        list(store.catalogue.links_of("")),
        list(store.catalogue.conflicts("")),
        list(store.catalogue.unmapped("")),
        list(store.catalogue.refusals("")),
        store.catalogue.listings_of("A"),
        store.catalogue.near_masters("a"),
        store.catalogue.known_listings("shop", ["1", "2", "3"]),
        store.ledger.holdings(),
        list(store.ledger.events()),
        store.ledger.check(),
        store.ledger.known(),
        store.ledger.positions.claims.promised(),
        store.reviews.all(),
        store.warehouses.all(),
        store.locations.all("main"),
        store.recipes.all(),
        store.stock.targets("shop"),
        store.shown.in_doubt(),
        store.shown.all(),
        store.shown.of("shop", ["1", "2"]),
        store.shown.pushes("shop", "1"),
        store.sales.since(books.clock() - timedelta(days=1)),
        store.drifts.open("shop"),
        store.drifts.of("shop", "1"),
        list(store.orders.all()),
        store.orders.stale("shop", 0),
        store.orders.line_skus("shop", "o1"),
        store.pulls.unfinished("shop", "listings"),
        store.pulls.quarantined("shop", "h"),
        store.connections.all(),
        store.rules.rules(),
        store.rules.sharing(),
        store.rules.history("r"),
        store.interactions.of("shop"),
        store.merges.groups(),
        store.merges.candidates("shop"),
        list(store.offered.all()),
        store.titles.of("shop", ["o1"]),
        store.calls("shop"),
        store.bindings.of("shop"),
        store.goods_facts.of("A"),
        store.goods_facts.skus(),
        list(store.inbounds.each()),
        store.inbound_news.of("IN-1"),
        store.orders_between(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)),
    ]


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    mine=st.lists(st.sampled_from(sorted(ACTIONS)), min_size=1, max_size=8),
    theirs=st.lists(st.sampled_from(sorted(ACTIONS)), max_size=8),
)
def test_no_merchant_touches_anothers_rows(
    anew: Callable[[], Any], mine: list[str], theirs: list[str]
) -> None:
    """Whatever one does, every row and every answer of the other stays as it was."""
    one, other = anew(), anew()
    for name in mine:
        _try(ACTIONS[name], one)
    before, answers = one.dump(), seen(one)
    for name in theirs:
        _try(ACTIONS[name], other)

    assert before == one.dump()
    assert answers == seen(one)


def test_anothers_keys_do_not_open_anything(anew: Callable[[], Any]) -> None:
    """The number of another merchant's push or pull is worth nothing."""
    one, other = anew(), anew()
    one.store.shown.begin("shop", {"1": 5}, one.clock(), "r")
    pull = one.store.pulls.start("shop", "listings", "r")
    before = one.dump()
    _answer(other, RowOutcome.DONE)
    other.store.shown.abandon("shop", other.clock())
    other.store.pulls.leave(pull)
    for act in (other.store.pulls.finish, lambda p: other.store.pulls.advance(p, None, {})):
        with pytest.raises(CrossdockError):
            act(pull)

    assert before == one.dump()


def test_tokens_and_paces_are_apart(anew: Callable[[], Any], tmp_path: Any) -> None:
    """One merchant's token is no token to the other, and neither waits for the other's pace."""
    one, other = anew(), anew()
    create_key(tmp_path / "key")
    vault = Vault(tmp_path / "key", {})
    shelves = [StoredShelf(b.store.db, b.store.merchant, "toy", vault) for b in (one, other)]
    shelves[0].write("k", Token(Secret("canary-token")))
    slow = RateLimit("b", per_second=0.001)
    waits = [
        StoredPacer(b.store.db, b.store.merchant).reserve("b", slow, 1, 1e9) for b in (one, other)
    ]
    with shelves[0].lease("k"), shelves[1].lease("k"):
        pass

    assert shelves[1].read("k") is None
    assert [0.0, 0.0] == waits


def _send(books: Any) -> None:
    books.store.shown.begin("shop", {"1": 5}, books.clock(), "r")


def _answer(books: Any, outcome: RowOutcome) -> None:
    now = books.clock()
    answers = {"1": Answer(1, 5, outcome)}
    books.store.shown.conclude("shop", answers, at=now, until=now, reads_from=now)


def _try(action: Action, books: Any) -> None:
    try:
        action(books)
    except CrossdockError:
        # Refusing is an answer too; what matters is what it leaves behind.
        return
