"""`crossdock_tokopedia.buyers`: sealed buyer data."""

from __future__ import annotations

import base64
import json
import os

import attrs
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from crossdock import Secret
from crossdock_tokopedia.buyers import SealedError, merged, opener, unsealed
from crossdock_tokopedia.order_records import decode_order
from crossdock_tokopedia.settings import TokopediaSettings

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@attrs.frozen
class Pair:
    """An app's key, and the platform's side of it."""

    key: rsa.RSAPrivateKey = attrs.field(factory=lambda: rsa.generate_private_key(65537, 2048))

    @property
    def pem(self):
        """Return the private half as the seller keeps it."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    def seal(self, plain):
        """Return *plain* sealed as sheet 1.8 describes it."""
        inner, nonce = os.urandom(32), os.urandom(12)
        sealed = AESGCM(inner).encrypt(nonce, plain, None) + nonce
        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        secret = self.key.public_key().encrypt(inner, oaep)
        return {
            "secret": base64.b64encode(secret).decode(),
            "content": base64.b64encode(sealed).decode(),
        }


PAIR = Pair()
PLAIN = {
    "buyer": {"name": "Budi", "phone": "62812", "email": "b@example.com"},
    "recipient": {"name": "Ani", "phone": "62813", "address": {"address_full": "Jl. Mawar 1"}},
}


def row(encryption):
    """Return a list row whose personal fields are blank, as sealed ones are."""
    return {
        "order_id": 1,
        "order_status": 220,
        "create_time": 1685590200,
        "products": [{"id": 7, "quantity": 1}],
        "buyer": {"id": 5, "name": "", "phone": "", "email": ""},
        "recipient": {"name": "", "phone": "", "address": {"address_full": "", "city": "Kota"}},
        "encryption": encryption,
    }


def settings(private_key):
    """Return a shop's settings with this key."""
    return TokopediaSettings(
        1, 2, "id", Secret("planted-canary"), private_key=private_key and Secret(private_key)
    )


def decode(encryption, private_key=PAIR.pem):
    """Return the order of a sealed row, read with a key."""
    ours = settings(private_key)
    return decode_order(row(encryption), ours, opener(ours.private_key))


def test_sealed_data_is_opened_and_merged():
    """With the key, the blanks are filled in and what was clear stays."""
    order = decode(PAIR.seal(json.dumps(PLAIN).encode()))

    assert ("Budi", "62812", "b@example.com") == (
        order.buyer.name,
        order.buyer.phone,
        order.buyer.email,
    )
    assert ("Ani", "Jl. Mawar 1", "Kota") == (
        order.recipient.name,
        order.address.street,
        order.address.city,
    )
    assert not order.sealed


def test_a_pem_with_written_line_breaks():
    """A key from an environment variable, its line breaks written out, opens too."""
    sealed = PAIR.seal(json.dumps(PLAIN).encode())

    assert not decode(sealed, PAIR.pem.replace("\n", "\\n")).sealed


def test_without_a_key_the_order_is_sealed():
    """Without a key the order comes, without its buyer, and says so."""
    order = decode(PAIR.seal(json.dumps(PLAIN).encode()), None)

    assert (True, "", "Kota") == (order.sealed, order.buyer.name, order.address.city)


def other_kind():
    """Return a key that is none of RSA."""
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


@pytest.mark.parametrize("private_key", ["not a key", "\ud800", Pair().pem, other_kind()])
def test_a_key_that_does_not_fit_never_costs_the_order(private_key):
    """A broken key, another one or one of another kind leaves the order sealed."""
    assert decode(PAIR.seal(json.dumps(PLAIN).encode()), private_key).sealed


@pytest.mark.parametrize("plain", [b"", b"\xff", b"[1]", b"7", b"{"])
def test_what_was_sealed_must_be_an_object(plain):
    """Opened data that is no JSON object leaves the order sealed."""
    assert decode(PAIR.seal(plain)).sealed


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sealed: {**sealed, "content": sealed["content"][:-8]},
        lambda sealed: {**sealed, "content": "AAAA" + sealed["content"][4:]},
        lambda sealed: {**sealed, "content": "%%%"},
        lambda sealed: {**sealed, "content": "AA=="},
        lambda sealed: {**sealed, "secret": "AA=="},
        lambda sealed: {**sealed, "secret": "\u00e4"},
        lambda sealed: {**sealed, "content": "A" * 300_000},
    ],
)
def test_spoilt_data_never_costs_the_order(spoil):
    """Data that was cut or changed leaves the order sealed."""
    assert decode(spoil(PAIR.seal(json.dumps(PLAIN).encode()))).sealed


def test_why_data_cannot_be_opened_is_said():
    """The error names what is wrong, and not the data."""
    unseal = opener(Secret(Pair().pem))
    sealed = PAIR.seal(b"{}")

    with pytest.raises(SealedError, match="another key"):
        unseal(sealed["secret"], sealed["content"])


@pytest.mark.parametrize("encryption", [None, {}, "x", {"secret": "", "content": ""}, []])
def test_an_order_that_was_never_sealed(encryption):
    """An order without sealed data is not sealed."""
    assert not decode(encryption).sealed


def test_merging_follows_spelling_and_keeps_what_is_clear():
    """Fields meet whatever their case; a blank fills nothing in."""
    whole = merged({"Buyer": {"Name": "", "id": 5}}, {"buyer": {"name": "Budi", "id": None}})

    assert {"Buyer": {"Name": "Budi", "id": 5}} == whole


@given(JSON, JSON)
def test_merging_takes_anything(one, other):
    """Arbitrary JSON can be merged over arbitrary JSON."""
    merged(one, other)
    unsealed(one, lambda secret, content: other)
