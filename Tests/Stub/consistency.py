"""What a client sees shortly after a write: IAM is eventually consistent.

Counted in calls and not in seconds, so that tests do not depend on the clock: after a write to a
role, the next `stale_reads` reads of that role still show what was there before; after a role's
creation, the next `blind_writes` writes to it do not find it.
"""

import copy
from dataclasses import dataclass

from .errors import ServiceError
from .state import Account, Role


@dataclass
class Lag:
    before: Role | None
    reads_left: int
    writes_left: int


class Consistency:
    def __init__(self):
        self.stale_reads = 0
        self.blind_writes = 0
        self.lags: dict[str, Lag] = {}

    def view(self, account: Account, parameters: dict[str, str]) -> Account:
        """The account as this read sees it."""
        wanted = parameters.get("RoleName", "").lower()
        roles = dict(account.roles)
        for key, lag in self.lags.items():
            if (wanted and key != wanted) or lag.reads_left <= 0:
                continue
            lag.reads_left -= 1
            if lag.before is None:
                roles.pop(key, None)
            else:
                roles[key] = lag.before
        seen = copy.copy(account)
        seen.roles = roles
        return seen

    def check_write(self, action: str, parameters: dict[str, str]) -> None:
        """Refuses a write to a role that was created a moment ago."""
        name = parameters.get("RoleName", "")
        lag = self.lags.get(name.lower())
        if lag is None or lag.before is not None or lag.writes_left <= 0 or action == "CreateRole":
            return
        lag.writes_left -= 1
        raise ServiceError("NoSuchEntity", f"The role with name {name} cannot be found.")

    def written(self, before: dict[str, Role], account: Account) -> None:
        """Notes which roles a write has changed."""
        for key in before.keys() | account.roles.keys():
            old, new = before.get(key), account.roles.get(key)
            if old == new:
                continue
            lag = self.lags.get(key)
            if lag is None or lag.reads_left <= 0:
                self.lags[key] = Lag(old, self.stale_reads, self.blind_writes if not old else 0)
            else:
                lag.reads_left = self.stale_reads

    @property
    def is_on(self) -> bool:
        return self.stale_reads > 0 or self.blind_writes > 0
