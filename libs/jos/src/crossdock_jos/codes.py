"""The gateway's error codes, each with what it means for whoever reads it (sheet 2.3)."""

from __future__ import annotations

from enum import StrEnum

import attrs


class Meaning(StrEnum):
    """What an error is about, and so which error of ours it becomes."""

    #: Who asks is not accepted: `CredentialsRefusedError`, never repeated.
    ACCESS = "access"
    #: What is asked is not accepted: `RequestRefusedError`, repeating is useless.
    REQUEST = "request"
    #: Too many calls: `RateLimitedError`.
    QUOTA = "quota"
    #: Certainly not applied, and possible later: `RetryLaterError`.
    LATER = "later"
    #: The platform failed: `RemoteTroubleError`; of a write, nobody knows what it did.
    TROUBLE = "trouble"


@attrs.frozen
class Code:
    """One error code.

    Args:

        sentence: the end of "JD refused ...: ".

        next_step: what to do about it.

        wait: seconds before it can be better, where that is known to be long.
    """

    meaning: Meaning
    sentence: str
    next_step: str
    wait: float | None = None


#: The clock is off, or the timestamp is written in a form this router does not read.
CLOCK = frozenset({"8"})
#: The access token has expired, was revoked, or is another app's.
TOKEN = frozenset({"19", "1004"})
#: No such method here, or none that this app may call: everything else may still work.
UNAVAILABLE = frozenset({"3", "14", "15", "24", "28", "79", "88", "403"})

#: The quota is counted by the period or the day, and its end is not told.
QUOTA_WAIT = 600.0

_OURS = "This is a fault of the connector: report it with the method and the code."
_LATER = "Run it again later; if it stays so, ask JD's support."
_KEYS = "Check app_key (API key), app_secret (API secret) and environment: `crossdock conn edit`."
_GRANT = "Apply for this interface in the app's permissions at JD's developer console."
_AUTHORISE = (
    "Have the shop's owner authorise the app again, and put the new access token (or the"
    " authorisation code) in: `crossdock conn edit`."
)
_APP = "Look at the app's state in JD's developer console."
_SHOP = "Check that the access token was given by the owner of this very shop."
_ADDRESS = "Add this machine's public IP address to the app's whitelist in JD's developer console."


def _access(sentence: str, next_step: str) -> Code:
    return Code(Meaning.ACCESS, sentence, next_step)


def _request(sentence: str, next_step: str = _OURS) -> Code:
    return Code(Meaning.REQUEST, sentence, next_step)


def _trouble(sentence: str) -> Code:
    return Code(Meaning.TROUBLE, sentence, _LATER)


CODES: dict[str, Code] = {
    "1": _trouble("the service is not available"),
    "2": Code(
        Meaning.QUOTA,
        "the app's quota of calls is used up for this period",
        "Wait until the next day, or apply for a larger quota in JD's developer console.",
        QUOTA_WAIT,
    ),
    "3": _access("the request is forbidden", _GRANT),
    "4": _request("the version is missing"),
    "5": _request("the version is not supported"),
    "6": _request("the version is not valid"),
    "7": _request("the timestamp is missing"),
    "8": _request(
        "the timestamp is off by more than a few minutes, or not in its format",
        "Set this machine's clock; its zone does not matter.",
    ),
    "9": _access("the merchant's id is missing", _SHOP),
    "10": _access("the merchant's id is not valid", _SHOP),
    "11": _request("the signature is missing"),
    "12": _access("the signature is not valid, so the API secret is most likely wrong", _KEYS),
    "13": _request("the format is not supported"),
    "14": _request("the method is missing"),
    "15": _request("it knows no such method in this version"),
    "16": _request("the trade number is missing"),
    "17": _request("the trade number was used before", "Read the order again."),
    "18": _access("the access token is missing", _AUTHORISE),
    "19": _access(
        "the access token is not valid: it has expired, was withdrawn, or is another app's",
        _AUTHORISE,
    ),
    "20": _access("the API key is missing", _KEYS),
    "21": _access("it knows no such API key in this environment", _KEYS),
    "22": _access("the account that authorised the app is no merchant's", _AUTHORISE),
    "23": Code(Meaning.LATER, "the interface is stopped for now", _LATER),
    "24": _access("the app may not use this interface", _GRANT),
    "25": _access("the app is not online", _APP),
    "26": _request("the mobile number is missing"),
    "27": _request("the mobile number is not valid"),
    "28": _request("the interface has been taken out of service"),
    "33": _trouble("a service behind it timed out"),
    "43": _trouble("its system failed"),
    "50": _request("the call is not valid"),
    "60": _request("it knows no such parameter"),
    "61": _request("the value of a parameter is not valid", "Read what it said and change it."),
    "62": _request("the parameters could not be converted"),
    "63": _request("the parameters are not JSON"),
    "64": _access("this kind of merchant may not use the interface", _GRANT),
    "65": _trouble("a service behind it did not answer in time"),
    "66": _trouble("a service behind it is not available"),
    "67": _trouble("a service behind it failed"),
    "68": _request("a field asked for is not valid"),
    "69": _trouble("it could not get the data"),
    "70": Code(Meaning.LATER, "the order is being shipped out just now", _LATER),
    "71": _request("the id does not belong to this merchant", "Check the id."),
    "72": _request("the merchant is not of this kind (FBP or SOP)", _SHOP),
    "73": _access("the interface answers only apps that run in JD's own cloud", _APP),
    "74": _access("it could not tell this machine's IP address", _ADDRESS),
    "75": _access("this machine's IP address is not allowed", _ADDRESS),
    "77": _request("the HTTP protocol is not allowed"),
    "78": _trouble("its HTTP call failed"),
    "79": _access("the merchant may not use this interface through this app", _GRANT),
    "80": _access("this machine's IP address is not on the app's whitelist", _ADDRESS),
    "83": _request("there is no ciphertext to decrypt"),
    "85": _request("the ciphertext could not be decrypted"),
    "86": _request("decryption is not set up for the app", _APP),
    "87": _request("the ciphertext is another app's", _KEYS),
    "88": _access("the app has not applied for this interface", _GRANT),
    "89": _access("the API key is not allowed", _KEYS),
    "90": _access("the merchant is marked as illegal", "Ask JD's support."),
    "91": _access("the account is marked as illegal", "Ask JD's support."),
    "92": _access("the app has been in its test state for more than three months", _APP),
    # As a tutorial of 2025 lists them; met where a proxy or a simulator follows it.
    "400": _request("a parameter is missing or not in its format"),
    "401": _access("signature or token are not accepted", _KEYS),
    "403": _access("the permission is not sufficient, or the limit exceeded", _GRANT),
    "500": _trouble("its system failed"),
    # Of JD's other gateways, whose answers come through.
    "1004": _access("the access token has expired", _AUTHORISE),
    "1005": _access("it knows no such API key", _KEYS),
    "2011": _access("the refresh token has expired", _AUTHORISE),
    "2012": _access("it knows no such refresh token", _AUTHORISE),
    "3041": Code(Meaning.QUOTA, "too many calls run at once", "Run it again later.", 1.0),
}


def meaning_of(code: str) -> Code | None:
    """Return what *code* means; None for one that nobody wrote down."""
    return CODES.get(code.strip())
