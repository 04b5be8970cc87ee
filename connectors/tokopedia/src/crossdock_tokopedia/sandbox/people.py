"""Who buys, where they live, and who brings it there."""

import attrs

FIRST_NAMES = (
    "Siti",
    "Budi",
    "Agus",
    "Dewi",
    "Rina",
    "Eko",
    "Putri",
    "Ahmad",
    "Nur",
    "Andi",
    "Made",
    "Wayan",
    "Yohanes",
    "Lestari",
    "Fajar",
    "I Gusti Ayu",
)
LAST_NAMES = (
    "Rahayu",
    "Santoso",
    "Wijaya",
    "Kusuma",
    "Hidayat",
    "Sari",
    "Saputra",
    "Siregar",
    "Nasution",
    "Hutapea",
    "Pratama",
    "Handayani",
    "D'Souza",
    "",
)
STREETS = (
    "Jl. Merdeka",
    "Jl. Diponegoro",
    "Gg. Melati",
    "Jl. Raya Darmo",
    "Perum Griya Asri Blok C",
    "Jl. Sudirman Kav.",
    "Dusun Krajan RT 02/RW 05 No.",
    "Jl. Gajah Mada",
)


@attrs.frozen
class Place:
    """A district with everything above it, as addresses name them."""

    district: str
    district_id: int
    city: str
    city_id: int
    province: str
    province_id: int
    postal_code: str
    geo: str


PLACES = (
    Place(
        "Tebet",
        2283,
        "Kota Administrasi Jakarta Selatan",
        175,
        "DKI Jakarta",
        13,
        "12810",
        "-6.2263,106.8583",
    ),
    Place("Coblong", 2093, "Kota Bandung", 165, "Jawa Barat", 12, "40135", "-6.8845,107.6163"),
    Place("Soreang", 2010, "Kab. Bandung", 161, "Jawa Barat", 12, "40911", "-7.0253,107.5190"),
    Place("Gubeng", 3520, "Kota Surabaya", 252, "Jawa Timur", 15, "60281", "-7.2798,112.7500"),
    Place("Depok", 2772, "Kab. Sleman", 210, "D.I. Yogyakarta", 34, "55281", "-7.7620,110.4010"),
    Place("Denpasar Selatan", 3621, "Kota Denpasar", 259, "Bali", 16, "80221", "-8.7009,115.2300"),
    Place("Medan Baru", 644, "Kota Medan", 46, "Sumatera Utara", 2, "20153", "3.5690,98.6560"),
    Place(
        "Panakkukang",
        4801,
        "Kota Makassar",
        338,
        "Sulawesi Selatan",
        26,
        "90231",
        "-5.1450,119.4470",
    ),
    Place("Abepura", 5420, "Kota Jayapura", 479, "Papua", 33, "99351", "-2.5986,140.6690"),
    Place(
        "Banda Sakti",
        71,
        "Kota Lhokseumawe",
        23,
        "Nanggroe Aceh Darussalam (NAD)",
        1,
        "02431",
        "5.1870,97.1410",
    ),
)

#: Courier and service with their ids.
COURIERS = (
    (1, "JNE", 1, "Reguler"),
    (14, "J&T", 27, "Reguler"),
    (11, "SiCepat", 18, "Regular Package"),
    (10, "GoSend", 20, "Instant Courier"),
    (23, "AnterAja", 45, "Reguler"),
)
