"""`crossdock order merge`: proposed by a pull, decided by a person."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from crossdock.store import Store


@pytest.fixture(name="two")
def _two(pulled, sandbox):
    """A workspace where one buyer has two paid orders: one pulled, and one more like it."""
    row = next(r for r in pulled.json("map", "list", "shop").data if r["quantity"] > 5)
    (made,) = sandbox.control("orders", {"listing_id": row["listing_id"]})["orders"]
    pulled.run("order", "pull", "shop")
    store = Store(pulled.path / ".crossdock" / "crossdock.db", lambda: datetime.now(UTC))
    ((_, order, _),) = store.orders.find(str(made["order_id"]))
    store.orders.put("shop", attrs.evolve(order, order_id="9999999999"), pull=0)
    store.close()
    return pulled


def test_a_pull_proposes_and_accepts_nothing(two):
    """With auto_merge on; the person is told where to look."""
    two.run("conn", "settings", "shop", "--set", "auto_merge=yes")

    ran = two.run("order", "pull", "shop", "--no-reread")

    assert "Merges proposed: 1." in ran.err
    (group,) = two.json("order", "merge", "list").data
    assert ("proposed", "same-buyer") == (group["state"], group["reason"])
    assert "9999999999" in group["orders"]


def test_without_auto_merge_a_pull_proposes_nothing(two):
    """Somebody has to ask."""
    two.run("order", "pull", "shop", "--no-reread")

    assert [] == two.json("order", "merge", "list").data


def test_proposed_accepted_undone(two):
    """Every decision is told with who and when; the channel's two orders stay two."""
    (group,) = two.json("order", "merge", "propose", "shop").data
    before = two.json("order", "list").data
    key = str(group["id"])

    accepted = two.json("order", "merge", "accept", key)
    undone = two.json("order", "merge", "undo", key)

    assert ("accepted", "undone") == (accepted.data["state"], undone.data["state"])
    shown = two.json("order", "merge", "show", key).data
    assert ["proposed", "accepted", "undone"] == [row["action"] for row in shown["history"]]
    assert accepted.json["run_id"] == shown["history"][1]["run"]
    assert before == two.json("order", "list").data
    assert [] == two.json("order", "merge", "propose").data


def test_an_order_tells_what_it_is_merged_with(two):
    """While it is merged, and not before or after."""
    (group,) = two.json("order", "merge", "propose").data
    other = next(one for one in group["orders"] if one != "9999999999")
    shown = []
    for verb in ("list", "accept", "undo"):
        two.run("order", "merge", verb, *([] if verb == "list" else [str(group["id"])]))
        facts = two.json("order", "show", "9999999999", "--conn", "shop").data
        shown.append(facts.get("merged_with"))

    assert [None, [other], None] == shown


def test_for_display_only(two):
    """Where the channel merges no shipments, each order is a parcel, and so it is said."""
    (group,) = two.json("order", "merge", "propose").data

    ran = two.run("order", "merge", "accept", str(group["id"]))

    assert group["one_parcel"] is False
    assert "For display only" in ran.err


def test_it_names_nobody(two):
    """Neither the list nor the sentence tells who bought."""
    two.run("order", "merge", "propose")
    out = two.run("order", "merge", "list").out
    person = two.json("order", "show", "9999999999", "--conn", "shop", "--personal").data

    assert person["buyer_phone"]
    assert not any(
        person[name] in out for name in ("buyer_name", "buyer_phone", "street", "buyer_email")
    )


def test_by_state(two):
    """The list narrows to what stands so."""
    two.run("order", "merge", "propose")

    assert 1 == len(two.json("order", "merge", "list", "shop", "--state", "proposed").data)
    assert [] == two.json("order", "merge", "list", "--state", "accepted").data


@pytest.mark.parametrize("verb", ["accept", "undo", "show"])
@pytest.mark.parametrize("key", ["7", "x", "1.5", "\u0663", "9" * 30])
def test_what_is_no_group(workspace, verb, key):
    """Exit 2, and where the groups are."""
    ran = workspace.json("order", "merge", verb, key)

    assert (2, True) == (ran.code, "merge list" in ran.json["next_step"])


def test_stale(two):
    """Exit 8 when one was cancelled since, and nothing is merged."""
    (group,) = two.json("order", "merge", "propose").data
    store = Store(two.path / ".crossdock" / "crossdock.db", lambda: datetime.now(UTC))
    ((_, order, _),) = store.orders.find("9999999999")
    store.orders.put("shop", attrs.evolve(order, waybill="JX-1"), pull=0)
    store.close()

    ran = two.json("order", "merge", "accept", str(group["id"]))

    assert (8, "stale") == (ran.code, ran.json["reason"])
    assert ["proposed"] == [row["state"] for row in two.json("order", "merge", "list").data]
