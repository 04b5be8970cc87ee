"""What a warehouse refuses, as it is said on the command line."""

from __future__ import annotations

import pytest


def test_it_is_said_and_shown(workspace):
    """When it is added, and when it is changed; what is not named stays."""
    workspace.run("warehouse", "add", "north", "--capacity", "500", "--serves", "ID,SG")
    workspace.run("warehouse", "edit", "north", "--cut-off", "15:00", "--zone", "Asia/Jakarta")
    workspace.run("warehouse", "edit", "north", "--refuses", "shopify, woocommerce")
    workspace.run("warehouse", "holiday", "north", "2026-12-25", "2027-01-01")

    shown = workspace.json("warehouse", "show", "north").data
    assert {
        "capacity": 500,
        "serves": ["ID", "SG"],
        "cut_off": "15:00",
        "zone": "Asia/Jakarta",
        "refuses": ["shopify", "woocommerce"],
        "holidays": ["2026-12-25", "2027-01-01"],
    }.items() <= shown.items()


def test_it_is_taken_back(workspace):
    """Each of them."""
    workspace.run("warehouse", "edit", "main", "--capacity", "5", "--cut-off", "15:00")
    workspace.run("warehouse", "edit", "main", "--serves", "ID", "--refuses", "shopify")
    workspace.run("warehouse", "holiday", "main", "2026-12-25")

    workspace.run("warehouse", "capacity", "main", "none")
    workspace.run("warehouse", "edit", "main", "--cut-off", "none", "--serves", "any")
    workspace.run("warehouse", "edit", "main", "--refuses", "none")
    ran = workspace.json("warehouse", "holiday", "main", "2026-12-25", "--remove")

    assert {
        "serves": [],
        "refuses": [],
        "capacity": None,
        "cut_off": None,
        "zone": "UTC",
        "holidays": [],
    } == ran.data


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("edit", "main", "--capacity", "-1"), "capacity"),
        (("capacity", "main", "many"), "capacity"),
        (("edit", "main", "--cut-off", "25:00"), "cut-off"),
        (("edit", "main", "--zone", "Mars/Base"), "zone"),
        (("edit", "main", "--serves", "Indonesia"), "serves"),
        (("holiday", "main", "25.12.2026"), "no day"),
        (("holiday", "main", "2026-02-30"), "no day"),
        (("capacity", "nowhere", "5"), "no warehouse"),
    ],
)
def test_what_cannot_be_is_refused(workspace, words, field):
    """The sentence names the field, and nothing is changed."""
    before = workspace.json("warehouse", "show", "main").data

    ran = workspace.run("warehouse", *words)

    assert (2, True) == (ran.code, field in ran.err), ran
    assert before == workspace.json("warehouse", "show", "main").data
