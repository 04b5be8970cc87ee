"""Buyer data: masked, encrypted, or clear (sheet 6.5)."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import attrs
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from crossdock_jdcom.sandbox.orders import Consignee
from crossdock_jos.sandbox.stamp import millis

#: Two bytes before every ciphertext.
HEADER = b"\x00\x04"


def masked_name(name: str) -> str:
    """Leave the first character."""
    return name[:1] + "**" if name else ""


def masked_number(number: str) -> str:
    """Leave the first three and the last four digits."""
    return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else "****" if number else ""


def masked_address(address: str) -> str:
    """Leave what a region is, and nothing that leads to a door."""
    return address[:9] + "****" if address else ""


@attrs.frozen
class Cipherer:
    """The shop's encryption key: what voucher and master key are about."""

    seed: str

    def _bytes(self, what: str) -> bytes:
        return hashlib.sha256(f"{self.seed}|{what}".encode()).digest()[:16]

    @property
    def key_id(self) -> bytes:
        """Return the 16 bytes that name the key in every ciphertext."""
        return self._bytes("key id")

    @property
    def key(self) -> bytes:
        """Return the AES key."""
        return self._bytes("key")

    def encrypt(self, text: str) -> str:
        """Return base64 of header, key id, IV and AES body; the same text gives the same."""
        if not text:
            return ""
        iv = hmac.new(self.key, text.encode(), hashlib.sha256).digest()[:16]
        padder = PKCS7(128).padder()
        padded = padder.update(text.encode()) + padder.finalize()
        encryptor = Cipher(algorithms.AES(self.key), modes.CBC(iv)).encryptor()
        body = encryptor.update(padded) + encryptor.finalize()
        return base64.b64encode(HEADER + self.key_id + iv + body).decode()

    def voucher(self, now: datetime) -> str:
        """Return the voucher: base64 of JSON."""
        data = {
            "id": self._bytes("voucher").hex(),
            "key": base64.b64encode(self._bytes("voucher key")).decode(),
            "service": self._bytes("service").hex(),
            "effective": millis(now - timedelta(days=1)),
            "expired": millis(now + timedelta(days=365)),
        }
        text = json.dumps({"sig": self._bytes("sig").hex(), "data": data})
        return base64.b64encode(text.encode()).decode()

    def key_store(self, now: datetime) -> list[dict[str, Any]]:
        """Return the keys that a voucher opens."""
        return [
            {
                "service": self._bytes("service").hex(),
                "current_key_version": 0,
                "keys": [
                    {
                        "id": base64.b64encode(self.key_id).decode(),
                        "key_string": base64.b64encode(self.key).decode(),
                        "key_type": "AES",
                        "version": 0,
                        "key_effective": millis(now - timedelta(days=1)),
                        "key_exp": millis(now + timedelta(days=365)),
                        "key_status": 0,
                    }
                ],
            }
        ]


def consignee_row(consignee: Consignee, mode: str, cipherer: Cipherer) -> dict[str, str]:
    """Return ``consigneeInfo``: the region always clear, the person as *mode* has it."""
    person = {
        "fullname": consignee.name,
        "telephone": consignee.telephone,
        "mobile": consignee.mobile,
        "fullAddress": consignee.address,
    }
    if mode == "masked":
        person = {
            "fullname": masked_name(consignee.name),
            "telephone": masked_number(consignee.telephone),
            "mobile": masked_number(consignee.mobile),
            "fullAddress": masked_address(consignee.address),
        }
    elif mode == "encrypted":
        person = {name: cipherer.encrypt(value) for name, value in person.items()}
    return person | {
        "province": consignee.province,
        "city": consignee.city,
        "county": consignee.county,
        "town": consignee.town,
        "provinceId": str(consignee.province_id),
        "cityId": str(consignee.city_id),
        "countyId": str(consignee.county_id),
        "townId": str(consignee.town_id),
    }


def blank_consignee() -> dict[str, str]:
    """Return a ``consigneeInfo`` that tells nothing."""
    nobody = Consignee("", "", "", "", "", "", "", 0, 0, 0, 0, "")
    return dict.fromkeys(consignee_row(nobody, "clear", Cipherer("")), "")
