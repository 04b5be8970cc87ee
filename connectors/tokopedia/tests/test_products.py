"""`crossdock_tokopedia.products` and `.listings`: the catalogue."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_tokopedia
from crossdock import ImportLimit, Listing, ListingStatus, Money, Page, Secret
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    RemoteTroubleError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock.paging import walk
from crossdock_tokopedia.listings import decode_last_sort, decode_listing, decode_rows, recognise
from crossdock_tokopedia.products import PLAIN_PRODUCTS, Place, decode_cursor, encode_cursor
from crossdock_tokopedia.settings import TokopediaSettings

OURS = TokopediaSettings(13004, 479573, "id", Secret("planted-canary"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def product(product_id=15123699, **changes):
    """Return a row of product/info in the shape of sheet 1.5."""
    row = {
        "basic": {
            "productID": product_id,
            "shopID": 479573,
            "status": 1,
            "name": "Kemeja Flanel Pria",
            "condition": 1,
            "childCategoryID": 1759,
            "shortDesc": "Kemeja",
        },
        "price": {"value": 125000, "currency": 1, "LastUpdateUnix": 1573114217, "idr": 125000},
        "weight": {"value": 250, "unit": 1},
        "stock": {"useStock": True, "value": 10, "stockWording": "Stok tersedia"},
        "main_stock": 7,
        "reserve_stock": 3,
        "variant": {},
        "menu": {},
        "preorder": {},
        "extraAttribute": {"minOrder": 1},
        "GMStats": {},
        "other": {"sku": " KF-01 ", "url": "https://www.tokopedia.com/abc/kemeja-flanel"},
        "campaign": {"StartDate": "0001-01-01T00:00:00Z", "EndDate": "0001-01-01T00:00:00Z"},
        "warehouses": [
            {
                "productID": product_id,
                "warehouseID": 341734,
                "price": {"value": 125000},
                "stock": {"useStock": True, "value": 10},
            }
        ],
    }
    return row | changes


def parent(product_id, children):
    """Return the row of a parent of variants."""
    variant = {"isParent": True, "isVariant": True, "childrenID": children}
    return product(product_id, variant=variant)


def child(product_id, parent_id, **changes):
    """Return the row of a child of a parent."""
    return product(product_id, variant={"isVariant": True, "parentID": parent_id}, **changes)


class Catalogue:
    """Answers product/info from pages of rows and a map of further products."""

    def __init__(self, pages, others=(), **extra):
        self.pages, self.extra = pages, extra
        self.others = {row["basic"]["productID"]: row for row in others}

    def __call__(self, request):
        """Return the answer to *request*."""
        params = request.url.params
        if "product_id" in params:
            ids = [int(text) for text in params["product_id"].split(",")]
            rows = [self.others[pid] for pid in ids if pid in self.others]
            return {"header": {}, "data": rows or None}
        page = int(params["page"])
        rows = self.pages[page - 1] if page <= len(self.pages) else None
        return {"header": {}, "data": rows, **self.extra}


def pull(shop):
    """Return every page of a shop's catalogue."""
    fetch = lambda cursor: crossdock_tokopedia.list_products(shop, cursor)  # noqa: E731
    return [page for _, page in walk(fetch, identify=lambda listing: listing.listing_id)]


def test_a_row_in_our_words():
    """Each field of a listing comes from where sheet 1.5 says it lives."""
    expected = Listing(
        listing_id="15123699",
        sku=" KF-01 ",
        title="Kemeja Flanel Pria",
        status=ListingStatus.ACTIVE,
        raw_status="1",
        quantity=10,
        price=Money(Decimal(125000), "IDR"),
        locked=3,
        warehouse_quantities=(("341734", 10),),
        url="https://www.tokopedia.com/abc/kemeja-flanel",
    )

    assert expected == decode_listing(product(), OURS)


def test_zeros_and_blanks_are_left_out():
    """A sold-out product without SKU and price has neither value nor sku nor price."""
    row = {"basic": {"productID": 1, "status": 3}, "stock": {"useStock": True}, "other": {}}

    found = decode_listing(row, OURS)

    assert (0, "", "", None, ListingStatus.INACTIVE) == (
        found.quantity,
        found.sku,
        found.title,
        found.price,
        found.status,
    )


def test_names_are_read_whatever_their_case():
    """A page that prints Name and Value is read like one that prints name and value."""
    row = {
        "Basic": {"ProductId": "77", "Name": "Topi", "Status": "1"},
        "Stock": {"Value": "4"},
        "Other": {"SKU": "T-1"},
        "Price": {"Value": 5000.0},
    }

    found = decode_listing({**row, "Price": {"Value": Decimal("5000.0")}}, OURS)

    assert ("77", "Topi", 4, "T-1") == (
        found.listing_id,
        found.title,
        found.quantity,
        found.sku,
    )


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (-2, ListingStatus.BANNED),
        (-1, ListingStatus.PENDING),
        (0, ListingStatus.DELETED),
        (1, ListingStatus.ACTIVE),
        (2, ListingStatus.ACTIVE),
        (3, ListingStatus.INACTIVE),
        (9, ListingStatus.UNKNOWN),
        (None, ListingStatus.UNKNOWN),
    ],
)
def test_product_states(code, status):
    """The states of sheet 1.5; one that is not there, or left out, is unknown."""
    assert status is decode_listing(product(basic={"productID": 1, "status": code}), OURS).status


def test_a_connection_for_a_warehouse_sees_its_stock():
    """With warehouse_id set, the quantity is that warehouse's, which is what is pushed."""
    settings = TokopediaSettings(1, 479573, "id", Secret("planted-canary"), warehouse_id=2)
    rows = [{"warehouseID": 1, "stock": {"value": 6}}, {"warehouseID": 2, "stock": {}}]

    found = decode_listing(product(warehouses=rows), settings)

    assert (0, 0, (("1", 6), ("2", 0))) == (
        found.quantity,
        found.locked,
        found.warehouse_quantities,
    )


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("text", "not an object"),
        ({}, "basic.productID is missing"),
        (product(stock={"value": -1}), "stock.value is -1"),
        (product(stock={"value": "ten"}), "stock.value must be a whole number"),
        (product(stock={"value": True}), "stock.value must be a whole number"),
        (product(stock={"value": Decimal("1.5")}), "stock.value must be a whole number"),
        (product(stock={"value": 2**63}), "stock.value must be a whole number"),
        (product(price={"value": "abc"}), "price.value must be a number"),
        (product(price={"value": -1}), "price.value is -1"),
        (product(other={"sku": "a\0b"}), "other.sku contains a NUL"),
        (product(other={"sku": "\ud800"}), "other.sku contains a lone surrogate"),
        (product(other={"sku": ["a"]}), "other.sku must be text"),
        (product(basic={"productID": 1, "shopID": 5}), "basic.shopID is 5"),
        (product(warehouses={"a": 1}), "warehouses must be a list"),
    ],
)
def test_a_poison_row_names_its_field(row, field):
    """A row that cannot be read says which field is wrong."""
    with pytest.raises(DataRefusedError, match=field):
        decode_listing(row, OURS)


@given(JSON)
def test_any_row_is_a_listing_or_a_refusal(row):
    """Arbitrary JSON never raises anything but the refusal of its record."""
    recognise(row)
    with suppress(DataRefusedError):
        decode_listing(row, OURS)


@given(st.dictionaries(st.sampled_from(sorted(product())), JSON))
def test_any_field_is_a_listing_or_a_refusal(changes):
    """A row whose fields are arbitrary JSON is a listing or a refusal too."""
    recognise(product(**changes))
    with suppress(DataRefusedError):
        decode_listing(product(**changes), OURS)


@given(JSON)
def test_any_answer_has_rows(body):
    """Whatever an answer holds, its rows and its mark can be asked for."""
    assert isinstance(decode_rows(body), list)
    assert isinstance(decode_last_sort(body), str)


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ({}, (False, ())),
        (None, (False, ())),
        ({"isParent": True, "childrenID": [2, "3", 2, None, "x"]}, (True, ("2", "3"))),
        ({"isParent": True, "childrenID": [Decimal("2.0")]}, (True, ("2",))),
        ({"isParent": True, "isVariant": True, "childrenID": [2]}, (True, ("2",))),
        ({"childrenID": [2]}, (True, ("2",))),
        ({"isVariant": True, "parentID": 9}, (False, ())),
        ({"isVariant": True}, (False, ())),
        ({"isParent": True}, (True, ())),
        ({"parentID": 0, "childrenID": []}, (False, ())),
        ({"parentID": 1, "isParent": True, "childrenID": [2]}, (True, ("2",))),
    ],
)
def test_parents_are_told_from_what_is_sold(variant, expected):
    """A parent groups children; what names another parent, or nothing, is sold itself."""
    row = recognise(product(1, variant=variant))

    assert expected == (row.is_parent, row.children)


def test_pages_until_data_is_null(shop, platform):
    """The shop is read page by page, 50 at a time, until data is null."""
    platform.replies["/product/info"] = Catalogue([[product(1)], [product(2)]])

    pages = pull(shop)

    assert [("1",), ("2",), ()] == [tuple(i.listing_id for i in page.items) for page in pages]
    asked = [dict(call.url.params) for call in platform.calls("/product/info")]
    assert {"shop_id": "479573", "page": "1", "per_page": "50"} == asked[0]
    assert 3 == len(asked)


@pytest.mark.parametrize("data", [None, [], {}])
def test_an_empty_shop(shop, platform, data):
    """Null, an empty list and an empty object all mean that there is nothing (more)."""
    platform.replies["/product/info"] = {"header": {"error_code": 0}, "data": data}

    assert Page() == crossdock_tokopedia.list_products(shop, None)


def test_data_not_found_ends_the_list(shop, platform):
    """An answer "Data Not Found" ends the list as null does."""
    from crossdock.http import Response

    header = {"error_code": "PRD_GRPC_003", "reason": "Data Not Found"}
    platform.replies["/product/info"] = Response(400, json={"header": header, "data": None})

    assert Page() == crossdock_tokopedia.list_products(shop, None)


@pytest.mark.parametrize("data", ["Internal error", 5])
def test_an_answer_without_a_list_is_not_the_end(shop, platform, data):
    """Text or a number where the products belong is trouble, and not an empty page."""
    platform.replies["/product/info"] = {"header": {}, "data": data}

    with pytest.raises(UnreadableAnswerError):
        crossdock_tokopedia.list_products(shop, None)


def test_a_failure_without_a_code_is_not_the_end(shop, platform):
    """A 200 that tells of a failure in words only does not end the catalogue."""
    header = {"messages": "Our server encounters an error, please try again later"}
    platform.replies["/product/info"] = {"header": header, "data": None}

    with pytest.raises(RemoteTroubleError):
        crossdock_tokopedia.list_products(shop, None)


def test_children_stand_in_for_their_parent(shop, platform):
    """A parent is a container; its children are fetched by a comma list of ids."""
    others = [child(11, 10), child(12, 10, stock={"useStock": True})]
    platform.replies["/product/info"] = Catalogue([[parent(10, [11, 12]), product(20)]], others)

    page = crossdock_tokopedia.list_products(shop, None)

    found = {listing.listing_id: (listing.parent_id, listing.quantity) for listing in page.items}
    assert {"20": (None, 10), "11": ("10", 10), "12": ("10", 0)} == found
    assert (1, ()) == (page.containers, page.refused)
    asked = dict(platform.calls("/product/info")[1].url.params)
    assert {"product_id": "11,12"} == asked


def test_children_in_the_shop_list_are_not_fetched_again(shop, platform):
    """Where the shop's list gives children too, each comes once."""
    rows = [parent(10, [11, 12]), child(11, 10), child(12, 10)]
    platform.replies["/product/info"] = Catalogue([rows])

    page = crossdock_tokopedia.list_products(shop, None)

    assert ["11", "12"] == [listing.listing_id for listing in page.items]
    assert 1 == len(platform.calls("/product/info"))


def test_a_parent_that_names_no_children(shop, platform):
    """The children of a parent that names none are asked of the variant endpoint."""
    rows = [product(10, variant={"isParent": True, "isVariant": True})]
    platform.replies["/product/variant/10"] = {
        "header": {},
        "data": {"parent_id": 10, "children": [{"product_id": 11, "sku": "A"}, {"sku": "B"}]},
    }
    platform.replies["/product/info"] = Catalogue([rows], [child(11, 10)])

    page = crossdock_tokopedia.list_products(shop, None)

    assert (["11"], 1) == ([listing.listing_id for listing in page.items], page.containers)


@pytest.mark.parametrize("answer", [{"data": None}, {"data": {"children": []}}, "404"])
def test_a_parent_without_children_is_sold_itself(shop, platform, answer):
    """A product called a parent that has no children anywhere does not vanish."""
    if answer != "404":
        platform.replies["/product/variant/10"] = answer
    platform.replies["/product/info"] = Catalogue([[product(10, variant={"isParent": True})]])

    page = crossdock_tokopedia.list_products(shop, None)

    assert (["10"], 0) == ([listing.listing_id for listing in page.items], page.containers)


def test_many_children_are_fetched_in_chunks(shop, platform):
    """More than 100 children take several requests, and each is asked for once."""
    ids = list(range(1000, 1250))
    others = [child(pid, 10) for pid in ids]
    platform.replies["/product/info"] = Catalogue([[parent(10, ids)]], others)

    page = crossdock_tokopedia.list_products(shop, None)

    assert 250 == len({listing.listing_id for listing in page.items})
    assert 1 + 3 == len(platform.calls("/product/info"))


def test_a_child_that_is_not_answered_is_refused(shop, platform):
    """A child that no answer brings is counted with its reason, and its siblings come."""
    platform.replies["/product/info"] = Catalogue([[parent(10, [11, 12])]], [child(11, 10)])

    page = crossdock_tokopedia.list_products(shop, None)

    assert ["11"] == [listing.listing_id for listing in page.items]
    assert [("12", "The variant 12 could not be read: it was not in the answer.")] == [
        (record.record_id, record.error) for record in page.refused
    ]


def test_one_bad_id_does_not_cost_the_others(shop, platform):
    """When a request for several children is refused, it is halved until one stands alone."""
    from crossdock.http import Response

    known = Catalogue([[parent(10, [11, 12, 13, 14])]], [child(n, 10) for n in (11, 12, 14)])

    def answer(request):
        if "13" in request.url.params.get("product_id", "").split(","):
            header = {"error_code": "PRD_DLV_099", "reason": "invalid product id"}
            return Response(400, json={"header": header, "data": None})
        return known(request)

    platform.replies["/product/info"] = answer

    page = crossdock_tokopedia.list_products(shop, None)

    assert ["11", "12", "14"] == sorted(listing.listing_id for listing in page.items)
    assert ["13"] == [record.record_id for record in page.refused]


def test_a_poison_row_does_not_stop_its_page(shop, platform):
    """A row that cannot be read is kept with its error, masked, and the others come."""
    poison = product(2, stock={"value": -5}, phone="0812-SECRET")
    platform.replies["/product/info"] = Catalogue([[product(1), poison, "junk"]])

    page = crossdock_tokopedia.list_products(shop, None)

    assert ["1"] == [listing.listing_id for listing in page.items]
    assert ["2", "row 3"] == [record.record_id for record in page.refused]
    assert "0812-SECRET" not in page.refused[0].raw
    assert '"value": -5' in page.refused[0].raw


def test_the_mark_of_an_answer_is_sent_with_the_next_page(shop, platform):
    """Where an answer gives last_sort, the next page is asked for with it."""
    platform.replies["/product/info"] = Catalogue([[product(1)]], last_sort="1573114217")

    pull(shop)

    assert "1573114217" == platform.calls("/product/info")[1].url.params["last_sort"]


EDGE = encode_cursor(Place(page=PLAIN_PRODUCTS // 50 + 1, seen=PLAIN_PRODUCTS, last_id="99"))


def test_beyond_10000_products_without_a_mark(shop, platform):
    """A platform that pages on past 10,000 products without a mark is simply read on."""
    platform.replies["/product/info"] = lambda request: {"data": [product(5)]}

    page = crossdock_tokopedia.list_products(shop, EDGE)

    assert (1, ()) == (len(page.items), page.refused)
    assert "last_sort" not in platform.calls("/product/info")[0].url.params


def test_a_list_that_stops_at_10000_says_so(shop, platform):
    """A list that ends right where the mark is needed is not taken for complete in silence."""
    platform.replies["/product/info"] = {"header": {}, "data": None}

    page = crossdock_tokopedia.list_products(shop, EDGE)

    assert (None, ["page 201"]) == (page.cursor, [record.record_id for record in page.refused])
    assert "last_sort" in page.refused[0].error


def test_a_list_that_insists_on_a_mark_is_offered_the_last_id(shop, platform):
    """Refused without a mark it never gave, the platform is asked with the last product's id."""
    from crossdock.http import Response

    def answer(request):
        if "last_sort" not in request.url.params:
            header = {"error_code": "PRD_DLV_060", "reason": "last_sort is required"}
            return Response(400, json={"header": header, "data": None})
        return {"data": [product(5)]}

    platform.replies["/product/info"] = answer

    page = crossdock_tokopedia.list_products(shop, EDGE)

    assert 1 == len(page.items)
    assert "99" == platform.calls("/product/info")[1].url.params["last_sort"]


def test_a_list_read_on_by_ids_stays_so(shop, platform):
    """Once an id served as the mark, each further page is asked for with the last one's."""
    left = {"99": [product(100)], "100": [product(101)]}
    platform.replies["/product/info"] = lambda request: {
        "data": left.get(request.url.params.get("last_sort", ""))
    }

    page, seen = crossdock_tokopedia.list_products(shop, EDGE), []
    while page.cursor:
        seen += [listing.listing_id for listing in page.items]
        page = crossdock_tokopedia.list_products(shop, page.cursor)

    assert (["100", "101"], ()) == (seen, page.refused)
    marks = [call.url.params.get("last_sort") for call in platform.calls("/product/info")]
    assert [None, "99", "100", "101"] == marks


def test_a_list_refused_beyond_10000_says_so(shop, platform):
    """A refusal past 10,000 products ends the pull with a notice, not without what came."""
    from crossdock.http import Response

    header = {"error_code": "PRD_DLV_060", "reason": "last_sort is required"}
    platform.replies["/product/info"] = Response(400, json={"header": header, "data": None})
    place = Place(page=301, seen=15_000, last_id="7")

    page = crossdock_tokopedia.list_products(shop, encode_cursor(place))

    assert ["page 301"] == [record.record_id for record in page.refused]
    assert "last_sort is required" in page.refused[0].error


def test_a_refused_page_raises(shop, platform):
    """A first page that is refused is an error, not an empty shop."""
    from crossdock.http import Response

    header = {"error_code": "PRD_DLV_003", "reason": "bad shop id"}
    platform.replies["/product/info"] = Response(400, json={"header": header, "data": None})

    with pytest.raises(RequestRefusedError, match="479573"):
        crossdock_tokopedia.list_products(shop, None)


@given(st.integers(1, 10**6), st.integers(), st.text(), st.text(), st.booleans())
def test_cursors_come_back(page, seen, last_id, mark, by_id):
    """A cursor read is the place it was written from."""
    place = Place(page, seen, last_id, mark, by_id)

    assert place == decode_cursor(encode_cursor(place))


@pytest.mark.parametrize("cursor", ["", "7", "{}x", '{"page":0}', '{"page":"1"}', '{"x":1}'])
def test_a_strange_cursor_is_refused(shop, cursor):
    """A cursor that is not ours is refused before anything is asked."""
    with pytest.raises(InputRefusedError):
        crossdock_tokopedia.list_products(shop, cursor)


def test_import_limits_are_declared():
    """The seed's import limits stand in the manifest, for core to apply."""
    limits = {ImportLimit.ACTIVE, ImportLimit.IN_STOCK, ImportLimit.SKU_FILLED}

    assert limits == crossdock_tokopedia.manifest().import_limits


def test_a_list_that_moved_is_read_back(platform, shop):
    """When a product goes while the list is read, the one that moved up a page is not lost."""
    ids = list(range(1000, 1120))

    def answer(request):
        page, size = (int(request.url.params[name]) for name in ("page", "per_page"))
        rows = [product(one) for one in ids[(page - 1) * size : page * size]]
        return {"header": {}, "data": rows or None}

    platform.replies = {"/product/info": answer}
    found = set()
    for _, page in walk(lambda cursor: crossdock_tokopedia.list_products(shop, cursor)):
        found |= {listing.listing_id for listing in page.items}
        if 1003 in ids:
            ids.remove(1003)

    assert {str(one) for one in ids} <= found


def test_a_list_that_stands_costs_one_row_more_a_page(platform, shop):
    """Where nothing moved, a full page costs a look at one product; nothing is read twice."""
    ids = list(range(1000, 1120))

    def answer(request):
        page, size = (int(request.url.params[name]) for name in ("page", "per_page"))
        rows = [product(one) for one in ids[(page - 1) * size : page * size]]
        return {"header": {}, "data": rows or None}

    platform.replies = {"/product/info": answer}
    pages = list(walk(lambda cursor: crossdock_tokopedia.list_products(shop, cursor)))

    sizes = [int(one.url.params["per_page"]) for one in platform.calls("/product/info")]
    assert (4, 2) == (sizes.count(50), sizes.count(1))
    assert 120 == sum(len(page.items) for _, page in pages)
