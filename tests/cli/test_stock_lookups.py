"""A push and its doubts against the platform itself, at a time that the test moves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property

import attrs
import pytest

from crossdock import RowOutcome, StockUpdate
from crossdock.errors import InputRefusedError
from crossdock.flows.importing import Imported, Lives, import_all
from crossdock.flows.plan_files import plan_text, read_plan, write_plan
from crossdock.flows.stock import push_stock
from crossdock.flows.stock_audit import Fate, due, let_stand, verify_stock
from crossdock.flows.stock_plan import Action, Scope
from crossdock.flows.stock_planning import plan_stock
from crossdock.flows.stocktaking import Stocktaker
from crossdock.http import Ports
from crossdock.plugins import Plugins
from crossdock.workspace import Workspace

UPDATE = "POST /inventory/*/stock/update"
SHOP = Scope(("shop",))


@attrs.define
class Seller:
    """A workspace on the sandbox, at a time of its own."""

    workspace: Workspace
    sandbox: object
    ahead: timedelta = timedelta()
    slept: float = 0.0

    def clock(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC) + self.ahead

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**span)

    def targets(self, number: int) -> list:
        """Return linked listings that no campaign holds."""
        found = self.workspace.store.stock.targets("shop")
        return [target for target in found if not target.locked][:number]

    def count(self, *rows: tuple[str, int]) -> None:
        """Count units of SKUs, on top of what open orders claim."""
        self.later(seconds=1)
        demand = self.workspace.store.ledger.holdings().demand
        promised = {sku: sum(pools.values()) for sku, pools in demand.items()}
        run = f"r{self.ahead.total_seconds()}"
        Stocktaker(self.workspace.store, self.clock(), run).count(
            [(sku, units + promised.get(sku, 0)) for sku, units in rows]
        )

    def push(self, scope: Scope = SHOP, *, pull: bool = False) -> dict[str, int]:
        """Push what differs; return the counts."""
        lives = Lives(self.workspace)
        imported = import_all(self.workspace, lives) if pull else Imported()
        plan = plan_stock(self.workspace, scope, imported)
        return dict(push_stock(self.workspace, plan, lives).total)

    def shows(self, listing_id: str) -> int:
        """Return what the platform shows."""
        return self.sandbox.listings()[listing_id]["stock"]

    def interfere(self, listing_id: str, quantity: int) -> None:
        """Set a quantity as somebody else would."""
        live = self.workspace.live("shop")
        updates = (StockUpdate(listing_id, quantity),)
        (result,) = live.hooks.push_stock(connection=live.connection, updates=updates).results
        assert result.outcome is RowOutcome.DONE

    def known(self, listing_id: str):
        """Return what is known of a listing."""
        return self.workspace.store.shown.of("shop", [listing_id])[listing_id].shown


@pytest.fixture
def seller(pulled, sandbox) -> Iterator[Seller]:
    """A workspace that has pulled the sandbox, whose waiting takes no time."""
    made: list[Seller] = []

    class Quick(Workspace):
        """A workspace where waiting only moves the clock."""

        @cached_property
        def ports(self) -> Ports:
            return Ports(now=made[0].clock, sleep=lambda seconds: made[0].later(seconds=seconds))

    workspace = Quick(
        pulled.path,
        Plugins.discover(),
        run="run-1",
        environment=os.environ,
        clock=lambda: made[0].clock() if made else datetime.now(UTC),
    )
    made.append(Seller(workspace, sandbox))
    import_all(workspace, Lives(workspace))
    yield made[0]
    workspace.close()


class TestDoubt:
    """A time-out after the platform applied it, or before it does."""

    def test_applied_and_looked_up(self, seller, sandbox):
        """After its horizon it is read, shows its number, and is not sent again."""
        (target,) = seller.targets(1)
        seller.count((target.sku, 11))
        sandbox.fault(f"{UPDATE}: timeout-after(seconds=0.1)x99")
        first = seller.push()
        sandbox.clear("faults")
        early = seller.push()
        seller.later(minutes=4)
        sandbox.clear("meter")
        late = seller.push()

        assert {"planned": 1, "unknown": 1} == first
        assert {"planned": 1, "waiting": 1} == early
        assert {"planned": 1, "done": 1} == late
        assert (11, 11) == (
            seller.shows(target.listing_id),
            seller.known(target.listing_id).quantity,
        )
        assert not [n for n in sandbox.control("meter")["endpoints"] if "stock/update" in n]

    def test_not_applied_and_sent_again(self, seller, sandbox):
        """The reading shows the old number, so the new one is sent."""
        (target,) = seller.targets(1)
        seller.count((target.sku, 11))
        sandbox.fault(f"{UPDATE}: timeout-after(seconds=0.1)x99")
        seller.push()
        sandbox.clear("faults")
        seller.interfere(target.listing_id, 3)
        seller.later(minutes=4)

        assert {"planned": 1, "done": 1} == seller.push()
        assert 11 == seller.shows(target.listing_id)

    def test_what_is_planned_of_it(self, seller, sandbox):
        """Waiting at first, then to be looked up."""
        (target,) = seller.targets(1)
        seller.count((target.sku, 11))
        sandbox.fault(f"{UPDATE}: 500-afterx99")
        seller.push()
        waiting = plan_stock(seller.workspace, SHOP).rows[0].action
        seller.later(minutes=4)

        assert [Action.WAIT, Action.LOOK_UP] == [
            waiting,
            plan_stock(seller.workspace, SHOP).rows[0].action,
        ]

    def test_a_late_write_over_a_newer_one(self, seller, sandbox):
        """Less is sent at once; when the lost write lands after it, the look-up mends it."""
        (target,) = seller.targets(1)
        seller.count((target.sku, 20))
        sandbox.fault(f"{UPDATE}: timeout-after(seconds=0.1)x99")
        first = seller.push()
        sandbox.clear("faults")
        seller.count((target.sku, 8))
        second = seller.push()
        between = seller.shows(target.listing_id)
        seller.interfere(target.listing_id, 20)
        seller.later(minutes=4)
        third = seller.push()

        assert ({"planned": 1, "unknown": 1}, 8) == (first, between)
        assert ({"planned": 1, "done": 1}, {"planned": 1, "done": 1}) == (second, third)
        assert 8 == seller.shows(target.listing_id)
        assert 0 == seller.workspace.store.shown.in_doubt()


class TestPreread:
    """Reading right before writing."""

    def test_a_sale_nobody_told_of_is_taken_off(self, seller, sandbox):
        """What the reading says was sold is not put up for sale again."""
        (target,) = seller.targets(1)
        seller.count((target.sku, 20))
        seller.push()
        seller.interfere(target.listing_id, 18)
        seller.count((target.sku, 25))

        assert {"planned": 1, "done": 1} == seller.push(attrs.evolve(SHOP, preread=True))
        assert 23 == seller.shows(target.listing_id)


class TestVerify:
    """What listings really show."""

    @pytest.fixture
    def pushed(self, seller):
        """Three listings, pushed and quiet; with their targets."""
        targets = seller.targets(3)
        seller.count(*((target.sku, 20 + n) for n, target in enumerate(targets)))
        assert {"planned": 3, "done": 3} == seller.push()
        return seller, targets

    def verify(self, seller, targets):
        """Read listings back."""
        live = seller.workspace.live("shop")
        return verify_stock(seller.workspace, live, [one.listing_id for one in targets])

    def test_a_quiet_push_is_clean(self, pushed):
        """Everything shows what it should."""
        found = self.verify(*pushed)

        assert ({"read": 3, "agrees": 3}, ()) == (dict(found.counts), found.drifted)

    def test_right_after_a_push_a_difference_is_not_judged(self, pushed):
        """The reading may be older than the write."""
        seller, targets = pushed
        seller.interfere(targets[0].listing_id, 3)

        assert {"read": 3, "too_early": 1, "agrees": 2} == dict(
            self.verify(seller, targets).counts
        )

    def test_drift_is_written_down_and_mended_by_the_next_push(self, pushed):
        """It is believed, so that the plan has it; and ends settled."""
        seller, targets = pushed
        seller.later(minutes=2)
        seller.interfere(targets[0].listing_id, 3)
        found = self.verify(seller, targets)
        (row,) = found.drifted
        open_ = seller.workspace.store.drifts.open("shop")

        assert (20, 3, Fate.DRIFTED) == (row.expected, row.found, row.fate)
        assert [(3, "heal")] == [(one.found, one.verdict) for one in open_]
        assert {"planned": 1, "done": 1} == seller.push()
        assert (20, []) == (
            seller.shows(targets[0].listing_id),
            seller.workspace.store.drifts.open("shop"),
        )

    def test_what_the_channel_put_back_is_no_drift(self, pushed):
        """The units of a cancelled order are there again: adopted, and ours is written."""
        seller, targets = pushed
        name = targets[0].listing_id
        seller.workspace.store.shown.change(
            "shop", {name: lambda one: one.stirred(one.shown.put_back(2), seller.clock())}
        )
        seller.later(minutes=2)
        seller.interfere(name, 22)
        found = self.verify(seller, targets[:1])

        assert (["agrees"], 22, False) == (
            [row.fate.value for row in found.rows],
            seller.known(name).quantity,
            seller.known(name).unsure,
        )
        assert ({"planned": 1, "done": 1}, 20) == (seller.push(), seller.shows(name))

    def test_drift_that_comes_back_is_an_alert(self, pushed):
        """Mended and different again: something else writes there."""
        seller, targets = pushed
        for _ in range(2):
            seller.later(minutes=2)
            seller.interfere(targets[0].listing_id, 3)
            found = self.verify(seller, targets[:1])
            seller.push()

        assert [Fate.DRIFTED_AGAIN] == [row.fate for row in found.drifted]

    def test_theirs_is_left_until_ours_changes(self, pushed):
        """Nothing is sent while our number is the same, and stock is not touched."""
        seller, targets = pushed
        before = seller.workspace.store.ledger.holdings()
        seller.later(minutes=2)
        seller.interfere(targets[0].listing_id, 3)
        self.verify(seller, targets)
        let_stand(seller.workspace, "shop", [targets[0].listing_id])
        # What is left standing is what the push wanted.
        assert {} == seller.push()
        assert before == seller.workspace.store.ledger.holdings()
        seller.count((targets[0].sku, 9))

        assert {"planned": 1, "done": 1} == seller.push()
        assert 9 == seller.shows(targets[0].listing_id)

    def test_whose_turn_it_is(self, pushed):
        """Nobody's right after; what shows few after an hour, all after a day."""
        seller, targets = pushed
        seller.count((targets[0].sku, 2))
        seller.push()
        names = {target.listing_id for target in targets}
        now = names & set(due(seller.workspace, "shop"))
        seller.later(hours=1, minutes=1)
        hourly = names & set(due(seller.workspace, "shop"))
        seller.later(hours=23)

        assert (set(), {targets[0].listing_id}) == (now, hourly)
        assert names <= set(due(seller.workspace, "shop"))


class TestPlanFiles:
    """A plan is written one way, and read strictly."""

    @pytest.fixture
    def kept(self, seller, tmp_path):
        """A plan of two rows in a file."""
        seller.count(*((target.sku, 11) for target in seller.targets(2)))
        plan = plan_stock(seller.workspace, SHOP)
        path = tmp_path / "plan.json"
        write_plan(plan, path)
        return plan, path

    def test_it_comes_back(self, kept):
        """Read and written again, it is the same text."""
        plan, path = kept

        assert plan == read_plan(path)
        assert path.read_text() == plan_text(read_plan(path))

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda text: "", "empty"),
            (lambda text: text[:-30], "no plan"),
            (lambda text: "[]", "no plan of crossdock's"),
            (lambda text: "{}", "no plan of crossdock's"),
            (lambda text: text.replace('plan": 1', 'plan": 2'), "another form"),
            (lambda text: text.replace('plan": 1', 'plan": true'), "another form"),
            (lambda text: text.replace('"quantity": 11', '"quantity": 1.5', 1), "quantity"),
            (lambda text: text.replace('"quantity": 11', '"quantity": "11"', 1), "quantity"),
            (lambda text: text.replace('"settled"', '"settld"'), "settl"),
            (lambda text: text.replace('"send"', '"explode"', 1), "action"),
            (
                lambda text: text.replace('{\n "crossdock', '{\n "extra": 1,\n "crossdock', 1),
                "extra",
            ),
        ],
    )
    def test_what_was_damaged_is_refused(self, kept, change, words):
        """In a sentence that says what is wrong with it."""
        _plan, path = kept
        path.write_text(change(path.read_text()))

        with pytest.raises(InputRefusedError, match=words):
            read_plan(path)
