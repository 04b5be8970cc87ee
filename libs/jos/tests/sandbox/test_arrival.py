"""Requests as clients write them (JOS sheet 1.3)."""

from urllib.parse import urlencode

from crossdock_jos.sandbox.arrival import read_arrival
from crossdock_jos.sandbox.router import named_path

FORM = "application/x-www-form-urlencoded"


def test_query_and_body_are_merged() -> None:
    """System parameters in the query and business ones in the form are one request."""
    arrival = read_arrival(b"method=a.b&v=2.0&", FORM, b"360buy_param_json=%7B%7D")

    assert {"method": "a.b", "v": "2.0", "360buy_param_json": "{}"} == arrival.usual


def test_plus_and_percent_twenty_are_a_space() -> None:
    """A space is written in two ways, and a plus sign as %2B."""
    one = read_arrival(b"t=2021-05-07+09:20:39&u=2021%2005%2B0800", "", b"").usual

    assert {"t": "2021-05-07 09:20:39", "u": "2021 05+0800"} == one


def test_raw_json_in_the_body() -> None:
    """A body without any encoding has a second reading, in which nothing is decoded."""
    raw = '{"a":"1+1 & 2=2","b":"100%"}'
    arrival = read_arrival(b"method=x", FORM, f"360buy_param_json={raw}".encode())

    assert raw == arrival.readings[-1]["360buy_param_json"]


def test_raw_json_between_other_parameters() -> None:
    """Raw JSON ends where the next parameter begins."""
    body = b'v=2.0&360buy_param_json={"a":"x&y"}&method=m'
    arrival = read_arrival(b"", FORM, body)

    assert {"v": "2.0", "360buy_param_json": '{"a":"x&y"}', "method": "m"} == arrival.readings[-1]


def test_encoded_bodies_have_the_usual_reading_first() -> None:
    """A well-written form is read as forms are."""
    pairs = {"360buy_param_json": '{"名":"值 +"}', "method": "m"}
    arrival = read_arrival(b"", FORM, urlencode(pairs).encode())

    assert pairs == arrival.usual


def test_multipart() -> None:
    """Text parts are parameters; a file is none."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="method"\r\n\r\nepi.a\r\n'
        b'--x\r\nContent-Disposition: form-data; name="param_file"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\x89PNG\r\n--x--\r\n"
    )
    arrival = read_arrival(b"v=1.0", "multipart/form-data; boundary=x", body)

    assert {"method": "epi.a", "v": "1.0"} == arrival.usual


def test_bytes_of_another_charset_do_not_raise() -> None:
    """GBK bytes are read with marks, so that their signature cannot fit."""
    arrival = read_arrival(b"", FORM, "360buy_param_json=中".encode("gbk"))

    assert True is ("�" in arrival.usual["360buy_param_json"])


def test_a_request_is_named_by_its_method() -> None:
    """Faults and meter know a request by its method, wherever that stands."""
    scope = {"path": "/routerjson", "query_string": b"method=a.b"}
    posted = {"path": "/routerjson", "query_string": b""}
    parts = b'--x\r\nContent-Disposition: form-data; name="method"\r\n\r\ne.f\r\n--x--'

    assert ["/routerjson/a.b", "/routerjson/c.d", "/routerjson/e.f", "/routerjson"] == [
        named_path(scope, b""),
        named_path(posted, b"v=1&method=c.d"),
        named_path(posted, parts),
        named_path(posted, b""),
    ]
