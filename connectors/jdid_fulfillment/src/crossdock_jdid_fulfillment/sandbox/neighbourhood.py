"""The account as it was set up: departments, warehouses, shop and supplier; and a neighbour."""

import attrs

from crossdock_jdid_fulfillment.sandbox.master import (
    DISABLED,
    ENABLED,
    INITIAL,
    Department,
    Master,
    Shop,
    Supplier,
    Warehouse,
)
from crossdock_jdid_fulfillment.sandbox.numbers import Numbers


@attrs.frozen
class Home:
    """Where the merchant mostly works."""

    department: str
    warehouse: str
    shop: str
    supplier: str


def furnish(master: Master, numbers: Numbers) -> Home:
    """Fill the master data and return the first department with all it needs."""
    first, second = (
        _department(master, numbers, name, master.pin) for name in ("Toko Crossdock", "Grosir")
    )
    stranger = _department(master, numbers, "Toko Tetangga", "tetangga_pin")
    main = _warehouse(master, first, "110008421", "Gudang Marunda", ENABLED, "Jakarta Utara")
    _warehouse(master, first, "110008422", "Gudang Cikarang", DISABLED, "Bekasi")
    _warehouse(master, first, "110008423", "Gudang Medan", INITIAL, "Medan")
    _warehouse(master, second, "1100084310", "Gudang Surabaya", ENABLED, "Surabaya")
    _warehouse(master, stranger, "110008499", "Gudang Tetangga", ENABLED, "Depok")
    shop = _shop(master, numbers, first, "TOKO-1", "Crossdock Official")
    _shop(master, numbers, second, "GROSIR-1", "Crossdock Grosir")
    _shop(master, numbers, stranger, "T-1", "Tetangga")
    supplier = _supplier(master, numbers, first, "PEMASOK-1", "PT Pemasok Utama")
    _supplier(master, numbers, second, "PEMASOK-2", "CV Pemasok Kedua")
    return Home(first, main, shop, supplier)


def _department(master: Master, numbers: Numbers, name: str, pin: str) -> str:
    no = numbers.master("EBU")
    master.departments[no] = Department(no, name, pin)
    return no


def _warehouse(master: Master, department: str, no: str, name: str, status: int, city: str) -> str:
    address = f"Jl. Gudang Raya No. {len(master.warehouses) + 1}, {city}"
    master.warehouses[no] = Warehouse(no, name, department, status, city, address)
    return no


def _shop(master: Master, numbers: Numbers, department: str, isv_no: str, name: str) -> str:
    no = numbers.master("ESP")
    master.shops[no] = Shop(no, isv_no, department, name, "6")
    return no


def _supplier(master: Master, numbers: Numbers, department: str, isv_no: str, name: str) -> str:
    no = numbers.master("EMS")
    master.suppliers[no] = Supplier(no, isv_no, department, name)
    return no
