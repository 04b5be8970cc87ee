"""Secrets at rest: references to where they are kept, or text sealed under the workspace's key."""

from crossdock.vault.references import is_reference as is_reference
from crossdock.vault.references import look_up as look_up
from crossdock.vault.seal import Vault as Vault
from crossdock.vault.seal import create_key as create_key
from crossdock.vault.seal import is_sealed as is_sealed
