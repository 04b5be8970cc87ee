"""The client library, in one place, so that its continuation can take over in one line."""

import httpcore as httpcore
import httpx as httpx

Auth = httpx.Auth
BaseTransport = httpx.BaseTransport
Client = httpx.Client
MockTransport = httpx.MockTransport
Request = httpx.Request
Response = httpx.Response
