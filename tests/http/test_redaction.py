"""What no output shows, in any spelling; and what stays readable."""

from __future__ import annotations

import base64
import html
import json
import threading
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crossdock.http import Redactor
from crossdock.http.redaction import MASK

SECRETS = st.text(min_size=6, max_size=40)
AROUND = st.binary(max_size=7)


def plain(secret: str) -> str:
    """Leave *secret* as it is."""
    return secret


def lower_hex(secret: str) -> str:
    """Percent-encode with lower-case digits."""
    encoded = quote(secret, safe="")
    return "".join(
        c.lower() if "%" in encoded[max(0, i - 2) : i] else c for i, c in enumerate(encoded)
    )


SPELLINGS = [
    plain,
    lambda s: quote(s, safe=""),
    quote,
    quote_plus,
    lower_hex,
    lambda s: quote(quote(s, safe=""), safe=""),
    lambda s: json.dumps(s)[1:-1],
    lambda s: json.dumps(s, ensure_ascii=False)[1:-1],
    lambda s: json.dumps(json.dumps(s))[3:-3],
    lambda s: json.dumps(s)[1:-1].replace("/", "\\/"),
    html.escape,
]


@pytest.mark.parametrize("spell", SPELLINGS)
@given(secret=SECRETS)
def test_spellings(spell: Any, secret: str) -> None:
    """A secret is masked however it was written down."""
    shown = Redactor([secret]).text(f"x={spell(secret)}&y")

    assert f"x={MASK}&y" == shown


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@given(secret=SECRETS, before=AROUND, after=AROUND)
def test_base64(encode: Any, secret: str, before: bytes, after: bytes) -> None:
    """A secret in the middle of Base64 is masked but for the bits it shares with others."""
    raw = secret.encode()
    encoded = encode(before + raw + after).decode()
    first, last = -(-len(before) * 8 // 6), (len(before) + len(raw)) * 8 // 6
    assume(last - first >= 6)

    shown = Redactor([secret]).text(encoded)

    assert encoded[first:last] not in shown
    assert MASK in shown


def test_basic() -> None:
    """The header that carries id and secret together does not show the secret."""
    header = "Basic " + base64.b64encode(b"client:s3cr3t/value+1").decode()

    shown = Redactor(["s3cr3t/value+1"]).text(header)

    assert f"Basic Y2xpZW50On{MASK}" == shown


@given(secret=SECRETS, before=AROUND)
def test_base64_in_a_url(secret: str, before: bytes) -> None:
    """So is Base64 that was percent-encoded."""
    encoded = base64.b64encode(before + secret.encode() + b"x").decode()

    shown = Redactor([secret]).text(quote(encoded, safe=""))

    assert MASK in shown


@given(st.lists(SECRETS, min_size=2, max_size=4, unique=True), st.data())
def test_several(secrets: list[str], data: st.DataObject) -> None:
    """No secret survives, though one begins with another."""
    secrets.append(secrets[0] + secrets[1])
    text = " ".join(data.draw(st.permutations(secrets)))

    shown = Redactor(secrets).text(text)

    assert all(secret not in shown for secret in secrets if secret not in f"{MASK} {MASK}")


@given(st.text())
def test_nothing_known(text: str) -> None:
    """Without secrets, text stays as it is."""
    assert text == Redactor().text(text)


def test_short() -> None:
    """What is shorter than six characters would mask half of every text, and is not."""
    assert "abcde abc" == Redactor(["abcde"]).text("abcde abc")


def test_bytes_from_the_environment() -> None:
    """A secret that is not Unicode is masked like any other."""
    assert MASK == Redactor(["caf\udce9-secret"]).text("caf\udce9-secret")


def test_threads() -> None:
    """Learning does not disturb whoever redacts at the same time."""
    redactor = Redactor(["the-first-secret"])
    failures: list[BaseException] = []

    def learn(which: int) -> None:
        for number in range(60):
            redactor.learn(f"secret-{which}-{number}")

    def redact() -> None:
        try:
            for _ in range(200):
                assert MASK == redactor.text("the-first-secret")
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=learn, args=(n,)) for n in range(4)]
    threads += [threading.Thread(target=redact) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failures
    assert " ".join([MASK] * 240) == redactor.text(
        " ".join(f"secret-{n}-{m}" for n in range(4) for m in range(60))
    )


ORDER = {
    "order_id": 43481289,
    "invoice_ref_num": "INV/1",
    "products": [{"id": 1, "name": "Kaos Polos", "sku": "KP-01", "price": 15000}],
    "shop_name": "Toko Kaos",
    "buyer": {"id": 7, "name": "Budi Santoso", "phone": "62812345", "email": "b@example.com"},
    "customer": {"name": "Budi Santoso"},
    "buyer_info": {"buyer_fullname": "Budi Santoso", "buyer_phone": 62812345},
    "recipient": {
        "name": "Siti Aminah",
        "phone": "62898765",
        "address": {
            "address_full": "Jl. Melati 5",
            "city": "Bandung",
            "postal_code": "40115",
            "geo": "-6.9,107.6",
        },
    },
    "destination": {
        "receiver_name": "Siti Aminah",
        "receiver_phone": "62898765",
        "address_street": "Jl. Melati 5",
        "address_city": "Bandung",
    },
    "dropshipper_info": {"name": "Rina", "phone": "62811"},
    "addresses": [{"fullName": "Siti Aminah", "address": "Jl. Melati 5"}],
    "contacts": [{"contactName": "Siti Aminah", "phones": [{"number": "62898765"}]}],
    "encryption": {"secret": "c2VjcmV0", "content": "Y29udGVudA=="},
    "access_token": "c:7k1Yb3",
    "app_secret": "xyz",
    "sign": "0a1b",
    "Authorization-Hmac": "00ff",
    "360buy_param_json": "{}",
}
PERSONAL = (
    "Budi",
    "Siti",
    "Rina",
    "6281",
    "6289",
    "Melati",
    "example.com",
    "107.6",
    "c2Vj",
    "Y29u",
    "7k1Y",
    "xyz",
    "0a1b",
    "00ff",
)
READABLE = ("43481289", "INV/1", "Kaos Polos", "KP-01", "15000", "Toko Kaos", "Bandung", "40115")


class TestRecords:
    """A platform's record, kept because it could not be read."""

    @pytest.mark.parametrize("word", PERSONAL)
    def test_hidden(self, word: str) -> None:
        """Nothing tells who bought, where they live, or how it was signed."""
        assert word not in Redactor().record(ORDER)

    @pytest.mark.parametrize("word", READABLE)
    def test_readable(self, word: str) -> None:
        """What was bought, by which codes, and to which town stays readable."""
        assert word in Redactor().record(ORDER)

    def test_values_too(self) -> None:
        """A known secret is masked wherever it stands."""
        assert '{"note": "x **** y"}' == Redactor(["s3cr3t-1"]).record({"note": "x s3cr3t-1 y"})

    def test_empty_fields(self) -> None:
        """A field that is empty says nothing about anybody, and is shown."""
        assert '{"phone": "", "buyer": {"name": null}}' == Redactor().record(
            {"phone": "", "buyer": {"name": None}}
        )

    @given(
        st.recursive(
            st.none() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=8), inner, max_size=3)
            ),
            max_leaves=8,
        )
    )
    def test_can_be_stored(self, record: Any) -> None:
        """It is text that can be stored, and read as JSON again."""
        shown = Redactor().record(record)

        shown.encode()
        assert "\0" not in shown
        json.loads(shown)

    def test_lone_surrogate(self) -> None:
        """A lone surrogate stays the escape it came as."""
        assert '{"name": "\\ud800"}' == Redactor().record({"name": "\ud800"})
