"""`crossdock.testing.conformance.shape`: what recorded answers have that played ones lack."""

from __future__ import annotations

import json

import pytest

from crossdock.testing.conformance.shape import Shape


def shape(*answers):
    """Return the shape of some answers."""
    made = Shape()
    for one in answers:
        made.add(json.dumps(one))
    return made


@pytest.mark.parametrize(
    ("played", "real"),
    [
        ({"id": 1, "more": True}, {"id": 2}),
        ({"rows": []}, {"rows": [{"id": 1}]}),
        ({"note": None}, {"note": "text"}),
        ({"note": "text"}, {"note": None}),
        ({"rows": None}, {"rows": [1]}),
    ],
    ids=["more", "nothing was listed", "null here", "null there", "no list here"],
)
def test_what_is_played_as_it_is(played, real):
    """More than is there, or nothing where something may be, is no difference."""
    assert [] == list(shape(played).lacks(shape(real)))


def test_a_field_that_is_not_played():
    """A field that the platform tells and the sandbox does not is named."""
    found = list(shape({"rows": [{"id": 1}]}).lacks(shape({"rows": [{"id": 1, "sku": "A"}]})))

    assert ["The platform tells rows[].sku, and the sandbox does not."] == found


def test_another_kind_of_value():
    """A number that the sandbox writes as text is named."""
    found = list(shape({"id": "1"}).lacks(shape({"id": 1})))

    assert ["id is a number at the platform, and text here."] == found


def test_what_is_no_json():
    """A page of HTML has no shape."""
    made = Shape()

    made.add("<html>")

    assert {} == made.kinds
