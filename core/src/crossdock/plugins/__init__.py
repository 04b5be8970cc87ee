"""Plugins: found, checked, and called one connector at a time."""

from crossdock.plugins.choice import DISABLED_VARIABLE as DISABLED_VARIABLE
from crossdock.plugins.discovery import EntryPointLike as EntryPointLike
from crossdock.plugins.discovery import PluginInfo as PluginInfo
from crossdock.plugins.registry import Plugins as Plugins
