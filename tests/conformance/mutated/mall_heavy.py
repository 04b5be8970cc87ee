"""The mall, with the client library imported at the top."""

import httpx as httpx
from mall import manifest as manifest
from mall import play_sandbox as play_sandbox
from mall import settings as settings
