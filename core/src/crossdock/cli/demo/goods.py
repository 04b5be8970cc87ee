"""What the three shops sell: the same goods, each shop in its own words and with its own flaws."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import count, islice
from pathlib import Path
from random import Random

import attrs

#: Code, and the name as Indonesian and Chinese shops write it.
_KINDS = (
    ("KAOS", "Kaos polos katun", "纯棉T恤"),
    ("KEMEJA", "Kemeja flanel", "法兰绒衬衫"),
    ("CELANA", "Celana chino", "休闲裤"),
    ("JAKET", "Jaket bomber", "飞行夹克"),
    ("HIJAB", "Hijab segi empat", "方形头巾"),
    ("SARUNG", "Sarung tenun", "编织纱笼"),
    ("SANDAL", "Sandal gunung", "登山凉鞋"),
    ("TOPI", "Topi baseball", "棒球帽"),
)
_COLOURS = (
    ("HTM", "hitam", "黑色"),
    ("PTH", "putih", "白色"),
    ("NVY", "navy", "藏青"),
    ("MRH", "merah", "红色"),
    ("HJU", "hijau", "绿色"),
)
_SIZES = ("S", "M", "L", "XL", "XXL")
_VARIANTS = len(_COLOURS) * len(_SIZES)
#: Of so many goods in a row, each shop leaves out one, and no two shops the same.
_OFFERED = 9


@attrs.frozen
class Article:
    """One of the seller's goods, as its maker numbers it."""

    code: str
    name: str
    name_in_china: str
    price: int


def articles(seed: int) -> Iterator[Article]:
    """Yield the seller's goods without end: model after model, in every colour and size."""
    dice = Random(f"goods|{seed}")  # noqa: S311 - reproducible on purpose
    for model in count():
        kind, name, name_in_china = _KINDS[model % len(_KINDS)]
        price = dice.randrange(39_000, 289_000, 1_000)
        for variant in range(_VARIANTS):
            colour, said, said_in_china = _COLOURS[variant // len(_SIZES)]
            size = _SIZES[variant % len(_SIZES)]
            yield Article(
                code=f"{kind}-{model + 1:03d}-{colour}-{size}",
                name=f"{name} model {model + 1} {said} {size}",
                name_in_china=f"{name_in_china} {model + 1} {said_in_china} {size}",
                price=price,
            )


def write_catalogues(folder: Path, seed: int, listings: int) -> Mapping[str, Path]:
    """Write the catalogue of each shop as a file, and return the files by connector.

    Args:

        listings: rows of each file.
    """
    made = {}
    for place, connector in enumerate(("tokopedia", "jdcom", "jdid")):
        made[connector] = folder / f"{connector}.csv"
        with made[connector].open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ("sku", "title", "price", "stock", "status"))
            writer.writeheader()
            writer.writerows(islice(_rows(connector, place, seed), listings))
    return made


def _rows(connector: str, place: int, seed: int) -> Iterator[dict[str, object]]:
    dice = Random(f"{connector}|{seed}")  # noqa: S311 - reproducible on purpose
    before = ""
    offered = (one for number, one in enumerate(articles(seed)) if number % _OFFERED != place)
    for position, one in enumerate(offered):
        in_china = connector == "jdcom"
        yield {
            "sku": _typed(one.code, position, before),
            "title": one.name_in_china if in_china else one.name,
            "price": one.price // 2_000 if in_china else one.price,
            # A shop is never in step with the warehouse it sells from.
            "stock": 0 if position % 31 == 17 else dice.randrange(1, 90),
            "status": "inactive" if position % 29 == 13 else "active",
        }
        before = one.code


def _typed(code: str, position: int, before: str) -> str:
    """Return *code* as somebody typed it into the shop: not always at all, or as it is."""
    if position % 43 == 19:
        return ""
    if position % 47 == 23:
        return code.lower()
    if position % 53 == 29:
        return before
    return code
