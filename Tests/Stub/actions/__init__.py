"""The API actions. Importing this package registers them all."""

from . import policies, providers, reports, roles, service_linked, sts
from .registry import ACTIONS, Context, Settings

__all__ = [
    "ACTIONS",
    "Context",
    "Settings",
    "policies",
    "providers",
    "reports",
    "roles",
    "service_linked",
    "sts",
]
