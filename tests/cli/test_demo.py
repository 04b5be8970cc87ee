"""`crossdock demo`: a tour that ends with both sides equal, and leaves no process behind."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import attrs
import pytest

from crossdock.cli.demo.ending import ended
from crossdock.cli.demo.tour import Tour, listed
from crossdock.cli.desk import Desk

SMALL = ("demo", "--listings", "60", "--orders", "3", "--seed", "5")
PLATFORMS = 4


@attrs.frozen
class Told:
    """One tour in figures, and then the same one in words, in the same folder."""

    path: Path
    code: int
    facts: dict
    story: str
    ending: str
    again: int


@pytest.fixture(scope="module")
def tour(tmp_path_factory) -> Told:
    """A small demo, twice in one folder: its figures first, then its story."""
    folder = tmp_path_factory.mktemp("demo")
    counted, told = (
        subprocess.run(
            [sys.executable, "-m", "crossdock", *SMALL, "--format", format_],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        for format_ in ("json", "table")
    )
    return Told(
        folder / "crossdock-demo",
        counted.returncode,
        json.loads(counted.stdout)["data"],
        told.stdout,
        told.stderr,
        told.returncode,
    )


class TestFigures:
    """What the whole tour comes to, on small shops."""

    def test_it_ends_well(self, tour):
        """Exit 0, twice in a row: many numbers compared, and none differs."""
        assert (0, 0) == (tour.code, tour.again)
        assert ([], 0) == (tour.facts["faults"], tour.facts["differing"])
        assert tour.facts["agreeing"] > 200

    def test_every_row_of_the_catalogues_is_counted(self, tour):
        """Each channel's rows are containers, master SKUs, links, conflicts or refused."""
        fates = ("containers", "created", "linked", "conflicts", "refused")

        for counts in tour.facts["catalogue"].values():
            assert counts["read"] == sum(counts.get(fate, 0) for fate in fates)

    def test_three_channels_meet_in_one_master_sku(self, tour):
        """Most goods are sold on more than one of them, and many on all three."""
        masters = tour.facts["masters"]

        assert masters["3"] > masters["1"]
        assert tour.facts["counted"]["skus"] == sum(masters.values())

    def test_goods_are_received_short_and_over(self, tour):
        """One product came short and one over, and what came is what is booked."""
        inbound = tour.facts["inbound"]

        assert (1, 1) == (inbound["short"], inbound["over"])
        assert inbound["received"] == inbound["announced"] + 1
        assert inbound["received"] == tour.facts["on_hand"]["before"]["gudang"]

    def test_what_is_pushed_arrives(self, tour):
        """Every listing that was to change was changed."""
        pushed = tour.facts["pushed"]

        assert 0 < pushed["planned"] == pushed["done"]

    def test_orders_of_three_channels_are_routed(self, tour):
        """At least as many as were asked for on each, and some leave from either warehouse."""
        assert {"toko", "jdcom", "jdid"} == set(tour.facts["orders"])
        assert all(number >= 3 for number in tour.facts["orders"].values())
        assert tour.facts["routed"]["from JD's warehouse"] >= 3
        assert tour.facts["routed"]["from main"] >= 3

    def test_each_outbound_has_its_waybill(self, tour):
        """As many waybills as outbounds that the warehouse accepted."""
        waybills = tour.facts["waybills"]["waybills"]

        assert 3 <= waybills == tour.facts["outbounds"]["accepted"]

    def test_one_cancel_in_time_and_one_too_late(self, tour):
        """The first never leaves; the second does, and is expected back."""
        assert {"in_time": "cancelled", "too_late": "late_cancel"} == tour.facts["cancels"]
        assert 1 == tour.facts["parcels"]["cancelled"]

    def test_stock_is_deducted_once(self, tour):
        """What is gone from the warehouses is what left them."""
        before, after = (tour.facts["on_hand"][when].values() for when in ("before", "after"))

        assert 0 < tour.facts["shipped"] == sum(before) - sum(after)


class TestStory:
    """What a person reads."""

    def test_the_same_seed_tells_the_same(self, tour):
        """The story, told anew, has the figures of the tour before it."""
        facts = tour.facts

        assert f"Placed: {listed(facts['orders'])}." in tour.story
        assert f"{facts['inbound']['received']:,} units came instead of" in tour.story
        assert f"{facts['pushed']['settled']:,} listings were right already" in tour.story
        assert f"Parcels: {listed(facts['parcels'])}." in tour.story
        assert f"All {facts['agreeing']:,} comparisons agree." in tour.ending

    def test_all_scenes_are_told(self, tour):
        """The scenes are on stdout, and what to try next on stderr."""
        scenes = [line for line in tour.story.splitlines() if line.startswith("── ")]

        assert 13 == len(scenes)
        assert "Try next:" in tour.ending

    def test_what_to_try_next_works(self, tour, folder):
        """Each command that is named ends well in the workspace that is left."""
        folder.path, start = tour.path, "-C crossdock-demo "
        named = [line.partition(start)[2] for line in tour.ending.splitlines() if start in line]

        codes = {words: folder.run(*words.split()).code for words in named}

        assert len(codes) > 6
        assert {0} == set(codes.values())


class TestRefused:
    """What is not begun."""

    def test_somebody_elses_workspace(self, folder):
        """A workspace that the demo did not make is left alone."""
        assert 0 == folder.run("init", str(folder.path / "mine")).code
        before = sorted(path.name for path in (folder.path / "mine" / ".crossdock").iterdir())

        ran = folder.json("demo", "--folder", "mine")

        assert (2, True) == (ran.code, "--folder" in ran.json["next_step"])
        assert before == sorted(
            path.name for path in (folder.path / "mine" / ".crossdock").iterdir()
        )

    @pytest.mark.parametrize("words", [("--listings", "1"), ("--orders", "0"), ("--seed", "x")])
    def test_a_size_that_is_none(self, folder, words):
        """Exit 2."""
        assert 2 == folder.run("demo", *words).code


class TestFaults:
    """What ends a tour that went wrong."""

    def test_a_difference_is_exit_code_7(self, workspace):
        """The verdict names what differs first, and how much does."""
        desk = Desk(workspace.path, format="table", quiet=True)
        tour = Tour(desk, desk.workspace, {}, 3)
        tour.facts["agreeing"] = 9
        tour.faults += ["a listing shows 5 instead of 4", "and another"]

        made = ended(tour, workspace.path, "crossdock-demo", 1.0)
        desk.close(0)

        assert (7, "check-failed") == (made.exit_code, made.reason)
        assert any(
            "2 things are not as they should be: a listing" in line for line in made.summary
        )


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc")
class TestStopped:
    """However it is stopped, its sandboxes end too."""

    @pytest.mark.parametrize(
        ("number", "code"),
        [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
        ids=["int", "term", "kill"],
    )
    def test_its_sandboxes_end_too(self, folder, number, code):
        """The processes that played the platforms are gone soon after."""
        process = folder.spawn("demo", "--listings", "120", "--format", "json")
        database = folder.path / "crossdock-demo" / ".crossdock" / "crossdock.db"
        _wait_for(database.exists)
        children = _children_of(process.pid)
        process.send_signal(number)
        out, err = process.communicate(timeout=300)

        assert (PLATFORMS, code) == (len(children), process.returncode)
        assert "Traceback" not in err
        assert number == signal.SIGKILL or code == json.loads(out)["exit_code"]
        _wait_for(lambda: not any(map(_is_sandbox, children)))


def _wait_for(found):
    until = time.monotonic() + 300
    while not (answer := found()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return answer


def _children_of(parent):
    return [
        entry.name
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _parent_of(entry) == parent and _is_sandbox(entry.name)
    ]


def _parent_of(entry):
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _is_sandbox(pid):
    try:
        return b"sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
