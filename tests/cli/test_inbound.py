"""`crossdock inbound`, `product push` and their like, against the played service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from crossdock.sandbox.process import SandboxProcess
from crossdock.store import Store


@pytest.fixture(scope="session")
def played() -> Iterator[SandboxProcess]:
    """A service of few goods."""
    with SandboxProcess("jdid_fulfillment", ["--seed", "6", "--listings", "8"]) as process:
        yield process


@pytest.fixture(name="gudang")
def _gudang(played, workspace):
    """A workspace with a connection to the service, its warehouse, and two products."""
    played.control("reset", {})
    request = Request(f"{played.announced['control']}/faults", method="DELETE")
    build_opener(ProxyHandler({})).open(request, timeout=10).close()
    line = json.dumps(dict(played.announced))
    words = ("conn", "add", "gudang", "--from", "-", "--rate", "0")
    assert 0 == workspace.run(*words, stdin=line).code
    assert 0 == workspace.run("warehouse", "discover", "gudang").code
    with_products(workspace, "KAOS", "SUSU")
    return workspace


def with_products(folder, *skus):
    """Make master SKUs."""
    from crossdock.workspace import now

    store = Store(folder.path / ".crossdock" / "crossdock.db", now)
    for sku in skus:
        store.catalogue.add_master(sku, f"Barang {sku}")
    store.close()


def warehouse_of(folder):
    """Return the name of the service's warehouse."""
    return folder.json("warehouse", "list").data[-1]["name"]


def drafted(folder, *words):
    """Draft an inbound; return its key."""
    return folder.json("inbound", "new", warehouse_of(folder), *words).data[0]["inbound"]


class TestConnection:
    """A department and a warehouse of it."""

    def test_its_account_is_tested(self, gudang):
        """The checks of the service come first, then those that only we can make."""
        ran = gudang.json("conn", "test", "gudang")

        names = [check["name"] for check in ran.data["checks"]]
        assert (0, "account-ours") == (ran.code, names[-1])

    @pytest.mark.parametrize(
        ("left_out", "words"),
        [
            ("gateway_user", "gateway_user is missing, which basic authorisation needs"),
            ("pin", "pin is missing, which basic authorisation needs"),
            ("department", "department is missing"),
            ("warehouse", "warehouse is missing"),
        ],
    )
    def test_basic_authorisation_names_what_is_missing(self, played, workspace, left_out, words):
        """A sentence for each required field; nothing is kept."""
        settings = {
            name: value for name, value in played.announced["settings"].items() if name != left_out
        }
        line = {**played.announced, "settings": settings}

        ran = workspace.json("conn", "add", "gudang", "--from", "-", stdin=json.dumps(line))

        said = f"{ran.json['message']} {ran.json['next_step']}"
        assert ran.code != 0
        assert left_out in said
        assert words.partition(" ")[0] in said
        assert [] == workspace.json("conn", "list").data

    def test_quick_authorisation_needs_a_way_in(self, played, workspace):
        """Department and warehouse, and a token or where to log in."""
        wanted = ("api_key", "app_secret", "department", "warehouse")
        settings = {name: played.announced["settings"][name] for name in wanted}
        line = {**played.announced, "settings": {**settings, "authorisation": "quick"}}

        ran = workspace.json("conn", "add", "gudang", "--from", "-", stdin=json.dumps(line))

        assert (3, True) == (ran.code, "redirect_uri" in ran.json["message"])

    def test_another_merchant_s_account_is_refused(self, played, workspace):
        """The connection is not kept, and the first merchant is not named."""
        from crossdock.workspace import now

        store = Store(workspace.path / ".crossdock" / "crossdock.db", now, "pertama")
        store.bindings.bind("x", "jdid_fulfillment", played.announced["settings"]["pin"])
        store.close()

        line = json.dumps(dict(played.announced))
        ran = workspace.json("conn", "add", "gudang", "--from", "-", stdin=line)

        assert (2, False) == (ran.code, "pertama" in ran.out)
        assert [] == workspace.json("conn", "list").data

    def test_an_edit_to_another_merchant_s_account_is_refused(self, gudang):
        """The connection stays as it was."""
        from crossdock.workspace import now

        store = Store(gudang.path / ".crossdock" / "crossdock.db", now, "pertama")
        store.bindings.bind("x", "jdid_fulfillment", "pin-pertama")
        store.close()
        before = gudang.json("conn", "show", "gudang").data

        ran = gudang.json("conn", "edit", "gudang", "--set", "pin=pin-pertama")

        assert (2, before) == (ran.code, gudang.json("conn", "show", "gudang").data)

    def test_its_warehouse_is_shown(self, gudang):
        """With department and account, the goods known there and the inbounds open."""
        shown = gudang.json("warehouse", "show", warehouse_of(gudang)).data

        assert shown["name"] == f"{shown['remote_id']}-{shown['department']}-{shown['account']}"
        assert (0, 0, "refresh") == (
            shown["goods_known"],
            shown["inbounds_open"],
            shown["news_come_by"],
        )


class TestProducts:
    """Products as the service knows them."""

    def test_pushed_after_being_shown(self, gudang):
        """Without --yes nothing is sent, and the exit code says that something would be."""
        shown = gudang.json("product", "push", "gudang", "--all")
        pushed = gudang.json("product", "push", "gudang", "--all", "--yes")
        again = gudang.json("product", "push", "gudang", "--all")

        assert (10, 0, 0) == (shown.code, pushed.code, again.code)
        assert {"active": 2} == pushed.data["counts"]

    def test_a_shelf_life_is_said_before(self, gudang):
        """Afterwards it is refused."""
        days = ("--days", "180", "--inbound-days", "120", "--outbound-days", "60")
        said = gudang.json("product", "shelf-life", "SUSU", *days)
        gudang.run("product", "push", "gudang", "SUSU", "--yes")
        late = gudang.json("product", "shelf-life", "SUSU", "--none")

        assert (0, 180) == (said.code, said.data["shelf_life"]["days"])
        assert (2, True) == (late.code, "cannot be changed" in late.json["message"])

    def test_what_is_said_is_to_be_told(self, gudang):
        """A change of name is sent with the next push."""
        gudang.run("product", "push", "gudang", "KAOS", "--yes")

        said = gudang.json("product", "edit", "KAOS", "--name", "Kaos", "--barcode", "899")

        assert (["gudang"], ["899"]) == (said.data["to_be_told"], said.data["barcodes"])
        assert 10 == gudang.json("product", "push", "gudang", "KAOS").code

    @pytest.mark.parametrize(
        "words",
        [
            ("push", "gudang"),
            ("push", "gudang", "KAOS", "--all"),
            ("push", "nowhere", "KAOS"),
            ("push", "gudang", "NONE"),
            ("shelf-life", "KAOS"),
            ("shelf-life", "KAOS", "--days", "5"),
            ("shelf-life", "KAOS", "--none", "--days", "5"),
            (
                *("shelf-life", "KAOS", "--days", "5"),
                *("--inbound-days", "1", "--outbound-days", "2"),
            ),
            ("shelf-life", "NONE", "--none"),
            ("edit", "NONE", "--name", "x"),
        ],
        ids=" ".join,
    )
    def test_whatever_is_wrong(self, gudang, words):
        """Exit 2 and a sentence."""
        ran = gudang.json("product", *words)

        assert (2, True) == (ran.code, ran.json["message"].endswith("."))


class TestInbounds:
    """Goods on their way in."""

    def test_drafted_sent_received(self, gudang, played):
        """Our message and the service's word are two columns."""
        key = drafted(gudang, "KAOS=10", "--remark", "dua dus")
        shown = gudang.json("inbound", "push", key)
        sent = gudang.json("inbound", "push", key, "--yes").data["rows"][0]
        played.control(f"orders/{sent['remote_id']}/receive", {"scenario": "short"})
        gudang.run("inbound", "refresh", key)
        (row,) = gudang.json("inbound", "list").data
        detail = gudang.json("inbound", "show", key).data

        assert (10, "pushed", "accepted (10)") == (shown.code, sent["push"], sent["remote"])
        assert ("closed_short", "done (70)", 10, 8) == (
            row["state"],
            row["remote"],
            row["announced"],
            row["good"],
        )
        assert ("dua dus", 2) == (detail["remark"], detail["lines"][0]["missing"])
        assert "accepted" in [one["after"] for one in detail["steps"]]

    def test_one_in_doubt_says_so(self, gudang, played):
        """Exit 11, and nothing is sent a second time."""
        gudang.run("product", "push", "gudang", "KAOS", "--yes")
        key = drafted(gudang, "KAOS=10")
        path = "POST /routerjson/jingdong.eclp.po.addPoOrder"
        played.control("faults", {"faults": [f"{path}: 500-after@1"]})

        sent = gudang.json("inbound", "push", key, "--yes")
        again = gudang.json("inbound", "push", key, "--yes")

        assert (11, "in doubt") == (sent.code, sent.data["rows"][0]["push"])
        assert "a look at the service from" in sent.data["rows"][0]["waits_for"]
        assert 2 == again.code

    def test_cancelled(self, gudang):
        """A draft at once, and one that was sent by the service's consent."""
        first, second = drafted(gudang, "KAOS=1"), drafted(gudang, "KAOS=2")
        gudang.run("inbound", "push", second, "--yes")

        ended = [gudang.json("inbound", "cancel", key).code for key in (first, second)]

        states = [row["state"] for row in gudang.json("inbound", "list").data]
        assert ([0, 0], ["cancelled"] * 2) == (ended, states)

    def test_from_a_file(self, gudang):
        """Rows of one SKU are added up, with those that are typed."""
        path = gudang.path / "goods.csv"
        path.write_text("sku,quantity\nKAOS,4\nSUSU,2\nKAOS,1\n")

        key = drafted(gudang, "KAOS=5", "--file", str(path))

        lines = gudang.json("inbound", "show", key).data["lines"]
        assert {"KAOS": 10, "SUSU": 2} == {line["sku"]: line["announced"] for line in lines}

    def test_a_stock_file_drafts_one(self, gudang):
        """The next step is to send it."""
        file = "sku,quantity\nKAOS,4\n"
        words = ("stock", "import", "-", "--warehouse", warehouse_of(gudang))

        shown = gudang.json(*words, "--dry-run", stdin=file)
        ran = gudang.json(*words, stdin=file)

        (doc,) = gudang.json("inbound", "list").data
        assert (10, 0, 1) == (shown.code, ran.code, ran.data["counts"]["announced"])
        assert (4, f"crossdock inbound push {doc['inbound']} --yes") == (
            doc["announced"],
            ran.json["next_step"],
        )

    @pytest.mark.parametrize(
        "words",
        [
            ("new", "main", "KAOS=1"),
            ("new", "nowhere", "KAOS=1"),
            ("push", "IN-9"),
            ("show", "IN-9"),
            ("refresh", "IN-9"),
            ("refresh", "IN-9", "--stale"),
            ("cancel", "IN-9"),
            ("resolve", "IN-9"),
            ("resolve", "IN-9", "--taken", "EPL1", "--absent"),
            ("list", "nowhere"),
        ],
        ids=" ".join,
    )
    def test_whatever_is_wrong(self, gudang, words):
        """Exit 2, a sentence, and a way on."""
        ran = gudang.json("inbound", *words)

        assert (2, True) == (ran.code, ran.json["message"].endswith("."))
        assert ran.json["next_step"]

    @pytest.mark.parametrize("word", ["KAOS", "KAOS=", "KAOS=0", "KAOS=-1", "KAOS=1.5", "=3"])
    def test_words_that_announce_nothing(self, gudang, word):
        """Exit 2, and no inbound is made."""
        ran = gudang.json("inbound", "new", warehouse_of(gudang), word)

        assert (2, []) == (ran.code, gudang.json("inbound", "list").data)

    def test_a_file_with_faults(self, gudang):
        """Every fault is named by its row, and nothing is drafted."""
        path = gudang.path / "goods.csv"
        path.write_text("sku,quantity\nKAOS,0\n,3\nSUSU,2\n")

        ran = gudang.json("inbound", "new", warehouse_of(gudang), "--file", str(path))

        assert (2, True, True) == (
            ran.code,
            "row 2: quantity is" in ran.json["message"],
            "row 3: sku '' is blank" in ran.json["message"],
        )
        assert [] == gudang.json("inbound", "list").data


def test_stock_snapshot(gudang, played):
    """What differs is listed and set right; a dry run only lists it."""
    gudang.run("product", "push", "gudang", "--all", "--yes")
    played.control("stock", {"sku": "KAOS", "quantity": 7})

    shown = gudang.json("stock", "snapshot", "gudang", "--dry-run")
    taken = gudang.json("stock", "snapshot", "gudang")
    again = gudang.json("stock", "snapshot", "gudang", "--dry-run")

    assert (10, 0, 0) == (shown.code, taken.code, again.code)
    assert (2, 2) == (taken.data["counts"]["first"], again.data["counts"]["same"])
    assert 7 == gudang.json("stock", "show", "KAOS").data[0]["on_hand"]
