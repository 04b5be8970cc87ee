"""What a platform tells us unasked."""

from datetime import UTC, datetime

from crossdock import NotificationRequest


def test_header_names_are_kept_in_lower_case() -> None:
    """A signature is found however the platform or the web server writes its header's name."""
    request = NotificationRequest(
        {"Authorization-Hmac": "ab"}, b"{}", datetime(2026, 1, 1, tzinfo=UTC)
    )

    assert {"authorization-hmac": "ab"} == request.headers
