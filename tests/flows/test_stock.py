"""Planning and pushing, on a platform that does what a test says."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from crossdock import Page, PushReport, RowOutcome, RowResult
from crossdock.errors import (
    CredentialsRefusedError,
    LockedError,
    OutcomeUnknownError,
    PluginRefusedError,
    RateLimitedError,
    RequestRefusedError,
    StaleError,
    UnreachableError,
)
from crossdock.flows.delivery import ROUNDS
from crossdock.flows.importing import Imported
from crossdock.flows.orders import pull_orders
from crossdock.flows.outlets import Outlet
from crossdock.flows.products import pull_products
from crossdock.flows.stock import push_stock
from crossdock.flows.stock_plan import EXPIRES, Action, Scope
from crossdock.flows.stock_planning import check_plan, plan_stock
from crossdock.flows.stocktaking import Stocktaker
from crossdock.interaction import Interaction
from crossdock.inventory import Rule, RuleKind, Sharing, SharingMode
from crossdock.manifest import RateLimit, WriteMode
from crossdock.pacing import HEADROOM
from crossdock.store import SharedPattern, StoredConnection

SHOP = Scope(("shop",))


@pytest.fixture
def counted(stage, make_listing):
    """Five listings, each counted one above what it shows."""
    stage.toy.pages = [Page(tuple(make_listing(n) for n in range(1, 6)))]
    pull_products(stage.workspace, stage.live)
    count(stage, *((f"SKU-{n}", 6) for n in range(1, 6)))
    return stage


def count(stage, *rows):
    """Count units of SKUs at a moment of their own."""
    stage.time += timedelta(seconds=1)
    Stocktaker(stage.store, stage.time, f"run-{stage.time.timestamp()}").count(rows)


def plan(stage, scope=SHOP, **given):
    """Return what a push would do."""
    return plan_stock(stage.workspace, scope, **given)


def push(stage, scope=SHOP, **given):
    """Push what differs."""
    return push_stock(stage.workspace, plan(stage, scope, **given))


class TestPlan:
    """What is to be pushed."""

    def test_what_differs(self, counted):
        """Five rows, from five to six each, in three calls of two."""
        made = plan(counted)

        assert [(5, 6, Action.SEND)] * 5 == [(r.before, r.quantity, r.action) for r in made.rows]
        assert (5, 3) == (made.costs["shop"].rows, made.costs["shop"].calls)

    def test_its_time_is_what_a_push_is_held_to(self, counted):
        """A limit counts for every hook, or for those that it names."""
        push_alone = RateLimit("stock", 1, hooks={"push_stock"})
        reads = RateLimit("reads", 0.1, hooks={"read_stock"})
        both = (push_alone, reads), (push_alone, attrs.evolve(reads, hooks=()))
        seconds = []
        for counted.toy.limits in both:
            seconds.append(plan(counted).costs["shop"].seconds)

        assert [round(2 * (1 + HEADROOM), 1), round(20 * (1 + HEADROOM), 1)] == seconds

    def test_what_is_right_is_counted(self, counted):
        """After a push nothing differs."""
        push(counted)

        assert ((), 5) == (plan(counted).rows, plan(counted).settled)

    def test_all_of_them(self, counted):
        """Asked for, what shows its number is sent again."""
        push(counted)
        counted.toy.pushed.clear()

        report = push(counted, attrs.evolve(SHOP, everything=True))

        assert ({"planned": 5, "done": 5}, 3) == (dict(report.total), len(counted.toy.pushed))

    def test_never_counted_is_never_pushed(self, stage, make_listing):
        """A SKU without a count has no number to show."""
        stage.toy.pages = [Page((make_listing(1),))]
        pull_products(stage.workspace, stage.live)

        assert ((), 0) == (plan(stage).rows, plan(stage).settled)

    def test_a_kit_shows_what_its_parts_suffice_for(self, stage, make_listing):
        """Two of one thing in each; a part's name brings the kit along."""
        stage.toy.pages = [Page((make_listing(1), make_listing(2)))]
        pull_products(stage.workspace, stage.live)
        stage.store.recipes.put({"SKU-2": [("SKU-1", 2)]})
        count(stage, ("SKU-1", 7))

        rows = plan(stage, attrs.evolve(SHOP, skus=("SKU-1",))).rows

        assert [("SKU-1", 7), ("SKU-2", 3)] == [(row.sku, row.quantity) for row in rows]

    def test_a_campaigns_units_stay(self, stage, make_listing):
        """A listing never shows fewer than what a campaign has locked."""
        stage.toy.pages = [Page((make_listing(1, quantity=9, locked=4),))]
        pull_products(stage.workspace, stage.live)
        count(stage, ("SKU-1", 1))

        (row,) = plan(stage).rows
        assert (4, 4) == (row.quantity, row.locked)

    @pytest.mark.parametrize(("percent", "held"), [(20, False), (19, True)])
    def test_a_step_that_is_too_large(self, counted, percent, held):
        """From five to six is 20 percent; more than asked for is held, and never sent."""
        report = push(counted, attrs.evolve(SHOP, most_change=percent))

        ending = "held" if held else "done"
        assert {"planned": 5, ending: 5} == dict(report.total)
        assert held == (not counted.toy.pushed)

    def test_goods_of_a_channel_that_was_not_reached(self, counted):
        """They are not raised anywhere; what must come down comes down."""
        count(counted, ("SKU-1", 2))
        unreached = Imported(unreached={"shop": UnreachableError("No route.")})

        report = push(counted, imported=unreached)

        assert {"planned": 5, "done": 1, "held": 4} == dict(report.total)
        assert [("1", 2)] == [
            (u.listing_id, u.quantity) for call in counted.toy.pushed for u in call
        ]

    def test_what_the_number_is_made_of(self, counted):
        """The steps stand with the row."""
        counted.store.rules.add(Rule("b", RuleKind.BUFFER, 2, pattern="SKU-1"), "r")
        row = next(row for row in plan(counted).rows if row.sku == "SKU-1")

        assert (4, True) == (row.quantity, "keep back 2" in row.reason)


class TestStale:
    """A plan holds as long as what it was made from."""

    def test_nothing_happened(self, counted):
        """It is the same plan, made anew."""
        kept = plan(counted)

        assert kept.rows == check_plan(counted.workspace, kept, Imported()).rows

    def test_it_expires(self, counted):
        """Too old, it is refused whatever happened."""
        kept = plan(counted)
        counted.time += EXPIRES

        with pytest.raises(StaleError, match="expired"):
            check_plan(counted.workspace, kept, Imported())

    @pytest.mark.parametrize(
        ("happening", "words"),
        [
            (
                lambda s: count(s, ("SKU-1", 9)),
                "stock.*SKU-1 on shop is to show 9 now instead of 6",
            ),
            (lambda s: s.store.rules.add(Rule("x", RuleKind.MAX, 3), "r"), "rules.*show 3 now"),
            (
                lambda s: s.store.interactions.put("shop", Interaction(auto_merge=True), "r"),
                "settings",
            ),
            (lambda s: push(s, SHOP), "what its listings show"),
            (
                lambda s: s.store.warehouses.add(
                    attrs.evolve(s.store.warehouses.get("main"), name="b")
                ),
                "rules",
            ),
        ],
        ids=["count", "rule", "setting", "push", "warehouse"],
    )
    def test_what_happened_is_said(self, counted, happening, words):
        """Each thing that a plan is made from makes it stale, by name."""
        kept = plan(counted)
        happening(counted)

        with pytest.raises(StaleError, match=words):
            check_plan(counted.workspace, kept, Imported())

    def test_other_goods_do_not_matter(self, counted):
        """A plan of one SKU holds while another is counted."""
        scope = attrs.evolve(SHOP, skus=("SKU-1",))
        kept = plan(counted, scope)
        count(counted, ("SKU-2", 1))

        assert kept.rows == check_plan(counted.workspace, kept, Imported()).rows


class TestBatches:
    """At most as many rows as the channel takes."""

    @pytest.mark.parametrize("changed", [1, 2, 3, 5])
    def test_as_few_calls_as_possible(self, counted, changed):
        """So many changes, so many calls of two rows."""
        push(counted)
        counted.toy.pushed.clear()
        count(counted, *((f"SKU-{n}", 9) for n in range(1, changed + 1)))

        push(counted)

        assert -(-changed // 2) == len(counted.toy.pushed)
        assert changed == sum(map(len, counted.toy.pushed))

    def test_less_goes_before_more(self, counted):
        """What shows too much comes first, what is gone before everything."""
        count(counted, ("SKU-4", 0), ("SKU-5", 3))

        push(counted)

        sent = [update.listing_id for call in counted.toy.pushed for update in call]
        assert ["4", "5"] == sent[:2]

    def test_rows_turned_away_are_sent_again(self, counted):
        """All of them together, after the wait that the channel asked for."""
        turned: set[str] = set()

        def answer(updates):
            results = []
            for update in updates:
                first = update.listing_id not in turned
                turned.add(update.listing_id)
                outcome = RowOutcome.RETRY if first else RowOutcome.DONE
                results.append(RowResult(update.listing_id, outcome))
            return PushReport(tuple(results), retry_after=3.0)

        counted.toy.push = answer

        assert {"planned": 5, "done": 5} == dict(push(counted).total)
        assert [3.0] == counted.slept

    def test_rows_turned_away_to_the_end(self, counted):
        """After the last round they are retry, and the next plan has them."""
        counted.toy.push = _all(RowOutcome.RETRY)

        report = push(counted)

        assert {"planned": 5, "retry": 5} == dict(report.total)
        assert 3 * ROUNDS == len(counted.toy.pushed)
        assert 5 == len(plan(counted).rows)

    def test_the_row_that_spoils_a_batch_is_found(self, counted):
        """A call refused for one row: that row alone is refused, and not sent again as it is."""

        def answer(updates):
            if any(update.listing_id == "3" for update in updates):
                raise RequestRefusedError("The batch will not do.")
            return _all(RowOutcome.DONE)(updates)

        counted.toy.push = answer
        report = push(counted)
        counted.toy.pushed.clear()

        assert {"planned": 5, "refused": 1, "done": 4} == dict(report.total)
        assert ["3"] == [row.planned.listing_id for row in report.rows if row.outcome == "refused"]
        assert (0, 1) == (len(plan(counted).rows), plan(counted).refused)

    def test_a_call_that_is_refused_whatever_is_in_it(self, counted):
        """Every row ends, and the search ends too."""
        counted.toy.push = _raise(RequestRefusedError("Never."))

        report = push(counted)

        assert 5 == sum(number for name, number in report.total.items() if name != "planned")
        assert len(counted.toy.pushed) <= 3 * 5

    def test_another_number_ends_a_refusal(self, counted):
        """What was refused as it was is sent as it is now."""
        counted.toy.push = _all(RowOutcome.REFUSED)
        push(counted)
        counted.toy.push = None
        count(counted, ("SKU-3", 8))

        assert {"planned": 1, "done": 1} == dict(push(counted).total)


class TestDoubt:
    """What was sent and not acknowledged."""

    def test_a_silent_row_is_unknown(self, counted):
        """A row that the connector gives no result for may have been applied."""
        counted.toy.push = lambda updates: PushReport(
            (RowResult(updates[0].listing_id, RowOutcome.DONE),)
        )

        assert {"planned": 5, "unknown": 2, "done": 3} == dict(push(counted).total)

    def test_a_doubt_waits_for_its_time(self, counted):
        """Not sent again while the lost write may land; planned as waiting."""
        counted.toy.push = _raise(OutcomeUnknownError("No answer."))
        first = push(counted)
        counted.toy.push = None
        counted.toy.pushed.clear()

        waiting = [row.action for row in plan(counted).rows]
        second = push(counted)

        assert {"planned": 5, "unknown": 2, "retry": 3} == dict(first.total)
        assert [Action.WAIT] * 2 + [Action.SEND] * 3 == waiting
        assert {"planned": 5, "waiting": 2, "done": 3} == dict(second.total)
        assert 3 == sum(map(len, counted.toy.pushed))

    def test_in_doubt_less_does_not_wait(self, counted):
        """A smaller number is sent at once; that it may be overwritten stays a doubt."""
        counted.toy.push = _raise(OutcomeUnknownError("No answer."))
        push(counted)
        counted.toy.push = None
        count(counted, ("SKU-1", 2))

        push(counted, attrs.evolve(SHOP, skus=("SKU-1",)))

        assert ("1", 2) == (
            counted.toy.pushed[-1][0].listing_id,
            counted.toy.pushed[-1][0].quantity,
        )
        assert 2 == counted.store.shown.in_doubt()

    def test_where_nobody_can_look_it_is_sent_after_its_time(self, counted):
        """A channel that cannot be asked gets the number once more, and that ends the doubt."""
        counted.toy.push = _raise(OutcomeUnknownError("No answer."))
        push(counted)
        counted.toy.push = None
        counted.time += timedelta(minutes=4)

        assert {"planned": 5, "done": 5} == dict(push(counted).total)
        assert 0 == counted.store.shown.in_doubt()

    def test_an_interruption_leaves_a_doubt(self, counted):
        """A push killed in the call has written its intent before; the next gives it up."""
        counted.toy.push = _raise(KeyboardInterrupt())

        with pytest.raises(KeyboardInterrupt):
            push(counted)
        counted.toy.push = None

        assert 2 == counted.store.shown.in_doubt()
        assert {"planned": 5, "waiting": 2, "done": 3} == dict(push(counted).total)

    def test_nonsense_is_a_doubt(self, counted):
        """A connector that breaks its contract after it may have written."""
        counted.toy.push = _raise(PluginRefusedError("It returned nothing."))

        assert {"planned": 5, "unknown": 2, "retry": 3} == dict(push(counted).total)


class TestTrouble:
    """Trouble that concerns every row of a connection stops its part."""

    @pytest.mark.parametrize(
        "error", [CredentialsRefusedError("No."), RateLimitedError("Later.")], ids=["no", "later"]
    )
    def test_the_rest_is_not_tried(self, counted, error):
        """One call, every row is retry, and the error is handed back."""
        counted.toy.push = _raise(error)

        report = push(counted)

        assert (1, {"planned": 5, "retry": 5}) == (len(counted.toy.pushed), dict(report.total))
        assert error is report.troubles["shop"]

    def test_one_push_at_a_time(self, counted):
        """While somebody pushes to a connection, nobody else does."""
        with counted.workspace.lock("push-shop"), pytest.raises(LockedError):
            push(counted)

    def test_a_channel_that_takes_changes_only_and_cannot_be_read(self, counted):
        """Blind changes are refused before anything is sent."""
        manifest = attrs.evolve(counted.live.manifest, write_mode=WriteMode.RELATIVE)

        with pytest.raises(PluginRefusedError, match="safe"):
            Outlet.of(counted.workspace, attrs.evolve(counted.live, manifest=manifest))


class TestSeveralConnections:
    """One master SKU on two channels."""

    @pytest.fixture
    def both(self, counted, make_listing):
        """A second connection to the same platform, with its listing of SKU-1."""
        kept = StoredConnection("mall", "toy", {}, {"api_key": "env:TOY"})
        counted.store.connections.add(kept)
        counted.toy.pages = [Page((make_listing(1),))]
        pull_products(counted.workspace, counted.workspace.live("mall"))
        return counted

    def test_the_trouble_of_one_does_not_stop_the_other(self, both):
        """Each ends on its own, with counts of its own."""
        with both.workspace.lock("push-mall"):
            report = push(both, Scope(("mall", "shop"), skus=("SKU-2", "SKU-1")))

        assert {"mall": {"planned": 1, "retry": 1}, "shop": {"planned": 2, "done": 2}} == {
            name: dict(counts) for name, counts in report.counts.items()
        }
        assert ["mall"] == list(report.troubles)

    def test_more_waits_until_less_is_shown_elsewhere(self, both):
        """One row goes down on one channel before it goes up on the other."""
        push(both, Scope(("mall", "shop")))
        both.store.rules.share(
            SharedPattern(
                "SKU-1", Sharing(SharingMode.PARTITION, weights=(("shop", 5), ("mall", 1)))
            ),
            "r",
        )
        push(both, Scope(("mall", "shop")))
        both.store.rules.share(
            SharedPattern(
                "SKU-1", Sharing(SharingMode.PARTITION, weights=(("shop", 1), ("mall", 5)))
            ),
            "r",
        )
        both.toy.pushed.clear()

        alone = push(both, Scope(("mall",), skus=("SKU-1",)))
        together = push(both, Scope(("mall", "shop"), skus=("SKU-1",)))

        assert ({"planned": 1, "held": 1}, {"planned": 2, "done": 2}) == (
            dict(alone.total),
            dict(together.total),
        )
        assert "listing 1 of shop" in alone.rows[0].reason
        assert [1, 5] == [call[0].quantity for call in both.toy.pushed]


class TestOrders:
    """A sale lowers what is known to be shown, and what is to be."""

    def test_a_sale_costs_no_call(self, counted, make_order):
        """The channel has counted it down itself."""
        push(counted)
        counted.toy.pushed.clear()
        counted.time += timedelta(minutes=1)
        counted.toy.orders = [make_order(1, counted.time)]
        pull_orders(counted.workspace, counted.live)

        assert ((), 5) == (plan(counted).rows, plan(counted).settled)


def _all(outcome):
    return lambda updates: PushReport(
        tuple(RowResult(update.listing_id, outcome) for update in updates)
    )


def _raise(error):
    def answer(_updates):
        raise error

    return answer
