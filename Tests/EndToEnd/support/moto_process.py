"""moto, in which a reset takes 10 ms and not a second: AWS's managed policies are made once.

Nothing changes them but a count of attachments, so each backend takes shallow copies.
"""

import copy
import gc
import sys

from moto.iam.models import IAMBackend
from moto.server import main

make_policies = IAMBackend._init_aws_policies
made = {}


def copies(backend: IAMBackend) -> list:
    key = (backend.account_id, backend.region_name)
    if key not in made:
        made[key] = make_policies(backend)
        gc.freeze()
    policies = [copy.copy(policy) for policy in made[key]]
    for policy in policies:
        policy.tags = dict(policy.tags)
        policy.versions = list(policy.versions)
    return policies


IAMBackend._init_aws_policies = copies

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
