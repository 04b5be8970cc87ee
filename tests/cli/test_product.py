"""`crossdock product`: pages are durable, rows are counted, poison stops nothing."""

from __future__ import annotations

import signal
import time

import pytest

READ = ("new", "changed", "unchanged", "refused", "repeated", "unreadable", "containers")
IMPORTED = ("kept", "linked", "created", "conflicts")


def adds_up(data):
    """Say whether every row of a pull ended in exactly one place."""
    counts = data["counts"]
    of = lambda names: sum(counts.get(name, 0) for name in names)  # noqa: E731
    return (
        counts["read"] == of(READ)
        and of(("new", "changed", "unchanged")) == of(IMPORTED)
        and counts.get("refused", 0) == sum(data["refusals"].values())
        and counts.get("conflicts", 0) == sum(data["conflicts"].values())
    )


class TestPull:
    """What comes in, and what of it stays."""

    def test_counts_add_up(self, shop):
        """Every row is imported, refused, kept aside or a container, once."""
        ran = shop.json("product", "pull", "shop")

        assert 0 == ran.code
        assert adds_up(ran.data)
        assert {"not-active", "out-of-stock", "sku-blank"} == set(ran.data["refusals"])

    def test_the_table_adds_up_too(self, shop):
        """The rows of the table say the same as the counts."""
        rows = shop.run("product", "pull", "shop", "--format", "jsonl").lines

        assert sum(row["rows"] for row in rows if row["of"] == "read") > 0
        assert sum(row["rows"] for row in rows if row["of"] == "imported") == sum(
            row["rows"] for row in rows if row["became"] in {"new", "changed", "unchanged"}
        )

    def test_importing_again_changes_nothing(self, pulled):
        """A second pull finds every listing unchanged and every link kept."""
        before = pulled.json("map", "list", "shop").data

        data = pulled.json("product", "pull", "shop").data

        assert adds_up(data)
        assert {"unchanged", "kept"} == {
            name
            for name in (*READ, *IMPORTED)
            if name in data["counts"] and name not in {"refused", "containers", "conflicts"}
        }
        assert before == pulled.json("map", "list", "shop").data

    def test_a_listing_that_sold_out_stays(self, pulled, sandbox):
        """The import limits guard the first import only."""
        row = pulled.json("map", "list", "shop").data[0]
        sandbox.control("stock", {"listing_id": row["listing_id"], "quantity": 0})

        data = pulled.json("product", "pull", "shop").data

        assert 1 == data["counts"]["changed"]
        kept = {one["listing_id"]: one for one in pulled.json("map", "list", "shop").data}
        assert (row["sku"], 0) == (
            kept[row["listing_id"]]["sku"],
            kept[row["listing_id"]]["quantity"],
        )

    def test_fewer_pages_than_there_are(self, shop):
        """A pull told to stop says that it did, and the next one goes on and adds up."""
        first = shop.json("product", "pull", "shop", "--pages", "2")
        rest = shop.json("product", "pull", "shop")

        assert (0, False, 2) == (first.code, first.data["finished"], first.data["pages"])
        assert "product pull shop" in first.json["next_step"]
        assert (True, 2) == (rest.data["finished"], rest.data["resumed"])
        assert adds_up(rest.data)

    def test_full_starts_over(self, shop):
        """``--full`` begins at the first page whatever was interrupted."""
        shop.run("product", "pull", "shop", "--pages", "2")

        assert shop.json("product", "pull", "shop", "--full").data["resumed"] is None

    def test_killed_and_resumed(self, shop, sandbox, pulled_template, tmp_path_factory):
        """After ``kill -9`` the next pull goes on, and ends with a calm pull's counts."""
        sandbox.fault("GET /inventory/*/product/info: latency(seconds=30)@6x1")
        process = shop.spawn("product", "pull", "shop")
        _wait_until(lambda: _requests(sandbox) >= 6)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=300)

        resumed = shop.json("product", "pull", "shop")
        calm = shop.json("product", "pull", "shop", "--full").data

        assert 0 == resumed.code
        assert 1 <= resumed.data["resumed"]
        assert calm["counts"]["read"] == resumed.data["counts"]["read"]
        assert calm["refusals"] == resumed.data["refusals"]
        assert adds_up(resumed.data)
        assert {"unchanged"} == {"unchanged", "new", "changed"} & set(calm["counts"])

    def test_a_poison_record_stops_nothing(self, shop, sandbox):
        """It is kept aside with its error; the rest of its page is in; exit 6."""
        sandbox.fault("GET /inventory/*/product/info: poison-row")

        ran = shop.json("product", "pull", "shop")

        assert (6, "partly-done") == (ran.code, ran.json["reason"])
        assert 1 <= ran.data["counts"]["unreadable"]
        assert adds_up(ran.data)
        kept = shop.json("product", "unreadable", "shop").data
        # A page that was read twice may bring the same record twice; it is kept once.
        assert 1 <= len(kept) <= ran.data["counts"]["unreadable"]
        assert all(row["error"] and row["raw"] for row in kept)

    def test_a_record_that_reads_well_again_is_released(self, shop, sandbox):
        """Once the platform mends it, nothing is kept aside any more."""
        sandbox.fault("GET /inventory/*/product/info: poison-row")
        shop.run("product", "pull", "shop")
        sandbox.clear("faults")

        assert 0 == shop.json("product", "pull", "shop").code
        assert [] == shop.json("product", "unreadable", "shop").data

    @pytest.mark.parametrize(
        ("kind", "code"),
        [
            ("cursor-loop@2x999", 5),
            ("duplicate-rows", 0),
            ("html@2x9", 5),
            ("truncated@2x9", 5),
            ("500-before@2x9", 5),
            ("429(retry-after=0)@2x2", 0),
            ("503@2x1", 0),
            ("reset@2x1", 0),
            ("timeout-before(seconds=0.2)@2x1", 0),
        ],
    )
    def test_each_fault_ends_in_its_code(self, shop, sandbox, kind, code):
        """A passing trouble is outlasted; a lasting one is exit 5, and the next pull mends it."""
        sandbox.fault(f"GET /inventory/*/product/info: {kind}")
        ran = shop.json("product", "pull", "shop")
        sandbox.clear("faults")
        again = shop.json("product", "pull", "shop")

        assert code == ran.code
        assert 0 == again.code
        assert adds_up(again.data)

    def test_two_pulls_at_once_end_well(self, shop):
        """Two processes pull through one connection, and each count adds up."""
        words = ("product", "pull", "shop", "--full", "--format", "json")
        both = [shop.spawn(*words) for _ in range(2)]
        for process in both:
            process.communicate(timeout=300)

        assert [0, 0] == [process.returncode for process in both]
        assert adds_up(shop.json("product", "pull", "shop").data)

    def test_progress_is_for_people_only(self, shop):
        """Without a terminal there is no progress line."""
        assert "\r" not in shop.run("product", "pull", "shop").err

    def test_progress_for_people(self, shop):
        """On a terminal the counts so far are shown, and cleared at the end."""
        code, screen = shop.terminal(["product", "pull", "shop"])

        assert 0 == code
        assert "listings: " in screen
        assert screen.rindex("\x1b[K") < screen.index("rows read on")


class TestHostileTitles:
    """A title is somebody else's text."""

    TITLE = "A\x1b[31mred\x07 \u202egnirts\u2028line \ud83d\ude00"

    def test_a_table_shows_codes(self, pulled, sandbox):
        """What would act on a terminal is shown as its code."""
        out = self._listed(pulled, sandbox, "table")

        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "\\u001b[31mred\\u0007" in out

    @pytest.mark.parametrize("format_", ["json", "jsonl"])
    def test_json_escapes_them_and_keeps_them(self, pulled, sandbox, format_):
        """JSON carries them as escapes: nothing acts, and nothing is lost."""
        out = self._listed(pulled, sandbox, format_)

        assert "\u202e" not in out
        assert "\\u202e" in out

    def _listed(self, pulled, sandbox, format_):
        row = pulled.json("map", "list", "shop").data[0]
        title = self.TITLE.encode("utf-16", "surrogatepass").decode("utf-16")
        sandbox.control(f"listings/{row['listing_id']}", {"title": title})
        assert 0 == pulled.run("product", "pull", "shop").code
        return pulled.run("product", "show", row["sku"], "--format", format_).out

    @pytest.mark.parametrize("start", ["=", "+", "-", "@"])
    def test_csv_defuses_formulas(self, pulled, sandbox, start):
        """A cell that a spreadsheet would run gets a quote in front."""
        row = pulled.json("map", "list", "shop").data[0]
        sandbox.control(f"listings/{row['listing_id']}", {"title": f"{start}HYPERLINK(1)"})
        pulled.run("product", "pull", "shop")

        assert (
            f",'{start}HYPERLINK(1),"
            in pulled.run("product", "show", row["sku"], "--format", "csv").out
        )


class TestList:
    """Master SKUs, in every format."""

    def test_every_format_tells_the_same(self, pulled):
        """JSON, JSON lines and CSV have one row per master SKU."""
        data = pulled.json("product", "list").data
        lines = pulled.run("product", "list", "--format", "jsonl").lines
        csv = pulled.run("product", "list", "--format", "csv").out.splitlines()

        assert data == lines
        assert len(data) + 1 == len(csv)

    def test_limit(self, pulled):
        """``--limit`` takes so many."""
        assert 3 == len(pulled.json("product", "list", "--limit", "3").data)

    def test_a_near_match_is_offered(self, pulled):
        """A SKU that differs in case only is asked about."""
        sku = pulled.json("product", "list", "--limit", "1").data[0]["sku"]

        ran = pulled.json("product", "show", sku.swapcase())

        assert (2, True) == (ran.code, sku in ran.json["next_step"])


def _requests(sandbox):
    endpoints = sandbox.control("meter")["endpoints"]
    return sum(row["requests"] for name, row in endpoints.items() if "product/info" in name)


def _wait_until(happened):
    until = time.monotonic() + 300
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)
