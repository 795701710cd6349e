"""The table of actions, and what an action is given."""

import base64
import binascii
import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from ..documents import SERVICES
from ..errors import ServiceError
from ..signatures import Identity
from ..state import Account, Role
from ..validation import check


@dataclass
class Settings:
    """The account's quotas and the stub's manners; a test changes them over the control door."""

    page_size: int = 100
    trust_quota: int = 2048
    inline_quota: int = 10240
    attached_quota: int = 10
    roles_quota: int = 1000
    services: set[str] = field(default_factory=lambda: set(SERVICES))
    # What the next service-linked role deletions do: polls before they end, and how they end.
    deletion_polls: int = 1
    deletion_usage: list[dict] = field(default_factory=list)
    latency: float = 0.0
    # Seconds that this server's clock is ahead of the machine's.
    clock_offset: float = 0.0
    verify_signatures: bool = True
    # The actions that SimulatePrincipalPolicy says are denied.
    simulated_denials: list[str] = field(default_factory=list)
    # STS hands out keys of this account, whatever the role.
    assume_elsewhere: str | None = None


@dataclass
class Context:
    """What an action may use: the account, its own parameters, the settings and the caller."""

    account: Account
    parameters: dict[str, str]
    settings: Settings
    identity: Identity
    now: datetime.datetime
    # Any account by its id, and every key by its id: what STS can reach.
    accounts: Callable[[str], Account] = Account
    identities: dict[str, Identity] = field(default_factory=dict)

    def get(self, name: str, default: str | None = None) -> str | None:
        return self.parameters.get(name, default)

    def __getitem__(self, name: str) -> str:
        return self.parameters[name]

    @property
    def stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def role(self) -> Role:
        """The role that the request names, by name without regard to case."""
        name = self["RoleName"]
        role = self.account.roles.get(name.lower())
        if role is None:
            raise ServiceError("NoSuchEntity", f"The role with name {name} cannot be found.")
        return role

    def modifiable_role(self) -> Role:
        role = self.role()
        if role.is_service_linked:
            raise ServiceError(
                "UnmodifiableEntity",
                f"Cannot perform the operation on the protected role '{role.RoleName}' - this role "
                "is only modifiable by AWS",
            )
        return role

    def page(self, name: str, rows: list) -> dict:
        """One page of a list: at most MaxItems rows, and never more than the stub's page size."""
        start = decode_marker(self.get("Marker"))
        if start > len(rows):
            raise ServiceError("InvalidInput", "Invalid Marker")
        size = min(int(self.get("MaxItems", "100")), self.settings.page_size)
        result = {name: rows[start : start + size], "IsTruncated": start + size < len(rows)}
        if result["IsTruncated"]:
            result["Marker"] = encode_marker(start + size)
        return result


def encode_marker(start: int) -> str:
    return base64.b64encode(f"stub marker/{start}+".encode()).decode()


def decode_marker(marker: str | None) -> int:
    if marker is None:
        return 0
    try:
        text = base64.b64decode(marker, validate=True).decode()
        return int(text.removeprefix("stub marker/").removesuffix("+"))
    except (binascii.Error, ValueError):
        raise ServiceError("InvalidInput", "Invalid Marker") from None


@dataclass
class Action:
    name: str
    service: str
    writes: bool
    required: tuple[str, ...]
    run: Callable[[Context], dict | None]

    def __call__(self, context: Context) -> dict | None:
        check(context.parameters, self.required)
        return self.run(context)


ACTIONS: dict[str, Action] = {}


def action(*required: str, service: str = "iam", writes: bool = False, name: str | None = None):
    """Registers a function as the action of its name; `required` are its parameters."""

    def register(run):
        title = name or "".join(part.capitalize() for part in run.__name__.split("_"))
        ACTIONS[title] = Action(title, service, writes, required, run)
        return run

    return register
