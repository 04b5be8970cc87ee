"""What a diagnosis asks of the store."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crossdock.connections import Token
from crossdock.http import Call
from crossdock.inventory import RowOutcome
from crossdock.secret import Secret
from crossdock.store import Answer, Store, StoredJournal, StoredPacer, StoredShelf
from crossdock.store.evidence import EvidenceViews
from crossdock.vault import Vault, create_key

NOW = datetime(2023, 6, 1, tzinfo=UTC)


def _views(store: Store) -> EvidenceViews:
    return EvidenceViews(store.db, store.merchant)


def _call(store: Store, at: Any, run: str = "r", status: int = 200, skew: Any = None) -> None:
    journal = StoredJournal(store.db, store.merchant, "shop", run)
    journal.record(Call(at, "list_orders", "GET x/y", status, "answered", 0.1, 1, skew))


def _push(store: Store, listing_id: str, outcome: RowOutcome, reason: str) -> None:
    version = store.shown.begin("shop", {listing_id: 2}, NOW, "r")[listing_id]
    answers = {listing_id: Answer(version, 2, outcome, reason)}
    store.shown.conclude("shop", answers, at=NOW, until=NOW, reads_from=NOW)


def test_calls_since_a_moment(store: Store, clock: Any) -> None:
    """Calls come newest first, those before the moment left out, each with its skew."""
    for status, skew in ((200, None), (201, 12.5), (202, None)):
        _call(store, clock(), status=status, skew=skew)
        clock.pass_(60)

    found = _views(store).calls("shop", clock() - timedelta(seconds=120))

    assert [(202, None), (201, 12.5)] == [(row["status"], row["skew"]) for row in found]
    assert [] == _views(store).calls("other", clock() - timedelta(days=1))


def test_the_last_run_of_a_command(store: Store, clock: Any) -> None:
    """Of each command that called the platform, the last run that ended is told, newest first."""
    for run, command, code in (
        ("a", "crossdock order pull", 0),
        ("b", "crossdock order pull", 4),
        ("c", "crossdock stock push", 6),
        ("d", "crossdock order pull", None),
    ):
        store.runs.start(run, command)
        _call(store, clock(), run=run)
        if code is not None:
            store.runs.end(run, code)
        clock.pass_(1)
    store.runs.start("e", "crossdock conn list")
    store.runs.end("e", 0)

    found = [(row["command"], row["exit_code"]) for row in _views(store).runs("shop")]

    assert [("crossdock stock push", 6), ("crossdock order pull", 4)] == found


@pytest.mark.parametrize(
    ("outcomes", "refused"),
    [
        ([RowOutcome.REFUSED], True),
        ([RowOutcome.DONE, RowOutcome.REFUSED], True),
        ([RowOutcome.REFUSED, RowOutcome.DONE], False),
        ([RowOutcome.REFUSED, RowOutcome.UNKNOWN], False),
    ],
)
def test_refused_pushes(store: Store, outcomes: list[RowOutcome], refused: bool) -> None:
    """A listing counts as refused when its last push was."""
    for outcome in outcomes:
        _push(store, "7", outcome, "Not active.")

    assert ({"7": "Not active."} if refused else {}) == _views(store).refused_pushes("shop")


def test_lost_characters(books: Any) -> None:
    """Titles of listings and of order lines are looked at."""
    lost = "Kaos \N{REPLACEMENT CHARACTER}"
    books.take_in("1", "A", title=lost)
    books.take_in("2", "B")

    assert 1 == _views(books.store).garbled("shop")


def test_merchants_are_apart(anew: Callable[[], Any], tmp_path: Any) -> None:
    """Nothing that one merchant does is evidence to another."""
    one, other = anew(), anew()
    before = _everything(other)
    one.take_in("1", "A", title="\N{REPLACEMENT CHARACTER}")
    one.store.runs.start("r", "crossdock order pull")
    _call(one.store, one.clock())
    one.store.runs.end("r", 4)
    _push(one.store, "1", RowOutcome.REFUSED, "No.")
    StoredPacer(one.store.db, one.store.merchant).pause("bucket", 5)
    create_key(tmp_path / "key")
    shelf = StoredShelf(one.store.db, one.store.merchant, "toy", Vault(tmp_path / "key", {}))
    shelf.write("k", Token(Secret("canary"), one.clock()))

    assert before == _everything(other)
    assert all(_everything(one))


def _everything(books: Any) -> list[Any]:
    views = _views(books.store)
    return [
        views.calls("shop", books.clock() - timedelta(days=1)),
        views.runs("shop"),
        views.arrivals(),
        views.token_expiries("toy"),
        views.refused_pushes("shop"),
        views.garbled("shop"),
    ]
