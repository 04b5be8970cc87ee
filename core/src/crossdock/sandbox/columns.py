"""Which column of a file holds what: by mapping where given, by its name otherwise."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from crossdock.sandbox.exceptions import SandboxRefusedError

#: Our fields, and the column names that mean them, the most telling first.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "sku": ("sku", "sellersku", "kodesku", "skucode", "productsku"),
    "title": ("title", "productname", "name", "nama", "namaproduk", "judul", "producttitle"),
    "price": ("finalprice", "saleprice", "price", "harga", "hargaproduk", "originalprice"),
    "stock": ("stock", "stok", "quantity", "qty", "availablestock"),
    "id": ("productid", "id", "listingid", "itemid"),
    "url": ("url", "producturl", "productlink", "link"),
    "category": ("category", "kategori", "categoryname", "breadcrumb"),
    "status": ("status", "statusproduk"),
    "description": ("description", "desc", "deskripsi"),
    "image": ("image", "images", "imageurl", "imglink", "gambar", "picture"),
    "weight": ("weight", "berat", "weightgram"),
    "sold": ("sold", "terjual", "countsold", "soldcount"),
    "seller": ("seller", "store", "shop", "toko", "shopname", "storename"),
}

#: Without these nothing can be played.
NEEDED = ("title", "price")


def plain(name: str) -> str:
    """Return a column name as it is compared: lower case, letters and digits only."""
    return "".join(character for character in name.lower() if character.isalnum())


def find_columns(path: Path, header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """
    Return our field to the file's column.

    Raises:
        SandboxRefusedError: A mapped field or column does not exist, or no
            column can be a title or a price.
    """
    columns: dict[str, str] = {}
    by_plain_name = {plain(column): column for column in reversed(header)}
    for field, wanted in mapping.items():
        if field not in SYNONYMS:
            raise SandboxRefusedError(
                f"there is no field {field!r} to map a column to; there are {', '.join(SYNONYMS)}"
            )
        if wanted not in header and plain(wanted) not in by_plain_name:
            raise SandboxRefusedError(
                f"{path.name} has no column {wanted!r} for {field}; it has {', '.join(header)}"
            )
        columns[field] = wanted if wanted in header else by_plain_name[plain(wanted)]
    taken = set(columns.values())
    for field, names in SYNONYMS.items():
        found = [by_plain_name[name] for name in names if name in by_plain_name]
        free = [column for column in found if column not in taken]
        if field not in columns and free:
            columns[field] = free[0]
            taken.add(free[0])
    missing = [field for field in NEEDED if field not in columns]
    if missing:
        raise SandboxRefusedError(
            f"{path.name} has no column that looks like a {' or a '.join(missing)}"
            f" (it has {', '.join(header[:30]) or 'none at all'}); map one, for example"
            f" {missing[0]}=COLUMN"
        )
    return columns
