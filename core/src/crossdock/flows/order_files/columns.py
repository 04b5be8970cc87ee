"""Which column of an order file holds what: as told, or by its name in English or Indonesian."""

from __future__ import annotations

from collections.abc import Mapping

from crossdock.errors import InputRefusedError
from crossdock.tables import Table

#: What a row may say, and the column names that mean it, without spaces and marks. The
#: first is how it is written by `crossdock order export`.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "order_id": (
        *("orderid", "ordersn", "idpesanan", "nopesanan", "nomorpesanan", "nomerpesanan"),
        *("idorder", "noorder", "nomororder", "idtransaksi", "nomortransaksi"),
    ),
    "number": (
        *("number", "ordernumber", "invoice", "invoicenumber", "noinvoice", "nomorinvoice"),
        *("invoiceno", "nofaktur"),
    ),
    "status": (
        *("status", "orderstatus", "statuspesanan", "statusorder", "statustransaksi"),
        *("financialstatus", "orderitemstatus"),
    ),
    "raw_status": ("rawstatus",),
    "delivery_status": ("deliverystatus", "fulfillmentstatus", "fulfilmentstatus"),
    "placed_at": (
        *("placedat", "orderdate", "createdat", "createtime", "createdtime", "ordercreationdate"),
        *("waktupesanandibuat", "tanggalpesanan", "tanggalpesanandibuat", "tanggalorder"),
        *("waktupemesanan", "tanggaltransaksi", "tanggalpembelian", "ordercreatedat"),
    ),
    "paid_at": (
        *("paidat", "paidtime", "paiddate", "paymenttime", "paymentdate", "waktupembayaran"),
        *("waktupembayarandilakukan", "tanggalpembayaran", "tanggalbayar"),
    ),
    "updated_at": (
        *("updatedat", "updatetime", "updatedtime", "lastupdated", "modifieddate"),
        *("waktudiperbarui", "terakhirdiperbarui", "tanggaldiperbarui"),
    ),
    "cancelled_at": ("cancelledat", "canceledat", "cancelledtime", "canceledtime", "waktubatal"),
    "accept_by": ("acceptby", "bataswaktuterima", "batasterimapesanan"),
    "ship_by": (
        *("shipby", "shipbydate", "estimatedshipoutdate", "shippingdeadline", "batasbayarkirim"),
        *("pesananharusdikirimkansebelum", "pesananharusdikirimsebelum", "bataswaktukirim"),
        *("bataspengiriman", "bataswaktupengiriman", "ttssla"),
    ),
    "line_id": (
        *("lineid", "orderitemid", "itemid", "lineitemid", "idbarispesanan", "skuid"),
        *("orderlineid", "idprodukpesanan"),
    ),
    "listing_id": ("listingid", "productid", "idproduk", "idlisting"),
    "sku": (
        *("sku", "sellersku", "skuinduk", "nomorreferensisku", "skureferenceno", "kodesku"),
        *("nomorsku", "skupenjual", "itemsku", "lineitemsku", "merchantsku", "skucode"),
    ),
    "title": (
        *("title", "productname", "namaproduk", "itemname", "lineitemname", "namabarang"),
        *("producttitle",),
    ),
    "quantity": (
        *("quantity", "qty", "jumlah", "kuantitas", "lineitemquantity", "jumlahproduk"),
        *("jumlahprodukdibeli", "jumlahbarang", "totalbarang"),
    ),
    "unit_price": (
        *("unitprice", "price", "harga", "hargasatuan", "hargasetelahdiskon", "dealprice"),
        *("lineitemprice", "itemcost", "hargajual", "hargaprodukidr", "skuunitoriginalprice"),
    ),
    "note": ("note", "catatan", "catatanpembeli", "catatandaripembeli", "buyermessage"),
    "total": (
        *("total", "totalamount", "orderamount", "grandtotal", "totalpembayaran"),
        *("jumlahpembayaran", "ordertotal"),
    ),
    "currency": ("currency", "matauang", "currencycode"),
    "buyer_name": (
        *("buyername", "buyer", "namapembeli", "pembeli", "buyerusername", "usernamepembeli"),
        *("customername",),
    ),
    "buyer_phone": ("buyerphone", "teleponpembeli", "nomorteleponpembeli", "nohppembeli"),
    "buyer_email": ("buyeremail", "email", "emailpembeli", "customeremail"),
    "recipient_name": (
        *("recipientname", "recipient", "namapenerima", "penerima", "shippingname"),
        *("receivername", "shiptoname"),
    ),
    "recipient_phone": (
        *("recipientphone", "phone", "notelepon", "nomortelepon", "teleponpenerima"),
        *("nomorteleponpenerima", "nohppenerima", "shippingphone", "phonenumber"),
    ),
    "street": (
        *("street", "address", "alamat", "alamatpengiriman", "shippingaddress", "alamatlengkap"),
        *("shippingstreet", "detailaddress", "deliveryaddress", "shippingaddress1"),
    ),
    "district": ("district", "kecamatan", "subdistrict", "shippingdistrict"),
    "city": ("city", "kotakabupaten", "kota", "kabupaten", "shippingcity", "regencyandcity"),
    "province": ("province", "provinsi", "shippingprovince", "state", "shippingstate", "region"),
    "postal_code": (
        *("postalcode", "postcode", "zip", "zipcode", "kodepos", "shippingzip"),
        *("shippingpostcode",),
    ),
    "country": ("country", "negara", "shippingcountry", "countrycode"),
    "courier": (
        *("courier", "kurir", "opsipengiriman", "shippingoption", "shippingprovider", "logistik"),
        *("shippingmethod", "jasakirim", "jasapengiriman", "shippingprovidername", "ekspedisi"),
        *("shippingprovidertype",),
    ),
    "waybill": (
        *("waybill", "trackingnumber", "noresi", "nomorresi", "resi", "trackingid"),
        *("trackingcode", "awb", "nomorawb"),
    ),
    "warehouse_id": ("warehouseid", "warehouse", "warehousename", "gudang", "namagudang"),
}

_NEEDED = ("order_id", "status", "placed_at", "quantity")
#: One of these tells what was bought.
_GOODS = ("sku", "title", "listing_id")


def find_columns(table: Table, told: Mapping[str, str]) -> dict[str, str]:
    """Return the column of *table* for each thing that its rows say.

    A file with order numbers and no ids knows its orders by their numbers.

    Args:

        told: the columns that names do not tell, by what they hold.

    Raises:

        InputRefusedError: there is no such thing or column, a column is told for two
            things, two columns could be one, or one is missing that no order can do
            without.
    """
    for field, column in told.items():
        _check(table, field, column)
        if list(told.values()).count(column) > 1:
            raise InputRefusedError(
                f"The column {column!r} is given for more than one thing.",
                next_step="Give each a column of its own.",
            )
    free = [column for column in table.columns if column not in told.values()]
    named = {field: _by_name(table, field, free) for field in SYNONYMS if field not in told}
    found = {**{field: column for field, column in named.items() if column}, **told}
    if "order_id" not in found and "number" in found:
        found["order_id"] = found.pop("number")
    _check_complete(table, found)
    return found


def _check(table: Table, field: str, column: str) -> None:
    if field not in SYNONYMS:
        raise InputRefusedError(
            f"An order file says nothing called {field!r}.",
            next_step=f"Map one of {', '.join(SYNONYMS)}.",
        )
    if column not in table.columns:
        raise InputRefusedError(
            f"{table.name} has no column {column!r}.",
            next_step=f"Name one of {', '.join(table.columns[:20])}.",
        )


def _check_complete(table: Table, found: Mapping[str, str]) -> None:
    missing = [field for field in _NEEDED if field not in found]
    if not any(field in found for field in _GOODS):
        missing.append("sku")
    if missing:
        raise InputRefusedError(
            f"No column of {table.name} is called like {' or '.join(missing)}. It has"
            f" {', '.join(table.columns[:20])}.",
            next_step=f"Say which one it is: --columns {missing[0]}=COLUMN",
        )


def _by_name(table: Table, field: str, free: list[str]) -> str:
    named = [column for column in free if _plain(column) in SYNONYMS[field]]
    exact = [column for column in named if _plain(column) == SYNONYMS[field][0]]
    if len(named) > 1 and len(exact) != 1:
        raise InputRefusedError(
            f"{' and '.join(map(repr, named))} of {table.name} could each be the {field}.",
            next_step=f"Say which: --columns {field}={named[0]}",
        )
    return next(iter(exact or named), "")


def _plain(column: str) -> str:
    return "".join(character for character in column.lower() if character.isalnum())
