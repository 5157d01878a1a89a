"""
What the compaction's state machine uses and MiniStack 1.5.33 lacks: tasks that write to S3 on a condition, tasks of Athena, and
slices in paths. Each task needs the permission of the machine's role. A stand-in at FITS_TEST_ATHENA executes the statements: a
program of the tests.

Source: AWS Step Functions Developer Guide, "Run Athena queries with Step Functions"; Amazon S3 API Reference, "PutObject".
"""

import json
import os
import re
import urllib.request

from ministack.core.responses import get_account_id, get_region
from ministack.services import s3
from ministack.services import stepfunctions as sfn

S3 = "arn:aws:states:::aws-sdk:s3:"


def put_object(demand, task_input):
    """Writes an object, if the condition holds."""
    headers = {f"x-amz-meta-{name}": value for name, value in task_input["Metadata"].items()}
    for parameter, header in (("IfNoneMatch", "if-none-match"), ("IfMatch", "if-match")):
        if parameter in task_input:
            headers[header] = task_input[parameter]
    demand_object(demand, "s3:PutObject", task_input)
    body = task_input["Body"].encode()
    return {"ETag": checked(s3._put_object(task_input["Bucket"], task_input["Key"], body, headers))["etag"]}


def head_object(demand, task_input):
    """The metadata of an object."""
    demand_object(demand, "s3:GetObject", task_input)
    headers = checked(s3._head_object(task_input["Bucket"], task_input["Key"]))
    prefix = "x-amz-meta-"
    metadata = {name[len(prefix):]: value for name, value in headers.items() if name.startswith(prefix)}
    return {"ETag": headers["etag"], "Metadata": metadata}


def delete_object(demand, task_input):
    """Deletes an object."""
    demand_object(demand, "s3:DeleteObject", task_input)
    checked(s3._delete_object(task_input["Bucket"], task_input["Key"]))
    return {}


def demand_object(demand, action, task_input):
    """Raises an error unless the role may do this with the object of a task."""
    demand(action, f"arn:aws:s3:::{task_input['Bucket']}/{task_input['Key']}", "S3.S3Exception")


def checked(response):
    """The headers of a response of S3; raises an error if it is one."""
    status, headers, _body = response
    if status >= 400:
        raise sfn._ExecutionError("S3.NoSuchKeyException" if status == 404 else "S3.S3Exception", f"HTTP {status}")
    return {name.lower(): value for name, value in headers.items()}


def describe_execution(demand, task_input):
    """The status of an execution."""
    arn = task_input["ExecutionArn"]
    demand("states:DescribeExecution", arn, "Sfn.SfnException")
    if arn not in sfn._executions:
        raise sfn._ExecutionError("Sfn.ExecutionDoesNotExistException", arn)
    return {"Status": sfn._executions[arn]["status"]}


# The workgroup of each query, by its ID.
_workgroups = {}


def start_query(demand, task_input):
    """Has a statement executed."""
    demand_athena(demand, "athena:StartQueryExecution", task_input["WorkGroup"])
    output = stand_in(task_input)
    _workgroups[output["QueryExecution"]["QueryExecutionId"]] = task_input["WorkGroup"]
    return output


def query_results(demand, task_input):
    """The answer to a query."""
    demand_athena(demand, "athena:GetQueryResults", _workgroups[task_input["QueryExecutionId"]])
    return stand_in(task_input)


def demand_athena(demand, action, workgroup):
    """Raises an error unless the role may do this in a workgroup."""
    arn = f"arn:aws:athena:{get_region()}:{get_account_id()}:workgroup/{workgroup}"
    demand(action, arn, "Athena.AmazonAthenaException")


def stand_in(task_input):
    """Sends the stand-in a task; returns its output, or raises its error."""
    request = urllib.request.Request(os.environ["FITS_TEST_ATHENA"], json.dumps(task_input).encode())
    with urllib.request.urlopen(request, timeout=60) as response:
        answer = json.load(response)
    if "error" in answer:
        raise sfn._ExecutionError(answer["error"], answer["cause"])
    return answer


SLICE = re.compile(r"(.*)\[(\d*):(\d*)\]")


def with_slices(resolve_path):
    """Returns a function that resolves paths which may end with a slice, such as `$.Rows[1:]`."""
    def resolve(path, data):
        sliced = SLICE.fullmatch(path)
        if not sliced:
            return resolve_path(path, data)
        base, first, end = sliced.groups()
        return resolve_path(base, data)[int(first or 0):int(end) if end else None]
    return resolve


def install():
    """Replaces the function of MiniStack."""
    sfn._resolve_path = with_slices(sfn._resolve_path)


TASKS = {
    f"{S3}putObject": put_object,
    f"{S3}headObject": head_object,
    f"{S3}deleteObject": delete_object,
    "arn:aws:states:::aws-sdk:sfn:describeExecution": describe_execution,
    "arn:aws:states:::athena:startQueryExecution.sync": start_query,
    "arn:aws:states:::athena:getQueryResults": query_results,
}
