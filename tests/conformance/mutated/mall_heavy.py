"""The mall, with the client library imported at the top."""

import httpx as httpx
from mall import manifest as manifest
