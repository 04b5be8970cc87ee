"""What the three shops of the demo sell: the same goods, each shop in its own words."""

from __future__ import annotations

import csv
from itertools import islice

import pytest

from crossdock.cli.demo.goods import articles, write_catalogues

SHOPS = ("tokopedia", "jdcom", "jdid")


@pytest.fixture
def rows(tmp_path):
    """The rows of each shop."""
    files = write_catalogues(tmp_path, 7, 120)
    return {
        shop: list(csv.DictReader(files[shop].read_text(encoding="utf-8").splitlines()))
        for shop in SHOPS
    }


def test_each_shop_has_as_many_rows_as_asked_for(rows):
    """Flawed ones are among them."""
    assert {120} == {len(found) for found in rows.values()}


def test_most_goods_are_sold_in_all_shops(rows):
    """By the very same code, though none of the shops has all of them."""
    codes = [{row["sku"] for row in found} for found in rows.values()]

    assert len(set.intersection(*codes)) > 60
    assert all(mine < set.union(*codes) for mine in codes)


@pytest.mark.parametrize("shop", SHOPS)
def test_every_shop_has_flaws(rows, shop):
    """Blank, doubled and lower-case codes, goods that are sold out and goods that are off."""
    codes = [row["sku"] for row in rows[shop]]

    assert "" in codes
    assert len(set(codes)) < len(codes)
    assert any(code != code.upper() for code in codes)
    assert {"0"} < {row["stock"] for row in rows[shop]}
    assert {"active", "inactive"} == {row["status"] for row in rows[shop]}


def test_the_same_seed_writes_the_same(rows, tmp_path):
    """Another one writes other prices and stocks of the same goods."""
    again = write_catalogues(tmp_path, 7, 120)["jdid"].read_text()
    other = write_catalogues(tmp_path, 8, 120)["jdid"].read_text()

    assert [row["sku"] for row in rows["jdid"]] == [
        row["sku"] for row in csv.DictReader(again.splitlines())
    ]
    assert again != other
    assert [line.partition(",")[0] for line in again.splitlines()] == [
        line.partition(",")[0] for line in other.splitlines()
    ]


def test_no_two_articles_have_one_code():
    """However many there are."""
    codes = [one.code for one in islice(articles(3), 5_000)]

    assert len(codes) == len(set(codes))
