"""Service-linked roles: created under the service's own name, deleted as a task."""

import json
import uuid

from ..errors import ServiceError
from ..state import DeletionTask, Role, unique_id
from .registry import Context, action
from .roles import role_value

# Service name to (role name, policy). The names are the services' own, never derived.
LINKED = {
    "panorama.amazonaws.com": (
        "AWSServiceRoleForAWSPanorama", "AWSPanoramaServiceLinkedRolePolicy",
    ),
    "autoscaling.amazonaws.com": (
        "AWSServiceRoleForAutoScaling", "AutoScalingServiceRolePolicy",
    ),
    "greengrassv2.amazonaws.com": ("AWSServiceRoleForGreengrassV2", None),
}  # fmt: skip
WITH_SUFFIX = {"autoscaling.amazonaws.com"}


@action("AWSServiceName", writes=True)
def create_service_linked_role(context: Context) -> dict:
    account, service = context.account, context["AWSServiceName"]
    if service not in LINKED or service not in context.settings.services | set(LINKED):
        raise ServiceError("InvalidInput", f"Service role name for {service} cannot be found.")
    name, policy = LINKED[service]
    if suffix := context.get("CustomSuffix"):
        if service not in WITH_SUFFIX:
            raise ServiceError("InvalidInput", "Custom suffix is not allowed for " + service)
        name += "_" + suffix
    if name.lower() in account.roles:
        raise ServiceError(
            "InvalidInput",
            f"Service role name {name} has been taken in this account, please try a different "
            "suffix.",
        )
    path = f"/aws-service-role/{service}/"
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        ],
    }
    attached = [f"arn:{account.partition}:iam::aws:policy/aws-service-role/{policy}"]
    role = Role(
        RoleName=name,
        RoleId=unique_id("AROA", account.next_serial()),
        Path=path,
        Arn=account.arn(f"role{path}{name}"),
        CreateDate=context.stamp,
        AssumeRolePolicyDocument=json.dumps(trust, separators=(",", ":")),
        Description=context.get("Description"),
        Attached=attached if policy else [],
    )
    account.roles[name.lower()] = role
    return {"Role": role_value(account, role)}


@action("RoleName", writes=True)
def delete_service_linked_role(context: Context) -> dict:
    role = context.role()
    if not role.is_service_linked:
        raise ServiceError("InvalidInput", f"{role.RoleName} is not a service-linked role.")
    for task in context.account.tasks.values():
        if task.RoleName == role.RoleName and task.Status == "IN_PROGRESS":
            return {"DeletionTaskId": task.TaskId}
    service = role.Path.split("/")[2]
    task_id = f"task/aws-service-role/{service}/{role.RoleName}/{uuid.uuid4()}"
    context.account.tasks[task_id] = DeletionTask(
        TaskId=task_id,
        RoleName=role.RoleName,
        Status="IN_PROGRESS",
        PollsLeft=context.settings.deletion_polls,
        Usage=list(context.settings.deletion_usage),
    )
    return {"DeletionTaskId": task_id}


@action("DeletionTaskId")
def get_service_linked_role_deletion_status(context: Context) -> dict:
    task = context.account.tasks.get(context["DeletionTaskId"])
    if task is None:
        raise ServiceError(
            "NoSuchEntity", f"Deletion task {context['DeletionTaskId']} cannot be found."
        )
    if task.Status == "IN_PROGRESS":
        task.PollsLeft -= 1
        if task.PollsLeft < 0:
            end(context, task)
    if task.Status != "FAILED":
        return {"Status": task.Status}
    return {
        "Status": "FAILED",
        "Reason": {"Reason": task.Reason, "RoleUsageList": task.Usage or None},
    }


def end(context: Context, task: DeletionTask) -> None:
    role = context.account.roles.get(task.RoleName.lower())
    if task.Usage:
        task.Status, task.Reason = "FAILED", "The role is used by resources of the service."
    elif role is None:
        task.Status, task.Reason = "FAILED", "The role does not exist."
    else:
        task.Status = "SUCCEEDED"
        del context.account.roles[task.RoleName.lower()]
