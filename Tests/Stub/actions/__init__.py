"""The API actions. Importing this package registers them all."""

from . import policies, reports, roles, service_linked, sts
from .registry import ACTIONS, Context, Settings

__all__ = [
    "ACTIONS",
    "Context",
    "Settings",
    "policies",
    "reports",
    "roles",
    "service_linked",
    "sts",
]
