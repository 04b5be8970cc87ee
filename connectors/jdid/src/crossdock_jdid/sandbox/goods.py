"""What an Indonesian store sells, who buys it, and who brings it."""

import attrs


@attrs.frozen
class Kind:
    """One kind of goods: how it is titled, what it costs (rupiah) and what it comes in."""

    name: str
    code: str
    category: int
    category_name: str
    brand: int
    brand_name: str
    details: tuple[str, ...]
    price: tuple[int, int]
    variants: tuple[str, ...] = ()


_SIZES = ("S", "M", "L", "XL", "XXL")
_COLOURS = ("Hitam", "Putih", "Merah Maroon", "Biru Dongker")

KINDS = (
    Kind("Kaos Polos", "KP", 75_061, "Fashion/Pria/Kaos", 501, "Basic.co",
         ("Cotton Combed 30s", "Lengan Panjang"), (35_000, 129_000), _SIZES),
    Kind("Sneakers Kanvas", "SK", 75_080, "Fashion/Sepatu/Sneakers", 502, "Langkah",
         ("Low Cut", "Slip On"), (159_000, 489_000), ("38", "39", "40", "41", "42")),
    Kind("Powerbank", "PB", 75_120, "Elektronik/Aksesoris/Powerbank", 503, "Nusacell",
         ("10000mAh Fast Charging", "20000 mAh + LED"), (129_000, 399_000), _COLOURS),
    Kind("Wajan Anti Lengket", "WJ", 75_200, "Rumah Tangga/Dapur/Wajan", 504, "Dapur Ibu",
         ("28 cm Granit", "Tutup Kaca"), (79_000, 259_000)),
    Kind("Kopi Arabika Gayo", "KG", 75_310, "Makanan/Minuman/Kopi", 505, "Tanah Deli",
         ("Biji Sangrai", "Bubuk Halus"), (38_000, 185_000), ("100 gr", "250 gr", "1 kg")),
    Kind("Serum Wajah", "SW", 75_400, "Kecantikan/Perawatan/Serum", 506, "Cerah",
         ("Niacinamide 10% 20ml", "Vitamin C + Hyaluron"), (39_000, 149_000)),
    Kind("Popok Bayi", "PY", 75_500, "Ibu & Bayi/Popok", 507, "Si Kecil",
         ("Celana Isi 34", "Perekat NB 44"), (45_000, 135_000), _SIZES),
    Kind("Helm Half Face", "HH", 75_610, "Otomotif/Motor/Helm", 508, "Rute",
         ("SNI Double Visor", "Retro Kulit"), (189_000, 650_000), ("M", "L", "XL")),
)  # fmt: skip
ENDINGS = ("", "", "", " [READY STOCK]", " - Original 100%", " (Garansi Resmi)", ' 7"', " 🔥PROMO")

FIRST_NAMES = ("Siti", "Budi", "Agus", "Dewi", "Rina", "Eko", "Ni Made", "Ahmad", "Fajar", "Nur")
LAST_NAMES = ("Rahayu", "Santoso", "Wijaya", "Siregar", "D'Souza", "Handayani", "", "Nasution")
STREETS = ("Jl. Merdeka", "Gg. Melati", "Perum Griya Asri Blok C", "Dusun Krajan RT 02/RW 05")
MESSAGES = ("", "", "", "tolong bubble wrap ya kak", 'warna "Hitam"; kalau kosong bebas', "🙏")


@attrs.frozen
class Place:
    """A district with what is above it."""

    province: str
    city: str
    area: str
    post_code: str


PLACES = (
    Place("DKI Jakarta", "Kota Jakarta Selatan", "Kebayoran Baru", "12110"),
    Place("Jawa Barat", "Kota Bandung", "Coblong", "40132"),
    Place("Jawa Timur", "Kota Surabaya", "Wonokromo", "60243"),
    Place("Sumatera Utara", "Kota Medan", "Medan Baru", "20153"),
    Place("Bali", "Kota Denpasar", "Denpasar Selatan", "80223"),
    Place("Papua", "Kota Jayapura", "Abepura", "99351"),
)
#: Code, company and the letters its numbers begin with.
CARRIERS = ((10_001, "J-Express", "JX"), (10_020, "J&T Express", "JP"), (10_031, "SiCepat", "00"))
