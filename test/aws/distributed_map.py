"""
Distributed Map as AWS documents it, in place of MiniStack 1.5.33's, which hands each child one item and keeps the
results to itself. Batches, result files, counts of items and of batches, a limit to payloads, StopExecution.

AWS does not say what becomes of an empty Prefix, nor of a listing without objects: here both fail, the worst they may do.

Source: AWS Step Functions Developer Guide, "Distributed mode", "ItemReader", "ItemBatcher", "ResultWriter (Map)";
API reference, MapRunItemCounts, MapRunExecutionCounts.
"""

import contextvars
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from ministack.core.responses import new_uuid, now_iso
from ministack.services import s3
from ministack.services import stepfunctions as sfn

import machine_role

# What goes into a child or comes out of it, in bytes of UTF-8. No Retry and no Catch helps who sends more.
MAX_PAYLOAD = 262_144
# AWS begins another result file at 5 GB; here there is soon a second one, so that all who read them read several.
LINES_A_FILE = 5
# Where the machine sets no bound AWS has one of its own, far above this machine.
UNBOUNDED = 64
COUNTS = ("pending", "running", "succeeded", "failed", "timedOut", "aborted", "total", "resultsWritten",
          "failuresNotRedrivable", "pendingRedrive")


def run(state, raw_input, effective, processor, execution, ctx):
    """Runs a Map state to its end, or until its execution is stopped; its output, and the state after it."""
    machine_role.demand("states:StartExecution", execution["stateMachineArn"], "States.Runtime")
    batches = list(batched(read_items(state, effective, ctx), state.get("ItemBatcher"), effective, ctx))
    map_run = MapRun(state, processor, execution, ctx, batches)
    map_run.work()
    if map_run.stopped():
        return raw_input, None
    if map_run.fails():
        raise sfn._ExecutionError("States.ExceedToleratedFailureThreshold",
                                  "The specified tolerated failure threshold was exceeded")
    result = map_run.written(state["ResultWriter"], effective) if state.get("ResultWriter") else map_run.outputs()
    result = sfn._apply_result_selector(state, result)
    output = sfn._apply_output_path(state, sfn._apply_result_path(state, raw_input, result), ctx)
    return output, sfn._next_or_end(state)


def read_items(state, effective, ctx):
    """The items of a Map state: a bucket's objects, in the order of a listing, or whatever MiniStack reads itself."""
    reader = state.get("ItemReader")
    if reader is None:
        return sfn._resolve_path_or_ctx(state.get("ItemsPath", "$"), effective, ctx)
    if not reader["Resource"].endswith(":s3:listObjectsV2"):
        return sfn._read_map_items(reader, effective, ctx)
    parameters = sfn._resolve_params_obj(reader["Parameters"], effective, ctx)
    bucket, prefix = parameters["Bucket"], parameters.get("Prefix")
    if prefix == "":
        raise sfn._ExecutionError("States.ItemReaderFailed", "Prefix is empty")
    prefix = prefix or ""
    machine_role.demand("s3:ListBucket", f"arn:aws:s3:::{bucket}", "States.ItemReaderFailed", s3_prefix=prefix)
    if bucket not in s3._buckets:
        raise sfn._ExecutionError("States.ItemReaderFailed", f"there is no bucket {bucket}")
    # others may write meanwhile: a copy
    objects = dict(s3._buckets[bucket]["objects"])
    items = [
        {
            "Etag": found["etag"],
            "Key": key,
            "LastModified": sfn._epoch_seconds(found["last_modified"]),
            "Size": found["size"],
            "StorageClass": found.get("storage_class") or "STANDARD",
        }
        for key, found in sorted(objects.items()) if key.startswith(prefix)
    ]
    if not items:
        raise sfn._ExecutionError("States.ItemReaderFailed", f"no objects in {bucket} begin with {prefix}")
    return items


def batched(items, batcher, effective, ctx):
    """Pairs of a child's input and how many items are in it."""
    if batcher is None:
        yield from ((item, 1) for item in items)
        return
    unknown = set(batcher) - {"MaxItemsPerBatch", "MaxInputBytesPerBatch", "BatchInput"}
    if unknown:
        raise NotImplementedError(f"ItemBatcher: {unknown}")
    shared = sfn._resolve_params_obj(batcher.get("BatchInput"), effective, ctx)
    most, bytes_at_most = batcher.get("MaxItemsPerBatch", len(items)), batcher.get("MaxInputBytesPerBatch", MAX_PAYLOAD)

    def whole(some):
        return {**({} if shared is None else {"BatchInput": shared}), "Items": some}

    batch, size = [], size_of(whole([]))
    for item in items:
        more = size_of(item) + 1
        if batch and (len(batch) == most or size + more > bytes_at_most):
            yield whole(batch), len(batch)
            batch, size = [], size_of(whole([]))
        batch.append(item)
        size += more
    if batch:
        yield whole(batch), len(batch)


def size_of(value):
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


class MapRun:
    """The children of a Map state, as ListMapRuns and DescribeMapRun tell of them."""

    def __init__(self, state, processor, execution, ctx, batches):
        machine = execution["stateMachineArn"]
        label = state.get("Label") or new_uuid()
        self.id = new_uuid()
        self.state, self.processor, self.execution, self.ctx = state, processor, execution, ctx
        self.child_machine = f"{machine}/{label}"
        self.arn = f"{machine.replace(':stateMachine:', ':mapRun:')}/{label}:{self.id}"
        self.waiting = list(reversed(batches))
        self.children = []
        self.lock = threading.Lock()
        items = sum(size for _input, size in batches)
        self.told = {
            "mapRunArn": self.arn, "executionArn": execution["executionArn"], "status": "RUNNING",
            "startDate": now_iso(), "maxConcurrency": int(state.get("MaxConcurrency") or 0),
            "toleratedFailurePercentage": float(state.get("ToleratedFailurePercentage") or 0),
            "toleratedFailureCount": int(state.get("ToleratedFailureCount") or 0), "redriveCount": 0,
            "itemCounts": {**dict.fromkeys(COUNTS, 0), "pending": items, "total": items},
            "executionCounts": {**dict.fromkeys(COUNTS, 0), "pending": len(batches), "total": len(batches)},
            "_stateMachineArn": self.child_machine,
        }
        sfn._map_runs[self.arn] = self.told

    def stopped(self):
        return self.execution["status"] != "RUNNING"

    def work(self):
        """Runs the children; returns at once when the execution is stopped, whatever they are at."""
        at_once = min(self.told["maxConcurrency"] or UNBOUNDED, len(self.waiting))
        if at_once > 0:
            pool = ThreadPoolExecutor(at_once)
            # a context can be entered once only
            workers = [pool.submit(contextvars.copy_context().run, self.worker) for _ in range(at_once)]
            pool.shutdown(wait=False)
            while not self.stopped() and not all(worker.done() for worker in workers):
                threading.Event().wait(0.05)
            for worker in workers if not self.stopped() else []:
                worker.result()
        with self.lock:
            for child in self.children:
                if child["status"] == "RUNNING":
                    self.end(child, "ABORTED")
            self.told.update(stopDate=now_iso(),
                             status="ABORTED" if self.stopped() else "FAILED" if self.fails() else "SUCCEEDED")

    def worker(self):
        while True:
            with self.lock:
                if self.stopped() or not self.waiting:
                    return
                child = self.begin(*self.waiting.pop())
            try:
                check_size(child["_input"], "input")
                output = sfn._run_sub_machine(self.processor["States"], self.processor["StartAt"], child["_input"],
                                              child, {**self.ctx})
                check_size(output, "output")
                ended = ("SUCCEEDED", {"_output": output})
            except sfn._ExecutionError as error:
                ended = ("FAILED", {"error": error.error, "cause": error.cause})
            except Stopped:
                return
            with self.lock:
                # of one that was stopped, nobody wants to know how it would have ended
                if child["status"] == "RUNNING":
                    self.end(child, *ended)

    def begin(self, child_input, size):
        name = new_uuid()
        child = {
            "executionArn": f"{self.child_machine.replace(':stateMachine:', ':execution:')}:{name}", "name": name,
            "stateMachineArn": self.child_machine, "status": "RUNNING", "startDate": now_iso(), "events": [],
            "_input": child_input, "_size": size,
        }
        self.children.append(child)
        self.count(child, "pending", "running")
        return child

    def end(self, child, status, more=None):
        child.update(more or {}, status=status, stopDate=now_iso())
        self.count(child, "running", status.lower())

    def count(self, child, before, after):
        for counts, one in ((self.told["itemCounts"], child["_size"]), (self.told["executionCounts"], 1)):
            counts[before] -= one
            counts[after] += one

    def fails(self):
        counts = self.told["itemCounts"]
        limits = []
        if "ToleratedFailureCount" in self.state:
            limits.append(counts["failed"] > self.told["toleratedFailureCount"])
        if "ToleratedFailurePercentage" in self.state:
            limits.append(counts["failed"] * 100 > self.told["toleratedFailurePercentage"] * counts["total"])
        return any(limits or [counts["failed"] > 0])

    def outputs(self):
        return [child.get("_output") for child in self.children]

    def written(self, writer, effective):
        """Writes the result files and their manifest; what the state's result is then."""
        config = writer.get("WriterConfig")
        if config != {"OutputType": "JSONL", "Transformation": "COMPACT"}:
            raise NotImplementedError(f"ResultWriter: {config}")
        parameters = sfn._resolve_params_obj(writer["Parameters"], effective, self.ctx)
        bucket, folder = parameters["Bucket"], f"{parameters['Prefix']}/{self.id}"
        lines = {"FAILED": [], "PENDING": [], "SUCCEEDED": []}
        for child in self.children:
            done = child["status"] == "SUCCEEDED"
            lines[child["status"]].append(child["_output"] if done else metadata(child))
        files = {
            status: [
                put(bucket, f"{folder}/{status}_{number}.jsonl", "".join(f"{json.dumps(line)}\n" for line in some))
                for number, some in zip(count(), in_parts(those))
            ]
            for status, those in lines.items()
        }
        manifest = {"DestinationBucket": bucket, "MapRunArn": self.arn, "ResultFiles": files}
        key = put(bucket, f"{folder}/manifest.json", json.dumps(manifest))["Key"]
        for counts in (self.told["itemCounts"], self.told["executionCounts"]):
            counts["resultsWritten"] = counts["total"]
        return {"MapRunArn": self.arn, "ResultWriterDetails": {"Bucket": bucket, "Key": key}}


def metadata(child):
    """What is written of a child that failed, however the outputs of the others are written."""
    return {
        "ExecutionArn": child["executionArn"], "Input": json.dumps(child["_input"]),
        "InputDetails": {"Included": True}, "Name": child["name"], "StateMachineArn": child["stateMachineArn"],
        "Status": child["status"], "StartDate": child["startDate"], "StopDate": child["stopDate"],
        "Error": child["error"], "Cause": child["cause"],
    }


def in_parts(lines):
    return [lines[i:i + LINES_A_FILE] for i in range(0, len(lines), LINES_A_FILE)]


def put(bucket, key, text):
    machine_role.demand("s3:PutObject", f"arn:aws:s3:::{bucket}/{key}", "States.ResultWriterFailed")
    body = text.encode()
    status, _headers, answer = s3._put_object(bucket, key, body, {})
    if status != 200:
        raise sfn._ExecutionError("States.ResultWriterFailed", str(answer))
    return {"Key": key, "Size": len(body)}


def check_size(value, what):
    size = size_of(value)
    if size > MAX_PAYLOAD:
        raise sfn._ExecutionError("States.DataLimitExceeded", f"the child's {what} has {size} bytes")


class Stopped(Exception):
    """The execution was stopped before this child's next task."""


def stop_children(add_event):
    """Each try of a task is noted before it begins: there a child that was stopped ends."""
    def noted(execution, event_type, details=None):
        if event_type == "TaskScheduled" and "_input" in execution and execution["status"] != "RUNNING":
            raise Stopped
        add_event(execution, event_type, details)
    return noted


def install():
    sfn._run_distributed_map = run
    sfn._add_event = stop_children(sfn._add_event)
    machine_role.install()
