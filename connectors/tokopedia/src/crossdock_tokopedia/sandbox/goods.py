"""What an Indonesian general store sells, and the words it is titled with."""

import attrs


@attrs.frozen
class Kind:
    """One kind of goods: how it is titled, what it costs and what it comes in."""

    name: str
    category: int
    brands: tuple[str, ...]
    details: tuple[str, ...]
    price: tuple[int, int]
    weight: int
    axes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@attrs.frozen
class Category:
    """A leaf of the category tree with the names above it."""

    category_id: int
    path: tuple[str, ...]


_COLOURS = ("Hitam", "Putih", "Merah Maroon", "Biru Dongker", "Hijau Army", "Abu-abu", "Krem")
_SIZES = ("S", "M", "L", "XL", "XXL")
_SHOES = ("38", "39", "40", "41", "42", "43")

CATEGORIES = {
    category.category_id: category
    for category in (
        Category(24, ("Handphone & Tablet", "Handphone", "Android OS")),
        Category(65, ("Handphone & Tablet", "Aksesoris Handphone", "Casing & Cover")),
        Category(289, ("Komputer & Laptop", "Aksesoris Komputer", "Keyboard")),
        Category(1811, ("Fashion Pria", "Atasan Pria", "Kaos Pria")),
        Category(1833, ("Fashion Wanita", "Atasan Wanita", "Blouse")),
        Category(1758, ("Fashion Muslim", "Outerwear Muslim Wanita", "Gamis")),
        Category(1774, ("Fashion Pria", "Sepatu Pria", "Sneakers Pria")),
        Category(2210, ("Dapur", "Peralatan Masak", "Wajan")),
        Category(984, ("Rumah Tangga", "Tempat Penyimpanan", "Rak")),
        Category(2987, ("Makanan & Minuman", "Kopi", "Biji Kopi")),
        Category(2671, ("Makanan & Minuman", "Makanan Ringan", "Keripik")),
        Category(71, ("Perawatan Tubuh", "Perawatan Wajah", "Serum Wajah")),
        Category(560, ("Olahraga", "Sepeda", "Aksesoris Sepeda")),
        Category(3070, ("Ibu & Bayi", "Perlengkapan Mandi Bayi", "Handuk Bayi")),
        Category(1219, ("Otomotif", "Aksesoris Motor", "Sarung Tangan Motor")),
        Category(3901, ("Pertukangan", "Perkakas", "Obeng")),
    )
}

KINDS = (
    Kind(
        "Kaos Polos",
        1811,
        ("Basic.co", "Rapi", "Anomali"),
        ("Cotton Combed 30s", "Lengan Panjang", "Oversize Unisex"),
        (35_000, 129_000),
        180,
        (("Warna", _COLOURS), ("Ukuran", _SIZES)),
    ),
    Kind(
        "Kemeja Flanel",
        1811,
        ("Rapi", "Tenun Jaya"),
        ("Kotak-kotak Premium", "Slim Fit", "Lengan Pendek"),
        (89_000, 219_000),
        320,
        (("Warna", _COLOURS), ("Ukuran", _SIZES)),
    ),
    Kind(
        "Blouse Wanita",
        1833,
        ("Kirana", "Melati"),
        ("Katun Rayon", "Motif Bunga", "Kerah Sabrina"),
        (65_000, 189_000),
        200,
        (("Warna", _COLOURS), ("Ukuran", _SIZES)),
    ),
    Kind(
        "Gamis Syari",
        1758,
        ("Aisyah", "Nabila"),
        ("Bahan Wolfis Premium", "Set Khimar", "Busui Friendly"),
        (145_000, 399_000),
        600,
        (("Warna", _COLOURS),),
    ),
    Kind(
        "Sepatu Sneakers",
        1774,
        ("Langkah", "Compas Rasa"),
        ("Kanvas Low", "Kulit Sintetis", "Slip On"),
        (159_000, 489_000),
        900,
        (("Ukuran", _SHOES),),
    ),
    Kind(
        "HP Android",
        24,
        ("Nusaphone", "Sinar"),
        ("6/128GB Garansi Resmi 1 Tahun", "8/256 GB | AMOLED 120Hz", "4/64GB BNOB"),
        (1_099_000, 4_899_000),
        450,
        (("Warna", _COLOURS[:4]),),
    ),
    Kind(
        "Softcase Bening",
        65,
        ("Lindung", "Armor"),
        ("Anti Crack", "TPU 2mm", "Ring Kamera"),
        (9_900, 49_000),
        40,
        (("Tipe", ("A12", "A13", "A32", "Note 11", "Redmi 13C")),),
    ),
    Kind(
        "Keyboard Mekanik",
        289,
        ("Ketik", "Noir"),
        ("75% Hotswap", "Wireless Gasket", "RGB Red Switch"),
        (279_000, 1_250_000),
        950,
        (("Switch", ("Red", "Brown", "Blue")),),
    ),
    Kind(
        "Wajan Anti Lengket",
        2210,
        ("Dapur Ibu", "Maxima"),
        ("28 cm Granit", "Marble Tutup Kaca", "Gagang Kayu"),
        (79_000, 259_000),
        1400,
    ),
    Kind(
        "Rak Susun Serbaguna",
        984,
        ("Rapih", "Simpan"),
        ("4 Tingkat (Besi)", "Plastik Lipat", "Dapur 3 Susun + Roda"),
        (49_000, 329_000),
        3200,
        (("Warna", _COLOURS[:3]),),
    ),
    Kind(
        "Kopi Arabika",
        2987,
        ("Tanah Deli", "Gayo Jaya", "Toraja Asli"),
        ("Biji Sangrai", "Bubuk Halus", "Natural Process"),
        (38_000, 185_000),
        250,
        (("Berat", ("100 gr", "250 gr", "500 gr", "1 kg")),),
    ),
    Kind(
        "Keripik Singkong",
        2671,
        ("Mak Icih Tetangga", "Renyah"),
        ("Pedas Level 10", "Balado 250 gr", "Original"),
        (8_500, 35_000),
        270,
        (("Rasa", ("Original", "Balado", "Keju", "Rumput Laut")),),
    ),
    Kind(
        "Serum Wajah",
        71,
        ("Cerah", "Some Skin"),
        ("Niacinamide 10% 20 ml", "Vitamin C + Hyaluron", "Retinol 1% BPOM"),
        (39_000, 149_000),
        90,
    ),
    Kind(
        "Lampu Sepeda",
        560,
        ("Gowes", "Rute"),
        ("400 Lumen USB", "Depan & Belakang", "Waterproof IPX6"),
        (35_000, 289_000),
        220,
    ),
    Kind(
        "Handuk Bayi",
        3070,
        ("Si Kecil", "Awan"),
        ("Katun Bambu 60x120", "Karakter + Topi", "Isi 3 pcs"),
        (29_000, 99_000),
        260,
        (("Motif", ("Beruang", "Kelinci", "Polkadot")),),
    ),
    Kind(
        "Sarung Tangan Motor",
        1219,
        ("Aspal", "Rute"),
        ("Touchscreen Half Finger", "Kulit Domba", "Anti Slip"),
        (25_000, 179_000),
        140,
        (("Ukuran", _SIZES[1:4]),),
    ),
    Kind(
        "Obeng Set",
        3901,
        ("Tekun", "Baja"),
        ("32 in 1 Magnetik", "Presisi 115 in 1", "Gagang Karet"),
        (19_000, 215_000),
        480,
    ),
)

ENDINGS = (
    "",
    "",
    "",
    " [READY STOCK]",
    " - COD",
    " (Bisa Grosir)",
    " | Original",
    " Termurah!",
    " 100% Ori",
    ' 7"',
)
