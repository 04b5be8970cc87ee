"""`crossdock order declare`, `import`, `export`: orders from files, the bad ones too."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

#: A row of an order that nothing is wrong with.
SOUND = {
    "order_id": "A1",
    "status": "paid",
    "placed_at": "2026-05-01 09:15",
    "sku": "KAOS",
    "title": "Kaos, merah",
    "quantity": "2",
    "unit_price": "Rp150.000",
    "recipient_name": "Siti",
    "recipient_phone": "0812 3456 7890",
    "street": "Jl. Melati 1",
    "city": "Kota Bandung",
    "province": "Jawa Barat",
    "country": "ID",
}


def table(*rows, **both):
    """Return a CSV file of sound rows, each with what is different about it."""
    whole = [{**SOUND, **both, **row} for row in rows or ({},)]
    columns = list(dict.fromkeys(name for row in whole for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(whole)
    return target.getvalue()


def bring(folder, text, *words, conn="toko"):
    """Import a file into a Shopee shop."""
    return folder.json(
        *("order", "import", "-", "--channel", "shopee", "--conn", conn), *words, stdin=text
    )


def counts(ran):
    """Return what became of the orders of an import, without the zeros; they add up."""
    found = ran.data["counts"]
    assert found.pop("read") == sum(found.values())
    return {name: number for name, number in found.items() if number}


def shown(folder, order="A1", conn="toko"):
    """Return an order as it is kept."""
    return folder.json("order", "show", order, "--conn", conn, "--personal").data


def held(folder, conn="toko"):
    """Return the units that each order line has reserved."""
    rows = folder.json("stock", "reservations", conn).data
    return {(row["order_id"], row["line_id"]): row["units"] for row in rows}


def faults(ran):
    """Return why rows were refused, by row."""
    return {one["row"]: one["reason"] for one in ran.data["refused"]}


@pytest.fixture(name="shop")
def _shop(workspace):
    """A workspace with a Shopee shop whose orders come from files, and goods for it."""
    assert workspace.run("order", "declare", "toko", "--channel", "shopee").code == 0
    assert bring(workspace, table({"order_id": "first"}), "--create").code == 0
    assert workspace.run("stock", "set", "KAOS", "100").code == 0
    return workspace


class TestDeclare:
    """A connection without a connector."""

    def test_it_is_listed_and_removed_like_any(self, workspace):
        """With its channel, and gone with its orders."""
        bring(workspace, table())

        listed = workspace.json("conn", "list").data
        gone = workspace.json("conn", "remove", "toko", "--yes").data

        assert [("toko", "shopee", "files")] == [
            (one["name"], one["connector"], one["endpoint"]) for one in listed
        ]
        assert (1, 1) == (gone["orders"], gone["file_channels"])
        assert [] == workspace.json("conn", "list").data

    def test_a_name_is_taken_once(self, shop):
        """By a shop of files, by a connection, and by neither after the other."""
        line = {"url": "http://127.0.0.1:1", "settings": {}}
        words = ("conn", "add", "toko", "--plugin", "tokopedia", "--from", "-")

        again = shop.run("order", "declare", "toko", "--channel", "lazada")
        real = shop.run(*words, stdin=json.dumps(line))

        assert (2, 2) == (again.code, real.code)
        assert "already a connection called 'toko'" in again.err

    def test_a_connections_name_is_not_a_shops(self, pulled):
        """The orders of a file never mix with those that are pulled."""
        ran = bring(pulled, table(), conn="shop")

        assert 2 == ran.code
        assert "already a connection called 'shop'" in ran.json["message"]

    @pytest.mark.parametrize(
        "words",
        [
            (),
            ("--conn", "nobody"),
            ("--channel", "lazada", "--conn", "toko"),
            ("--channel", "shopee", "--conn", "toko", "--site", "SG"),
            ("--channel", "Sho pee"),
            ("--channel", "shopee", "--conn", "new", "--site", "Indonesia"),
            ("--conn", "toko", "--zone", "Mars/Olympus"),
        ],
    )
    def test_whose_orders_they_are_must_be_clear(self, shop, words):
        """A shop that nobody declared, or that was declared otherwise, imports nothing."""
        ran = shop.json("order", "import", "-", *words, stdin=table({"order_id": "x"}))

        assert 2 == ran.code
        assert ran.json["next_step"]


class TestImport:
    """The good ones."""

    def test_importing_twice_changes_nothing(self, shop):
        """Not the orders, not what they have reserved."""
        text = table({"order_id": "A1"}, {"order_id": "A2", "quantity": "3"})

        first, second = bring(shop, text), bring(shop, text)

        assert ({"new": 2}, {"unchanged": 2}) == (counts(first), counts(second))
        assert 1 == shown(shop)["revision"]
        assert (2, 3) == (held(shop)["A1", "KAOS"], held(shop)["A2", "KAOS"])

    def test_a_dry_run_keeps_nothing(self, workspace):
        """Not even the shop; exit 10 says that something would change."""
        ran = bring(workspace, table(), "--dry-run")

        assert (10, {"new": 1}) == (ran.code, counts(ran))
        assert [] == workspace.json("conn", "list").data

    def test_rows_of_an_order_are_gathered_in_any_order(self, shop):
        """And the order is the same whichever row comes first."""
        rows = [
            {"order_id": "A1", "line_id": "1"},
            {"order_id": "A2", "line_id": "1"},
            {"order_id": "A1", "line_id": "2", "quantity": "5"},
        ]

        first, turned = bring(shop, table(*rows)), bring(shop, table(*rows[::-1]))

        assert ({"new": 2}, {"unchanged": 2}) == (counts(first), counts(turned))
        assert [2, 5] == [line["quantity"] for line in shown(shop)["lines"]]

    def test_what_is_told_once_goes_for_every_row(self, shop):
        """An export may say who bought on the first row of an order alone."""
        blank = dict.fromkeys(("status", "placed_at", "street", "city", "recipient_name"), "")
        rows = [{"line_id": "1"}, {"line_id": "2", **blank}]

        ran = bring(shop, table(*rows))

        assert {"new": 1} == counts(ran)
        assert ("Kota Bandung", 2) == (shown(shop)["city"], len(shown(shop)["lines"]))

    def test_an_indonesian_export(self, workspace):
        """Columns, states, prices and names of places as a seller centre writes them."""
        text = (
            "No. Pesanan,Status Pesanan,Waktu Pesanan Dibuat,Nomor Referensi SKU,Nama Produk,"
            "Jumlah,Harga Setelah Diskon,Alamat Pengiriman,Kota/Kabupaten,Provinsi,No. Resi\n"
            "2305,Perlu Dikirim,2026-05-01 09:15,KAOS,Kaos,2,Rp1.250.000,Jl. 1,Kota Bandung,"
            "Jawa Barat,JNE1\n"
        )

        ran = bring(workspace, text)

        facts = shown(workspace, "2305")
        assert {"new": 1} == counts(ran)
        assert ("paid", "Perlu Dikirim", "JNE1", "Jawa Barat", "2026-05-01T02:15:00+00:00") == (
            *(facts[name] for name in ("status", "raw_status", "waybill", "province")),
            facts["placed_at"],
        )
        assert "IDR 1,250,000" == str(facts["lines"][0]["unit_price"])

    def test_days_that_come_first_must_be_said(self, shop):
        """05/11 may be the fifth of November or the eleventh of May."""
        text = table(placed_at="05/11/2025 09:15")

        refused, told = bring(shop, text), bring(shop, text, "--day-first")

        assert (2, 0) == (refused.code, told.code)
        assert "--day-first" in refused.json["message"]
        assert "2025-11-05T02:15:00+00:00" == shown(shop)["placed_at"]

    def test_jsonl(self, shop):
        """One object for each line of an order, with the same names."""
        rows = [{**SOUND, "quantity": 2, "unit_price": 150000.5}]

        ran = bring(shop, "\n".join(json.dumps(row) for row in rows))

        assert {"new": 1} == counts(ran)
        assert "IDR 150,000.5" == str(shown(shop)["lines"][0]["unit_price"])

    def test_nested_lines_are_refused(self, shop):
        """A list inside a record is not a single value: one line of an order is one record."""
        row = {**SOUND, "lines": [{"sku": "KAOS", "quantity": 1}]}

        ran = bring(shop, f"{json.dumps(SOUND)}\n{json.dumps(row)}", "--dry-run")

        assert "lines is not a single value" in faults(ran)[2]

    def test_columns_may_be_told(self, shop):
        """Those whose names do not tell what they hold."""
        text = table().replace("order_id", "Kode", 1)

        unsaid, said = bring(shop, text), bring(shop, text, "--columns", "order_id=Kode")

        assert 2 == unsaid.code
        assert "--columns order_id=COLUMN" in unsaid.json["next_step"]
        assert {"new": 1} == counts(said)

    def test_goods_linked_later_are_reserved_then(self, workspace):
        """A line without a master SKU is kept, waits for a person, and is settled by the link."""
        bring(workspace, table())
        waiting = workspace.json("order", "review", "toko").data
        unmapped = workspace.json("map", "unmapped", "toko").data

        ran = workspace.run("map", "set", "toko", "KAOS", "KAOS", "--create")

        assert 0 == ran.code
        assert ["has no master SKU" in row["reason"] for row in waiting] == [True]
        assert ["KAOS"] == [row["listing_id"] for row in unmapped]
        assert {("A1", "KAOS"): 2} == held(workspace)
        assert [] == workspace.json("order", "review", "toko").data

    def test_another_import_links_what_has_its_sku_by_now(self, workspace):
        """The order itself is unchanged, and its goods are reserved."""
        bring(workspace, table())

        ran = bring(workspace, table(), "--create")

        assert {"unchanged": 1} == counts(ran)
        assert {("A1", "KAOS"): 2} == held(workspace)

    def test_codes_that_only_look_alike_wait_for_a_person(self, shop):
        """As listings of any channel do."""
        bring(shop, table(sku="kaos"), "--create")

        (row,) = shop.json("map", "conflicts", "toko").data

        assert ("near-match", "KAOS") == (row["kind"], row["other"])

    def test_nothing_of_a_file_is_offered_for_sale(self, shop):
        """No number can be sent to a channel that nobody speaks to."""
        ran = shop.json("stock", "plan", "toko")

        assert 2 == ran.code

    def test_one_bad_order_stops_the_file_unless_it_may_be_left_out(self, shop):
        """Exit 2 and nothing imported, or exit 6 and the good ones in."""
        text = table({"order_id": "A1"}, {"order_id": "A2", "quantity": "many"})

        stopped = bring(shop, text)
        before = len(shop.json("order", "list", "toko").data)
        skipped = bring(shop, text, "--skip-bad")

        assert (2, 1, 6) == (stopped.code, before, skipped.code)
        assert "row 3" in stopped.json["message"]
        assert {"new": 1, "refused": 1} == counts(skipped)
        assert {3} == set(faults(skipped))

    def test_a_switched_off_shop_imports_nothing(self, shop):
        """Its setting active says so."""
        shop.run("conn", "settings", "toko", "--set", "active=no")

        assert 3 == bring(shop, table()).code


class TestWhatIsKnownAlready:
    """A file may be older than what is kept, or know less."""

    def test_an_older_file_never_overwrites_a_newer_reading(self, shop):
        """By the moments at which the channel changed the order."""
        newer = table(updated_at="2026-05-03 10:00", quantity="3")
        older = table(updated_at="2026-05-02 10:00", quantity="9")

        bring(shop, newer)
        ran = bring(shop, older)

        assert {"outdated": 1} == counts(ran)
        assert 3 == held(shop)["A1", "KAOS"]

    def test_silence_takes_nothing_back(self, shop):
        """What another export leaves out or masks was so, and is so still."""
        bring(shop, table(waybill="JNE1", courier="JNE"))
        later = table(recipient_phone="62****89", recipient_name="S***i", street="", courier="")

        ran = bring(shop, later)

        facts = shown(shop)
        assert {"unchanged": 1} == counts(ran)
        assert ("JNE1", "JNE", "0812 3456 7890", "Siti", "Jl. Melati 1") == tuple(
            facts[name]
            for name in ("waybill", "courier", "recipient_phone", "recipient_name", "street")
        )


class TestBadOrders:
    """What real files hold, and what becomes of it."""

    def test_an_order_with_no_lines(self, shop):
        """Nothing says what was bought."""
        blank = dict.fromkeys(("sku", "title", "quantity", "unit_price"), "")

        ran = bring(shop, table({"order_id": "A1", **blank}, {"order_id": "A2"}), "--skip-bad")

        assert {"new": 1, "refused": 1} == counts(ran)
        assert "it has no lines" in faults(ran)[2]

    def test_an_order_of_ten_thousand_lines(self, shop):
        """It is taken whole, every unit of it reserved."""
        rows = [{"line_id": str(number), "quantity": "1"} for number in range(10_000)]

        ran = bring(shop, table(*rows))

        assert {"new": 1} == counts(ran)
        assert 10_000 == sum(n for (order, _), n in held(shop).items() if order == "A1")

    @pytest.mark.parametrize(("later", "units"), [("5", 5), ("1", 1)])
    def test_a_quantity_that_changes_after_the_import(self, shop, later, units):
        """What is reserved follows it, up and down."""
        bring(shop, table())

        ran = bring(shop, table(quantity=later))

        assert {"changed": 1} == counts(ran)
        assert units == held(shop)["A1", "KAOS"]

    @pytest.mark.parametrize("word", ["Sedang Dipertimbangkan", ""])
    def test_an_unknown_status(self, shop, word):
        """It moves nothing, and waits for a person."""
        ran = bring(shop, table(status=word))

        assert {"new": 1} == counts(ran)
        assert "unknown" == shown(shop)["status"]
        assert ("A1", "KAOS") not in held(shop)
        assert ["A1"] == [row["order_id"] for row in shop.json("order", "review", "toko").data]

    def test_a_status_that_goes_backwards(self, shop):
        """Undated, it is an older file; dated later than what is kept, the channel is right."""
        bring(shop, table(status="shipping", updated_at="2026-05-03 10:00"))

        undated = bring(shop, table(status="paid"))
        between = shown(shop)["status"]
        dated = bring(shop, table(status="paid", updated_at="2026-05-04 10:00"))

        assert ({"outdated": 1}, "shipping") == (counts(undated), between)
        assert ({"changed": 1}, "paid") == (counts(dated), shown(shop)["status"])

    def test_a_cancel_before_the_order_itself(self, shop):
        """An older file that still calls it paid reserves nothing."""
        bring(shop, table(status="Batal"))

        ran = bring(shop, table(status="paid"))

        assert {"outdated": 1} == counts(ran)
        assert ("A1", "KAOS") not in held(shop)

    def test_one_order_id_in_two_shops(self, shop):
        """They are two orders."""
        bring(shop, table(quantity="2"))

        ran = bring(shop, table(quantity="7"), "--create", conn="kedai")

        assert {"new": 1} == counts(ran)
        assert (2, 7) == tuple(
            shown(shop, conn=name)["lines"][0]["quantity"] for name in ("toko", "kedai")
        )

    def test_one_order_id_with_other_content(self, shop):
        """Placed on another day it is another order, and neither overwrites the other."""
        bring(shop, table())

        ran = bring(shop, table(placed_at="2026-06-01 09:15", quantity="50"))

        assert 2 == ran.code
        assert "it is another one" in ran.json["message"]
        assert 2 == held(shop)["A1", "KAOS"]

    @pytest.mark.parametrize(
        ("field", "one", "two"),
        [
            ("street", "Jl. Melati 1", "Jl. Mawar 2"),
            ("status", "paid", "shipping"),
            ("currency", "IDR", "SGD"),
            ("waybill", "JNE1", "JNE2"),
        ],
    )
    def test_rows_of_one_order_that_disagree(self, shop, field, one, two):
        """The order is refused with its rows named, and the others go on."""
        extra = {"unit_price": "5"}
        rows = [
            {"line_id": "1", field: one, **extra},
            {"order_id": "A2", field: one, **extra},
            {"line_id": "2", field: two, **extra},
        ]

        ran = bring(shop, table(*rows), "--skip-bad")

        assert {"new": 1, "refused": 1} == counts(ran)
        assert {2, 4} == set(faults(ran))
        assert f"disagree about {field}" in faults(ran)[2]
        assert "row 2" in faults(ran)[2]
        assert "row 4" in faults(ran)[2]

    def test_what_is_personal_is_not_told(self, shop):
        """A refusal names the rows, and nobody who bought."""
        rows = [
            {"line_id": "1", "recipient_name": "Siti Aminah"},
            {"line_id": "2", "recipient_name": "Budi Santoso"},
        ]

        ran = bring(shop, table(*rows), "--dry-run")

        assert "disagree about recipient_name: row 2 and row 3" in faults(ran)[2]
        assert "Siti" not in ran.out + ran.err

    @pytest.mark.parametrize(
        ("moment", "why"),
        [
            ((datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d %H:%M"), "future"),
            ("1970-01-01 00:00", "before 2000"),
            ("2026-02-31 09:00", "no time"),
            ("2016-12-31T23:59:60+00:00", "no time"),
            ("0001-01-01T00:00:00+14:00", "no year of ours"),
            ("yesterday", "no time"),
            ("", "blank"),
        ],
        ids=["future", "1970", "31 Feb", "leap second", "year 0", "a word", "blank"],
    )
    def test_a_moment_that_cannot_be(self, shop, moment, why):
        """An order is never dated by a guess."""
        ran = bring(shop, table({"placed_at": moment}, {"order_id": "A2"}), "--skip-bad")

        assert {"new": 1, "refused": 1} == counts(ran)
        assert why in faults(ran)[2]

    def test_a_moment_without_a_zone(self, shop):
        """It is Jakarta's for a shop in Indonesia; elsewhere the zone must be said."""
        text = table(placed_at="2026-05-01 09:15", unit_price="")
        abroad = ("--site", "SG")

        home = bring(shop, text)
        unsaid = bring(shop, text, *abroad, conn="sg")
        said = bring(shop, text, *abroad, "--zone", "Asia/Singapore", conn="sg")

        assert (0, 2, 0) == (home.code, unsaid.code, said.code)
        assert "--zone" in unsaid.json["message"]
        assert ("2026-05-01T02:15:00+00:00", "2026-05-01T01:15:00+00:00") == (
            shown(shop)["placed_at"],
            shown(shop, conn="sg")["placed_at"],
        )

    def test_a_missing_address(self, shop):
        """The order is kept and its goods reserved; that it lacks one is said."""
        ran = bring(shop, table(street="", city="", province=""))

        assert {"new": 1} == counts(ran)
        assert "address" in ran.data["orders"][0]["lacking"]
        assert 2 == held(shop)["A1", "KAOS"]

    @pytest.mark.parametrize(
        ("written", "kept"), [("SG", "SG"), ("Singapore", "SG"), ("indonesia", "ID"), ("", "")]
    )
    def test_a_destination_abroad(self, shop, written, kept):
        """It is kept as the two letters that rules and warehouses go by."""
        bring(shop, table(country=written))

        assert kept == shown(shop)["country"]

    def test_a_country_that_nobody_knows(self, shop):
        """It is refused: an order must not pass for a domestic one."""
        ran = bring(shop, table(country="Wakanda"))

        assert 2 == ran.code
        assert "two letters" in ran.json["message"]

    def test_a_masked_phone(self, shop):
        """It is kept as it is, no two of them make one buyer, and that it lacks is said."""
        masked = {"recipient_phone": "62****89", "buyer_name": "S***i", "buyer_phone": "62****89"}
        rows = [{"street": "Jl. 1"}, {"order_id": "A2", "street": "Jl. 2"}]

        ran = bring(shop, table(*rows, **masked))

        assert "62****89" == shown(shop)["recipient_phone"]
        assert ["phone"] == ran.data["orders"][0]["lacking"]
        assert [] == shop.json("order", "merge", "propose", "toko").data

    @pytest.mark.parametrize("waybill", ["", "   "])
    def test_a_waybill_of_nothing(self, shop, waybill):
        """Spaces are no waybill."""
        bring(shop, table(waybill=waybill))

        assert "" == shown(shop)["waybill"]

    def test_a_waybill_shared_by_two_orders(self, shop):
        """Both are kept, and both lack one of their own."""
        ran = bring(shop, table({}, {"order_id": "A2"}, waybill="JNE1"))

        assert {"new": 2} == counts(ran)
        assert [["a waybill of its own"]] * 2 == [one["lacking"] for one in ran.data["orders"]]

    def test_a_waybill_that_changes(self, shop):
        """The order has the newer one, and a revision more."""
        bring(shop, table(waybill="JNE1"))

        ran = bring(shop, table(waybill="JNE2"))

        assert {"changed": 1} == counts(ran)
        assert ("JNE2", 2) == (shown(shop)["waybill"], shown(shop)["revision"])

    def test_a_waybill_that_a_spreadsheet_has_rounded(self, shop):
        """What is left of it would ship nothing."""
        assert 2 == bring(shop, table(waybill="1.23457E+11")).code

    def test_a_price_without_a_currency(self, shop):
        """Rupiah in Indonesia; elsewhere it must be said."""
        text = table(unit_price="5.50", placed_at="2026-05-01T09:15+08:00")
        abroad = ("--site", "SG")

        unsaid = bring(shop, text, *abroad, conn="sg")
        said = bring(shop, text, *abroad, "--currency", "SGD", conn="sg")

        assert (2, 0) == (unsaid.code, said.code)
        assert "in no currency" in unsaid.json["message"]
        assert "SGD 5.5" == str(shown(shop, conn="sg")["lines"][0]["unit_price"])

    def test_currencies_mixed_in_one_row(self, shop):
        """A price that names another currency than its row is nobody's."""
        ran = bring(shop, table(unit_price="SGD 5", currency="IDR"))

        assert 2 == ran.code
        assert "in SGD, and the currency is IDR" in ran.json["message"]

    @pytest.mark.parametrize(
        ("price", "why"),
        [
            ("-5", "below zero"),
            ("Rp-5.000", "below zero"),
            ("9" * 65, "at most 24 digits"),
            ("0." + "1" * 65, "after it"),
            ("free", "no amount"),
            ("1,2,3", "no amount"),
            ("NaN", "no amount"),
        ],
    )
    def test_a_price_that_cannot_be(self, shop, price, why):
        """It is refused rather than rounded."""
        ran = bring(shop, table(unit_price=price))

        assert 2 == ran.code
        assert why in ran.json["message"]

    @pytest.mark.parametrize(
        ("price", "kept"),
        [
            ("150000", "IDR 150,000"),
            ("Rp 2.599.000", "IDR 2,599,000"),
            ("2,599,000.50", "IDR 2,599,000.5"),
            ("2.599.000,50", "IDR 2,599,000.5"),
            ("58.90", "IDR 58.9"),
            ("0", "IDR 0"),
        ],
    )
    def test_a_price_however_it_is_written(self, shop, price, kept):
        """Exactly, whatever marks its thousands."""
        bring(shop, table(unit_price=price))

        assert kept == str(shown(shop)["lines"][0]["unit_price"])

    def test_buyers_that_differ_in_case_and_punctuation(self, shop):
        """They are one buyer, however a clerk typed the name."""
        rows = [
            {"buyer_name": "Siti, Aminah", "buyer_phone": "0812-3456-7890"},
            {"order_id": "A2", "buyer_name": "SITI AMINAH", "buyer_phone": "+62 812 3456 7890"},
        ]
        shop.run("conn", "settings", "toko", "--set", "auto_merge=yes")

        ran = bring(shop, table(*rows))

        (group,) = shop.json("order", "merge", "list", "toko").data
        assert [group["id"]] == ran.data["proposed"]
        assert {"A1", "A2"} == set(group["orders"])

    def test_an_order_from_before_the_start(self, shop):
        """It is left out and counted, unless it is ours already."""
        bring(shop, table(order_id="ours"))
        shop.run("conn", "settings", "toko", "--set", "import_orders=2026-06-01T00:00+07:00")

        ran = bring(shop, table({"order_id": "ours", "quantity": "3"}, {"order_id": "old"}))

        assert {"changed": 1, "before_start": 1} == counts(ran)
        assert ("old", "KAOS") not in held(shop)

    def test_commas_in_codes(self, shop):
        """They are part of the code."""
        bring(shop, table(order_id="A,1", sku="KAOS,M", waybill="JNE,1"), "--create")

        facts = shown(shop, "A,1")
        assert ("KAOS,M", "JNE,1") == (facts["lines"][0]["sku"], facts["waybill"])

    def test_names_and_addresses_beyond_any_limit(self, shop):
        """They are kept whole; what a warehouse cannot take, its connector cuts."""
        name, street = "S" * 5_000, "Jl. Melati " * 2_000

        bring(shop, table(recipient_name=name, street=street.strip()))

        facts = shown(shop)
        assert (name, street.strip()) == (facts["recipient_name"], facts["street"])

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            ({"order_id": ""}, "order_id is blank"),
            ({"order_id": "5.8E+17"}, "spreadsheet"),
            ({"order_id": "A\u202e1"}, "reverses"),
            ({"sku": "", "title": ""}, "neither sku nor title"),
            ({"sku": "K" * 201}, "characters long"),
            ({"quantity": "0"}, "quantity is '0'"),
            ({"quantity": "-1"}, "quantity is '-1'"),
            ({"quantity": "1.5"}, "quantity is '1.5'"),
            ({"quantity": ""}, "quantity is empty"),
            ({"quantity": "9999999999"}, "quantity is"),
            ({"sku": "\0"}, "no text"),
        ],
        ids=str,
    )
    def test_a_row_that_cannot_be_read(self, shop, row, why):
        """It is refused with its number and the reason."""
        ran = bring(shop, table({"order_id": "good"}, {"order_id": "between"}, row), "--dry-run")

        assert 2 == ran.code
        assert why in faults(ran)[4]

    def test_lone_surrogates(self, shop):
        """They are no text, and nothing is printed or kept of them."""
        row = json.dumps({**SOUND, "recipient_name": "\ud800"})

        ran = bring(shop, f"{json.dumps(SOUND)}\n{row}".replace("A1", "A2", 1), "--skip-bad")

        assert {"new": 1, "refused": 1} == counts(ran)

    def test_a_row_of_nobody_refuses_those_beside_it(self, shop):
        """It may be a line of theirs, and half an order would be shipped."""
        rows = [{"order_id": "far"}, {"order_id": "near"}, {"order_id": ""}]

        ran = bring(shop, table(*rows), "--skip-bad")

        assert {"new": 1, "refused": 2} == counts(ran)
        assert "beside it cannot be read" in faults(ran)[3]

    def test_one_line_twice(self, shop):
        """Two rows that nothing tells apart may be one, copied."""
        ran = bring(shop, table({}, {}), "--dry-run")

        assert "stands in rows 2, 3" in faults(ran)[2]


class TestExport:
    """The way back."""

    ROWS = (
        {"line_id": "1", "updated_at": "2026-05-02 10:00", "ship_by": "2026-05-04 10:00"},
        {"line_id": "2", "updated_at": "2026-05-02 10:00", "ship_by": "2026-05-04 10:00"},
        {"order_id": "A2", "status": "Perlu Dikirim", "total": "1.125", "note": "+cepat"},
        {"order_id": "A3", "status": "who knows", "unit_price": "0.1255"},
    )

    @pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
    @pytest.mark.parametrize("words", [(), ("--with-buyers",)], ids=["masked", "with buyers"])
    def test_imported_again_it_changes_nothing(self, shop, form, words):
        """In every format, with and without who bought."""
        bring(shop, table(*self.ROWS))
        file = str(shop.path / f"orders.{form}")

        wrote = shop.json("order", "export", file, "--conn", "toko", *words)
        ran = shop.json("order", "import", file, "--conn", "toko")

        assert (4, 5) == (wrote.data["orders"], wrote.data["rows"])
        assert {"unchanged": 4} == counts(ran)
        assert "Siti" == shown(shop)["recipient_name"]

    def test_another_workspace_has_the_same_orders(self, shop):
        """Whole with --with-buyers: the same ids, lines, states, moments and people."""
        bring(shop, table(*self.ROWS))
        file = str(shop.path / "orders.csv")
        shop.run("order", "export", file, "--conn", "toko", "--with-buyers")

        bring(shop, (shop.path / "orders.csv").read_text(), conn="kedai")

        for order in ("A1", "A2", "A3"):
            one, other = (shown(shop, order, conn) for conn in ("toko", "kedai"))
            for facts in (one, other):
                del facts["connection"]
                facts["lines"] = [
                    {name: part for name, part in line.items() if name != "sku"}
                    for line in facts["lines"]
                ]
            assert one == other

    def test_who_bought_is_masked(self, shop):
        """No name, phone or street leaves unless it is asked for."""
        bring(shop, table())
        file = shop.path / "orders.csv"

        shop.run("order", "export", str(file), "--conn", "toko")

        text = file.read_text()
        assert not {"Siti", "0812", "Melati"} & {word for word in SOUND.values() if word in text}
        assert "Kota Bandung" in text

    def test_a_shop_without_orders(self, workspace):
        """There is nothing to write, and no file."""
        workspace.run("order", "declare", "toko", "--channel", "shopee")
        file = workspace.path / "orders.csv"

        ran = workspace.run("order", "export", str(file), "--conn", "toko")

        assert (2, False) == (ran.code, file.exists())
