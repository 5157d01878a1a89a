"""One execution of a Distributed Map: its children and their results. See distributed_map.py."""

import contextvars
import json
import threading
from concurrent.futures import ThreadPoolExecutor

from ministack.core.responses import new_uuid, now_iso
from ministack.services import s3
from ministack.services import stepfunctions as sfn

import machine_role
from map_items import check_size

# AWS starts a new result file after 5 GB. Here it starts early, so that tests read several.
LINES_PER_FILE = 5
# Without MaxConcurrency, AWS applies its own limit, which is far above what this machine can do.
DEFAULT_CONCURRENCY = 64
COUNTS = ("pending", "running", "succeeded", "failed", "timedOut", "aborted", "total", "resultsWritten",
          "failuresNotRedrivable", "pendingRedrive")


class Stopped(Exception):
    """The execution was stopped before this child's next task."""


class MapRun:
    """The children of a Map state, with the data that ListMapRuns and DescribeMapRun return."""

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
        self.description = {
            "mapRunArn": self.arn, "executionArn": execution["executionArn"], "status": "RUNNING",
            "startDate": now_iso(), "maxConcurrency": int(state.get("MaxConcurrency") or 0),
            "toleratedFailurePercentage": float(state.get("ToleratedFailurePercentage") or 0),
            "toleratedFailureCount": int(state.get("ToleratedFailureCount") or 0), "redriveCount": 0,
            "itemCounts": {**dict.fromkeys(COUNTS, 0), "pending": items, "total": items},
            "executionCounts": {**dict.fromkeys(COUNTS, 0), "pending": len(batches), "total": len(batches)},
            "_stateMachineArn": self.child_machine,
        }
        sfn._map_runs[self.arn] = self.description

    def stopped(self):
        """Returns whether the execution was stopped."""
        return self.execution["status"] != "RUNNING"

    def work(self):
        """Runs the children. Returns at once if the execution is stopped, even if children are still running."""
        concurrency = min(self.description["maxConcurrency"] or DEFAULT_CONCURRENCY, len(self.waiting))
        if concurrency > 0:
            pool = ThreadPoolExecutor(concurrency)
            # each worker needs its own copy: a context can be entered only once
            workers = [pool.submit(contextvars.copy_context().run, self.worker) for _ in range(concurrency)]
            pool.shutdown(wait=False)
            while not self.stopped() and not all(worker.done() for worker in workers):
                threading.Event().wait(0.05)
            for worker in workers if not self.stopped() else []:
                worker.result()
        with self.lock:
            for child in self.children:
                if child["status"] == "RUNNING":
                    self.end(child, "ABORTED")
            status = "ABORTED" if self.stopped() else "FAILED" if self.fails() else "SUCCEEDED"
            self.description.update(stopDate=now_iso(), status=status)

    def worker(self):
        """Runs waiting children one after another, until none is left or the execution is stopped."""
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
                # a child that was aborted in the meantime stays aborted
                if child["status"] == "RUNNING":
                    self.end(child, *ended)

    def begin(self, child_input, size):
        """Returns a new child that is running. The caller holds the lock."""
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
        """Ends a child. The caller holds the lock."""
        child.update(more or {}, status=status, stopDate=now_iso())
        self.count(child, "running", status.lower())

    def count(self, child, before, after):
        """Moves a child and its items from one count to another."""
        for counts, number in ((self.description["itemCounts"], child["_size"]),
                               (self.description["executionCounts"], 1)):
            counts[before] -= number
            counts[after] += number

    def fails(self):
        """Returns whether more items failed than the state tolerates."""
        counts = self.description["itemCounts"]
        limits = []
        if "ToleratedFailureCount" in self.state:
            limits.append(counts["failed"] > self.description["toleratedFailureCount"])
        if "ToleratedFailurePercentage" in self.state:
            limits.append(counts["failed"] * 100 > self.description["toleratedFailurePercentage"] * counts["total"])
        return any(limits or [counts["failed"] > 0])

    def outputs(self):
        """Returns the output of each child, for a state without a ResultWriter."""
        return [child.get("_output") for child in self.children]

    def write_results(self, writer, effective):
        """Writes the result files and their manifest, and returns the result of the state."""
        config = writer.get("WriterConfig")
        if config != {"OutputType": "JSONL", "Transformation": "COMPACT"}:
            raise NotImplementedError(f"ResultWriter: {config}")
        parameters = sfn._resolve_params_obj(writer["Parameters"], effective, self.ctx)
        bucket, folder = parameters["Bucket"], f"{parameters['Prefix']}/{self.id}"
        lines = {"FAILED": [], "PENDING": [], "SUCCEEDED": []}
        for child in self.children:
            succeeded = child["status"] == "SUCCEEDED"
            lines[child["status"]].append(child["_output"] if succeeded else failure_of(child))
        files = {
            status: [
                put(bucket, f"{folder}/{status}_{number}.jsonl", "".join(f"{json.dumps(line)}\n" for line in part))
                for number, part in enumerate(in_parts(lines_of_status))
            ]
            for status, lines_of_status in lines.items()
        }
        manifest = {"DestinationBucket": bucket, "MapRunArn": self.arn, "ResultFiles": files}
        key = put(bucket, f"{folder}/manifest.json", json.dumps(manifest))["Key"]
        for counts in (self.description["itemCounts"], self.description["executionCounts"]):
            counts["resultsWritten"] = counts["total"]
        return {"MapRunArn": self.arn, "ResultWriterDetails": {"Bucket": bucket, "Key": key}}


def failure_of(child):
    """The line of a failed child. Its format does not depend on WriterConfig."""
    return {
        "ExecutionArn": child["executionArn"], "Input": json.dumps(child["_input"]),
        "InputDetails": {"Included": True}, "Name": child["name"], "StateMachineArn": child["stateMachineArn"],
        "Status": child["status"], "StartDate": child["startDate"], "StopDate": child["stopDate"],
        "Error": child["error"], "Cause": child["cause"],
    }


def in_parts(lines):
    """Returns the lines of each result file."""
    return [lines[i:i + LINES_PER_FILE] for i in range(0, len(lines), LINES_PER_FILE)]


def put(bucket, key, text):
    """Writes a file as the role of the state machine, and returns its entry in a manifest."""
    machine_role.demand("s3:PutObject", f"arn:aws:s3:::{bucket}/{key}", "States.ResultWriterFailed")
    body = text.encode()
    status, _headers, response = s3._put_object(bucket, key, body, {})
    if status != 200:
        raise sfn._ExecutionError("States.ResultWriterFailed", str(response))
    return {"Key": key, "Size": len(body)}
