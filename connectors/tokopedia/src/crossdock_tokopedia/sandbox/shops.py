"""Shops and warehouses behind one fs_id (sheet 1.4)."""

from datetime import date
from typing import Any

import attrs

#: Sheet 1.4: the status enumeration of shop-info.
OPEN, CLOSED = 1, 2


@attrs.frozen
class Warehouse:
    """A shop's place of dispatch."""

    warehouse_id: int
    name: str
    city: str
    city_id: int
    district: str
    district_id: int
    province: str
    province_id: int
    postal_code: str
    latitude: str
    longitude: str
    address: str
    default: bool = True


@attrs.define
class Shop:
    """A shop, open or closed."""

    shop_id: int
    user_id: int
    name: str
    domain: str
    founded: date
    warehouses: tuple[Warehouse, ...]
    power_merchant: bool = True
    official: bool = False
    status: int = OPEN
    reason: str = ""
    closed_from: date | None = None
    closed_until: date | None = None

    @property
    def default_warehouse(self) -> Warehouse:
        """Where stock lives unless a warehouse is named."""
        return self.warehouses[0]

    def status_on(self, today: date) -> int:
        """Return the status, a scheduled closing taken into account."""
        if self.closed_from is None:
            return self.status
        ended = self.closed_until is not None and today > self.closed_until
        return CLOSED if today >= self.closed_from and not ended else OPEN

    def close(self, first: date, last: date | None, note: str) -> None:
        """Close from *first* through *last*."""
        self.closed_from, self.closed_until, self.reason = first, last, note

    def open(self) -> None:
        """Open now."""
        self.status, self.reason = OPEN, ""
        self.closed_from = self.closed_until = None

    def row(self, today: date, url: str) -> dict[str, Any]:
        """Return the row of shop-info."""
        status = self.status_on(today)
        return {
            "shop_id": self.shop_id,
            "user_id": self.user_id,
            "shop_name": self.name,
            "logo": f"https://images.tokopedia.net/img/seller_logo/{self.shop_id}.jpg",
            "shop_url": f"{url}/{self.domain}",
            "is_open": 1 if status == OPEN else 0,
            "status": status,
            "date_shop_created": self.founded.isoformat(),
            "domain": self.domain,
            "admin_id": [self.user_id, self.user_id + 7],
            "reason": self.reason if status != OPEN else "",
            "district_id": self.default_warehouse.district_id,
            "province_name": self.default_warehouse.province,
            "warehouses": [_warehouse_row(self.shop_id, place) for place in self.warehouses],
            "subscribe_tokocabang": False,
            "is_mitra": False,
        }


def _warehouse_row(shop_id: int, place: Warehouse) -> dict[str, Any]:
    return {
        "warehouse_id": place.warehouse_id,
        # The platform's own database types show through here (Q18).
        "partner_id": {"Int64": 0, "Valid": True},
        "shop_id": {"Int64": shop_id, "Valid": True},
        "warehouse_name": place.name,
        "district_id": place.district_id,
        "district_name": place.district,
        "city_id": place.city_id,
        "city_name": place.city,
        "province_id": place.province_id,
        "province_name": place.province,
        "status": 1,
        "postal_code": place.postal_code,
        "is_default": 1 if place.default else 0,
        "latlon": f"{place.latitude},{place.longitude}",
        "latitude": place.latitude,
        "longitude": place.longitude,
        "email": "",
        "address_detail": place.address,
        "phone": "",
        "warehose_type": "Default Warehouse" if place.default else "Warehouse",
        "wh_type": "Default Warehouse" if place.default else "Warehouse",
    }


_JAKARTA = Warehouse(
    12210,
    "Gudang Utama Kebon Jeruk",
    "Jakarta Barat",
    174,
    "Kebon Jeruk",
    2258,
    "DKI Jakarta",
    13,
    "11530",
    "-6.1916",
    "106.7696",
    "Jl. Panjang No. 68, Kebon Jeruk",
)
_SURABAYA = Warehouse(
    13377,
    "Gudang Rungkut",
    "Kota Surabaya",
    252,
    "Rungkut",
    3532,
    "Jawa Timur",
    15,
    "60293",
    "-7.3300",
    "112.7680",
    "Jl. Rungkut Industri III No. 9",
    default=False,
)
_BANDUNG = Warehouse(
    14511,
    "Gudang Cicendo",
    "Kota Bandung",
    165,
    "Cicendo",
    2092,
    "Jawa Barat",
    12,
    "40171",
    "-6.9094",
    "107.5940",
    "Jl. Pajajaran No. 21",
)
_MEDAN = Warehouse(
    15902,
    "Gudang Medan Baru",
    "Kota Medan",
    46,
    "Medan Baru",
    644,
    "Sumatera Utara",
    2,
    "20153",
    "3.5690",
    "98.6560",
    "Jl. Iskandar Muda No. 110",
)

MAIN, SECOND, HOLIDAY = 6553931, 6554870, 6557012


def connected_shops() -> dict[int, Shop]:
    """Return the shops of this fs_id: the main one, a second one, and one on holiday."""
    shops = (
        Shop(
            MAIN,
            5511690,
            "Rumah Serba Ada",
            "rumahserbaada",
            date(2016, 3, 14),
            (_JAKARTA, _SURABAYA),
            official=True,
        ),
        Shop(SECOND, 5511690, "Sudut Rapi", "sudutrapi", date(2019, 8, 2), (_BANDUNG,)),
        Shop(
            HOLIDAY,
            5620017,
            "Kedai Kopi Tanah Deli",
            "kopitanahdeli",
            date(2018, 11, 30),
            (_MEDAN,),
            status=CLOSED,
            reason="Toko libur, buka kembali setelah panen",
        ),
    )
    return {shop.shop_id: shop for shop in shops}
