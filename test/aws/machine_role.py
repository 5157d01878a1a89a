"""
Makes MiniStack 1.5.33 check the permissions of a state machine's role, as AWS does. MiniStack itself executes whatever a
state requests.

Source: AWS Step Functions Developer Guide, "IAM policies for using Distributed Map states", "IAM policies for
integrated services".
"""

import contextvars

from ministack.core.iam_evaluator import EvalContext, _gather_role_policies, evaluate
from ministack.core.responses import get_account_id, get_region
from ministack.services import s3
from ministack.services import stepfunctions as sfn

import compaction_tasks

# The role of the execution that runs in this thread, or of its parent.
_role = contextvars.ContextVar("role")


def demand(action, resource, error, **conditions):
    """Raises an error of a state unless the role may do this. `s3_prefix` is the condition key `s3:prefix`."""
    account, role = get_account_id(), _role.get()
    request = EvalContext(
        principal_arn=role, principal_type="AssumedRole", principal_account=account, action=action,
        resource_arn=resource, region=get_region(),
        service_context={name.replace("_", ":"): value for name, value in conditions.items()},
    )
    if evaluate(request, _gather_role_policies(role.rsplit("/", 1)[-1], account)).decision != "Allow":
        raise sfn._ExecutionError(error, f"{role} is not authorized to perform {action} on {resource}")


def of_execution(run_execution):
    """Notes the role of an execution when it starts."""
    def run(execution_arn):
        machine = sfn._state_machines.get(sfn._executions[execution_arn]["stateMachineArn"])
        _role.set(machine["roleArn"])
        run_execution(execution_arn)
    return run


def of_task(invoke_resource):
    """Checks the permission for a task before the task runs."""
    def invoke(resource, task_input):
        function = sfn._extract_lambda_ref(resource)
        if function:
            demand("lambda:InvokeFunction", function, "Lambda.AWSLambdaException")
        elif resource.endswith(":aws-sdk:glue:startCrawler"):
            crawler = f"arn:aws:glue:{get_region()}:{get_account_id()}:crawler/{task_input['Name']}"
            demand("glue:StartCrawler", crawler, "Glue.AccessDeniedException")
        elif resource.endswith(":aws-sdk:s3:listObjectsV2"):
            return listing(task_input["Bucket"], task_input.get("Prefix", ""), task_input["MaxKeys"])
        elif resource in compaction_tasks.TASKS:
            return compaction_tasks.TASKS[resource](demand, task_input)
        else:
            raise NotImplementedError(f"the permission that {resource} needs is not known here")
        return invoke_resource(resource, task_input)
    return invoke


def listing(bucket, prefix, max_keys):
    """The response of ListObjectsV2 as a task receives it. MiniStack would return its numbers as strings."""
    demand("s3:ListBucket", f"arn:aws:s3:::{bucket}", "S3.S3Exception", s3_prefix=prefix)
    keys = sorted(key for key in list(s3._buckets[bucket]["objects"]) if key.startswith(prefix))
    contents = [{"Key": key} for key in keys[:max_keys]]
    return {"Contents": contents, "IsTruncated": len(keys) > max_keys, "KeyCount": len(contents), "Name": bucket}


def install():
    """Replaces the functions of MiniStack."""
    sfn._run_execution = of_execution(sfn._run_execution)
    sfn._invoke_resource = of_task(sfn._invoke_resource)
