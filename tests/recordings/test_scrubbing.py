"""What becomes of an exchange: persons are exchanged for others, all else stays as it was."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording_studio import lines, studio_of

from crossdock.http import Response

URL = "https://api.toy.example/orders"
WORDS = st.text(st.characters(categories=["L"]), min_size=5, max_size=20)
DIGITS = st.from_regex(r"\A\+?628[0-9]{9,11}\Z")
#: Names that tell of nobody, and of no secret.
FIELDS = st.sampled_from(["title", "sku", "price", "rows", "state", "list", "qty"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["Kaos", "", "a b", "[promo] x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=3),
    max_leaves=12,
)


def recorded(*answers, url=URL, **request):
    """Return the exchanges of requests that are answered with *answers*."""
    studio = studio_of(*answers)
    for _ in answers:
        studio.ask("POST" if request else "GET", url, **request)
    return studio.made()


def order(name, phone, street):
    """Return an order as platforms tell one."""
    return {
        "order_id": 881,
        "total": 12500,
        "buyer": {"name": name, "phone": phone, "email": f"{phone}@mail.example"},
        "recipient": {"name": name, "address": {"address_full": street, "city": "Sleman"}},
        "consigneeInfo": json.dumps({"fullname": name, "mobile": phone, "province": "北京"}),
        "notes": f"for {name}",
        "logistics": {"label": f"{name} / {street}", "geo": "-7.7713,110.3775"},
    }


class TestPersons:
    """Buyers."""

    @given(WORDS, DIGITS, WORDS)
    @settings(max_examples=20)
    def test_nothing_of_them_is_left(self, name, phone, street):
        """Name, phone and street are gone, from free text and nested text, too."""
        name, street = f"Sari {name}", f"Jl. {street} 7"

        said = lines(recorded(Response(200, json=[order(name, phone, street)])))

        assert [] == [told for told in (name, phone, street, "7.7713") if told in said]
        assert "Sleman" in said
        assert "881" in said

    def test_equal_ones_stay_equal(self):
        """One buyer in two orders is one buyer still; another one is another."""
        answers = [
            Response(200, json=order("Sari Dewi", "628120000001", "Jl. Melati 7")),
            Response(200, json=order("Sari Dewi", "628120000001", "Jl. Mawar 9")),
            Response(200, json=order("Budi Raharjo", "628120000002", "Jl. Melati 7")),
        ]

        first, second, other = (json.loads(one.answer) for one in recorded(*answers).exchanges)

        assert first["buyer"] == second["buyer"]
        assert first["buyer"] != other["buyer"]
        assert first["buyer"]["name"] == first["recipient"]["name"]
        assert first["recipient"]["address"] == other["recipient"]["address"]

    def test_two_recordings_share_nobody(self):
        """What stands for a buyer follows from a key that is thrown away."""
        answer = order("Sari Dewi", "628120000001", "Jl. Melati 7")

        one, other = (recorded(Response(200, json=answer)).exchanges[0] for _ in range(2))

        assert one.answer != other.answer

    def test_tables_named_by_them(self):
        """A name of a member that is somebody's is exchanged, too."""
        told = {"buyer": {"phone": "628120000001"}, "orders": {"628120000001": [7]}}

        (exchange,) = recorded(Response(200, json=told)).exchanges

        kept = json.loads(exchange.answer)
        assert [kept["buyer"]["phone"]] == list(kept["orders"])
        assert "628120000001" not in exchange.answer

    def test_shapes_stay(self):
        """A phone number is one still, with its masking; a number is a number; empty is empty."""
        told = {"buyer": {"phone": "62****89", "name": "", "mobile": 628120000001}}

        (exchange,) = recorded(Response(200, json=told)).exchanges

        buyer = json.loads(exchange.answer)["buyer"]
        assert "****" == buyer["phone"][2:6]
        assert "" == buyer["name"]
        assert 12 == len(str(buyer["mobile"]))


class TestTheRest:
    """What is nobody's and no secret."""

    @given(VALUES)
    @settings(max_examples=30)
    def test_it_stays_as_it_was(self, value):
        """JSON is told value by value as it came."""
        (exchange,) = recorded(Response(200, json={"rows": value})).exchanges

        assert {"rows": value} == json.loads(exchange.answer)

    def test_numbers_stay_digit_by_digit(self):
        """No number is read and written anew."""
        text = '{"price":1500.50,"big":123456789012345678901234567890.10,"e":1E+2,"a":1,"a":2}'

        (exchange,) = recorded(Response(200, text=text)).exchanges

        assert text == exchange.answer

    def test_kinds_of_tokens_and_their_lives(self):
        """What is said of a token and is none stays, or a replay could not be used."""
        told = {"access_token": "t0ken-canary", "token_type": "Bearer", "expires_in": 3600}

        (exchange,) = recorded(Response(200, json=told)).exchanges

        kept = json.loads(exchange.answer)
        assert ("Bearer", 3600) == (kept["token_type"], kept["expires_in"])
        assert kept["access_token"].startswith("scrubbed-")

    def test_forms_and_queries(self):
        """Names and order stay; a signature goes, and what was wrapped in JSON is looked into."""
        wrapped = json.dumps({"skuId": 7, "pin": "jd_somebody"})
        form = {"method": "jingdong.x", "sign": "ABCDEF012345", "360buy_param_json": wrapped}

        (exchange,) = recorded(Response(200, json={}), data=form).exchanges

        assert exchange.body.startswith("method=jingdong.x&sign=scrubbed-")
        assert "skuId" in exchange.body
        assert "jd_somebody" not in exchange.body


class TestLeftOut:
    """Bodies that nobody can look into."""

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"%PDF-1.7 Sari Dewi, Jl. Melati 7", "characters that are no JSON"),
            (b"\xff\xfe\x00binary", "not UTF-8"),
            (b'{"a":' * 90 + b"1" + b"}" * 90, "nested too deep"),
        ],
    )
    def test_they_are_named_and_not_kept(self, content, why):
        """The exchange says why its answer is not there."""
        (exchange,) = recorded(Response(200, content=content)).exchanges

        assert "" == exchange.answer
        assert why in exchange.left_out

    @pytest.mark.parametrize(
        ("label", "instead"),
        [
            (base64.b64encode(b"%PDF Sari Dewi " * 80).decode(), base64.b64encode(b"scrubbed")),
            ("<html><body>Sari Dewi, Jl. Melati 7</body></html>", b"scrubbed"),
        ],
    )
    def test_files_inside_of_json(self, label, instead):
        """A label in a field is not looked into either, and does not stay."""
        (exchange,) = recorded(Response(200, json={"label": label, "order_id": 7})).exchanges

        assert {"label": instead.decode(), "order_id": 7} == json.loads(exchange.answer)

    def test_words_of_an_error_are_kept(self):
        """What a gateway says in plain words is what one records it for."""
        (exchange,) = recorded(Response(502, text="<h1>502</h1> ask admin@toy.example")).exchanges

        assert exchange.answer.startswith("<h1>502</h1> ask buyer-")
        assert "" == exchange.left_out
