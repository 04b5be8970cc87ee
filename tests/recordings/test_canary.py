"""No secret in any byte of a recording, wherever it was planted; or no recording."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from recording_studio import lines, studio_of

from crossdock.errors import CheckFailedError
from crossdock.http import Response

#: What is said of a cookie, and is none.
LIVES = "Path=/inventory/v1"
HOST = "https://api.toy.example"
#: Whatever a platform hands out, and a person types; surrogates cannot be sent.
TEXT = st.characters(exclude_categories=["Cs"])
PRINTED = st.characters(exclude_categories=["C", "Z"])
SECRETS = st.text(TEXT, min_size=1, max_size=40)
LONG = st.text(TEXT, min_size=12, max_size=40).filter(lambda text: text == text.strip())


def spelt(secret):
    """Return *secret* as it is written here and there."""
    raw = secret.encode()
    return {
        secret,
        quote(secret, safe=""),
        re.sub("%..", lambda found: found[0].lower(), quote(secret, safe="")),
        quote_plus(secret),
        quote(quote(secret, safe=""), safe=""),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(json.dumps(secret))[3:-3],
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
        raw.hex(),
    }


def wrapped(secret):
    """Return answers that hold *secret* in every place and spelling."""
    return {
        "title": f"Kaos {secret} murah",
        secret: 1,
        "spelt": sorted(spelt(secret)),
        "result": json.dumps({"inner": json.dumps({"deep": [secret, f"x{secret}x"]})}),
        "next": f"{HOST}/list?cursor=1&remark={quote(secret, safe='')}",
        "basic": base64.b64encode(f"id:{secret}".encode()).decode(),
    }


def planted(secret):
    """Return a studio in which *secret* was sent and came back in every way there is."""
    studio = studio_of(
        Response(200, json=wrapped(secret), headers={"Link": quote(secret, safe="")}),
        Response(500, text=f"<h1>{secret}</h1> {quote(secret)}"),
    )
    studio.ask(
        "GET",
        f"{HOST}/shops/{quote(secret, safe='')}/items",
        params={
            "key": secret,
            "360buy_param_json": json.dumps({"remark": secret, "page": 1}),
            "base": f"GET&{secret}&{quote(secret, safe='')}",
        },
        headers={
            "Authorization": "Basic " + base64.b64encode(f"id:{secret}".encode()).decode(),
            "X-Whatever": quote(secret),
            "Cookie": f"session={quote(secret, safe='')}",
        },
    )
    studio.ask("POST", f"{HOST}/items", json={"a": [{"b": json.dumps([secret])}]})
    return studio


class TestKnown:
    """Secrets that the connection knows."""

    @given(SECRETS)
    @example("abcd")
    @example('p"\\/+ =%')
    @example("scrubbed-123")
    @example("000000")
    @example("密碼密碼密碼")
    @settings(max_examples=40)
    def test_any(self, secret):
        """It is in no byte of what would be written; or nothing would be."""
        studio = planted(secret)

        try:
            said = lines(studio.made(secret))
        except CheckFailedError:
            return

        assert [] == [form for form in spelt(secret) if form in said]

    @given(st.text(PRINTED, min_size=10, max_size=30).map(lambda text: f"canary-7{text}"))
    @settings(max_examples=12)
    def test_usual_ones_can_always_be_taken_out(self, secret):
        """A long secret that is no word of the platform's never stops a recording."""
        recording = planted(secret).made(client_secret=secret)

        assert 2 == len(recording.exchanges)
        assert recording.head.settings["client_secret"].startswith("scrubbed-")

    def test_one_that_is_too_short(self):
        """Nobody can say where it stands, so nothing is recorded, and it is not told."""
        with pytest.raises(CheckFailedError, match="fewer than 4 characters"):
            planted("qzx").made("qzx")

    def test_one_that_is_a_word_of_the_file(self):
        """What cannot be taken out stops the recording, with the line that holds it."""
        with pytest.raises(CheckFailedError, match="still stands in the settings"):
            planted("dialect").made("dialect")


class TestMet:
    """Secrets that nobody knew before they came."""

    @given(LONG)
    @settings(max_examples=20)
    def test_a_token_in_an_answer(self, token):
        """It is found by its name, there and wherever it comes back."""
        studio = studio_of(
            Response(200, json={"data": {"access_token": token, "expires_in": 3600}}),
            Response(200, json={"message": f"the token {token} is in use", "id": 7}),
        )
        studio.ask("POST", f"{HOST}/token", is_token=True)
        studio.ask("GET", f"{HOST}/items", params={"token": token})

        try:
            said = lines(studio.made())
        except CheckFailedError:
            return

        assert [] == [form for form in spelt(token) if form in said]

    def test_cookies_and_headers(self):
        """What was in them is not kept, and is found in later answers."""
        studio = studio_of(
            Response(200, json={}, headers={"Set-Cookie": f"sid=c00kie-canary-1; {LIVES}"}),
            Response(200, json={"echo": f"c00kie-canary-1 bearer-canary-22 x-canary-333 {LIVES}"}),
        )
        studio.ask("GET", f"{HOST}/a", headers={"Authorization": "Bearer bearer-canary-22"})
        studio.ask("GET", f"{HOST}/b", headers={"X-Api-Secret": "x-canary-333"})

        said = lines(studio.made())

        assert "canary" not in said
        assert '"authorization": "scrubbed"' in said
        assert LIVES in said

    @pytest.mark.parametrize(
        "text",
        [
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----",
            "Bearer abc.def-12345678",
            "https://cdn.toy.example/x?page=2&access_token=canary-1",
            'half of {"refresh_token":"canary-2", "a"',
            "sign=CANARY3&page=1",
        ],
    )
    def test_by_its_looks(self, text):
        """What looks like a credential goes, whatever field it stands in."""
        studio = studio_of(Response(200, json={"remarkable": text, "other": 1}))
        studio.ask("GET", f"{HOST}/a")

        (exchange,) = studio.made().exchanges

        kept = json.loads(exchange.answer)["remarkable"]
        assert "scrubbed-" in kept
        for canary in ("c2lnbmF0dXJl", "MIIEvQ", "12345678", "canary", "CANARY"):
            assert canary not in kept


def test_no_more_than_memory_holds():
    """A recording that is too large is not written at all."""
    studio = studio_of(Response(200, content=b"x" * 17_000_000))
    for _ in range(4):
        studio.answers.append(Response(200, content=b"x" * 17_000_000))
        studio.ask("GET", f"{HOST}/a")

    with pytest.raises(CheckFailedError, match="more than 64 MiB"):
        studio.made()
