"""How each generation of the interface wraps a call (sheet A1)."""

from __future__ import annotations

import attrs

from crossdock_jdid.settings import Dialect


@attrs.frozen
class Wrapping:
    """What surrounds every call of one generation.

    Args:

        host: the role of its host in the manifest.

        http: how it is sent: ``POST`` as a form, ``GET`` with everything in the query.

        parameter: the name under which the business parameters travel as text.

        extra: system parameters beside the common ones; they are signed as they are sent.
    """

    host: str
    http: str
    path: str
    parameter: str
    version: str
    extra: tuple[tuple[str, str], ...] = ()


WRAPPINGS = {
    # `format` and `sign_method` are optional here and signed when sent: they are left out.
    Dialect.GEN2: Wrapping(
        host="api",
        http="POST",
        path="/routerjson",
        parameter="360buy_param_json",
        version="2.0",
    ),
    Dialect.GEN1: Wrapping(
        host="epi",
        http="GET",
        path="/api",
        parameter="param_json",
        version="1.0",
        extra=(("format", "json"), ("sign_method", "md5")),
    ),
}
