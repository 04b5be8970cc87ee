"""Buyer data: clear, blank, or encrypted for the key that was uploaded (sheet 1.8)."""

import base64
import json
import os
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from crossdock_tokopedia.sandbox.orders import Order

NOT_ENCRYPTED = {"secret": "", "content": ""}


def read_public_key(pem: bytes) -> rsa.RSAPublicKey | None:
    """Return the RSA key of a PEM, or None if it is not one of at least 2048 bits."""
    try:
        key = load_pem_public_key(pem.strip() + b"\n")
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048 else None


def encrypt(personal: dict[str, Any], key: rsa.RSAPublicKey) -> dict[str, str]:
    """
    Return the ``encryption`` object.

    *secret* is a fresh AES key under RSA-OAEP with SHA-256 throughout;
    *content* is AES-256-GCM with its tag, and the nonce as a suffix.
    """
    secret, nonce = os.urandom(32), os.urandom(12)
    wrapped = key.encrypt(
        secret,
        padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None),
    )
    plain = json.dumps(personal, ensure_ascii=False).encode()
    sealed = AESGCM(secret).encrypt(nonce, plain, None)
    return {
        "secret": base64.b64encode(wrapped).decode(),
        "content": base64.b64encode(sealed + nonce).decode(),
    }


def guarded(
    record: dict[str, Any], personal: dict[str, Any], mode: str, key: rsa.RSAPublicKey | None
) -> dict[str, Any]:
    """Return *record* with its *personal* parts as *mode* has them, and ``encryption``."""
    if mode == "off" or (mode == "when-key" and key is None):
        return {**record, "encryption": dict(NOT_ENCRYPTED)}
    sealed = encrypt(personal, key) if key is not None else dict(NOT_ENCRYPTED)
    return {**_blanked(record, personal), "encryption": sealed}


def _blanked(record: dict[str, Any], personal: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (_blanked(value, personal[name]) if isinstance(personal[name], dict) else "")
        if name in personal
        else value
        for name, value in record.items()
    }


def list_personal(order: Order, buyer: str = "buyer") -> dict[str, Any]:
    """Return what order/list and the notification keep private, in their shape."""
    return {
        buyer: {"name": order.buyer.name, "phone": order.buyer.phone, "email": order.buyer.email},
        "recipient": {
            "name": order.recipient.name,
            "phone": order.recipient.phone,
            "address": {"address_full": order.recipient.address},
        },
    }


def detail_personal(order: Order) -> dict[str, Any]:
    """Return what order detail keeps private, in its own names."""
    return {
        "buyer_info": {
            "buyer_fullname": order.buyer.name,
            "buyer_email": order.buyer.email,
            "buyer_phone": order.buyer.phone,
        },
        "order_info": {
            "destination": {
                "receiver_name": order.recipient.name,
                "receiver_phone": order.recipient.phone,
                "address_street": order.recipient.address,
            }
        },
    }
