"""Who and where: departments, warehouses, carriers, shops and suppliers (sheet B3, B4)."""

from collections.abc import Iterator

import attrs

#: Sheet B4: status of a warehouse.
INITIAL, ENABLED, DISABLED = 1, 2, 3
#: Sheet B3: JD Express, the default carrier.
JD_EXPRESS = "CYS0000010"
#: Sheet B4: ``salePlatformSource``; 1 is JD itself.
PLATFORMS = {
    "1": "京东",
    "2": "天猫",
    "3": "苏宁",
    "4": "亚马逊中国",
    "6": "其他",
    "8": "淘宝",
}
JD_PLATFORM = "1"


@attrs.define
class Department:
    """A business department; it belongs to one account."""

    no: str
    name: str
    pin: str


@attrs.define
class Warehouse:
    """A warehouse that a department may use."""

    no: str
    name: str
    department: str
    status: int
    city: str
    address: str


@attrs.frozen
class Shipper:
    """A carrier; *letters* begin its waybills."""

    no: str
    name: str
    letters: str
    enabled: bool = True
    cash: bool = False


@attrs.define
class Shop:
    """A shop of the merchant, as the warehouse knows it."""

    no: str
    isv_no: str
    department: str
    name: str
    source: str
    contacts: str = ""
    phone: str = ""
    address: str = ""


@attrs.define
class Supplier:
    """Who delivers to the warehouse."""

    no: str
    isv_no: str
    department: str
    name: str


SHIPPERS = (
    Shipper(JD_EXPRESS, "京东快递", "JDVA", cash=True),
    Shipper("CYS0000011", "SiCepat", "SCPT"),
    Shipper("CYS0000012", "JNE", "JNE", cash=True),
    Shipper("CYS0000013", "Pos Indonesia", "POS"),
    Shipper("CYS0000014", "Wahana", "WHN", enabled=False),
)


@attrs.define
class Master:
    """The master data of the account and of its neighbours."""

    pin: str
    departments: dict[str, Department] = attrs.field(factory=dict)
    warehouses: dict[str, Warehouse] = attrs.field(factory=dict)
    shops: dict[str, Shop] = attrs.field(factory=dict)
    suppliers: dict[str, Supplier] = attrs.field(factory=dict)
    shippers: dict[str, Shipper] = attrs.field(factory=lambda: {one.no: one for one in SHIPPERS})

    def own(self) -> Iterator[Department]:
        """Yield the departments of the account."""
        return (one for one in self.departments.values() if one.pin == self.pin)

    def warehouses_of(self, department: str) -> list[Warehouse]:
        """Return the warehouses of a department."""
        return [one for one in self.warehouses.values() if one.department == department]

    def shop_with(self, department: str, isv_no: str) -> Shop | None:
        """Return a shop by the merchant's own number."""
        found = (s for s in self.shops.values() if s.department == department)
        return next((shop for shop in found if shop.isv_no == isv_no), None)

    def supplier_with(self, department: str, isv_no: str) -> Supplier | None:
        """Return a supplier by the merchant's own number."""
        found = (s for s in self.suppliers.values() if s.department == department)
        return next((supplier for supplier in found if supplier.isv_no == isv_no), None)
