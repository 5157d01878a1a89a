"""
Distributed Map as AWS documents it. It replaces that of MiniStack 1.5.33, which passes one item to each child and does not
write results. This one has batches, result files, counts of items and of batches, a payload limit, and StopExecution.

AWS does not document an empty Prefix or a listing without objects. Both fail here, which is the worst that AWS may do.

Source: AWS Step Functions Developer Guide, "Distributed mode", "ItemReader", "ItemBatcher", "ResultWriter (Map)";
API reference, MapRunItemCounts, MapRunExecutionCounts.
"""

from ministack.services import stepfunctions as sfn

import machine_role
from map_items import batched, read_items
from map_run import MapRun, Stopped


def run(state, raw_input, effective, processor, execution, ctx):
    """Runs a Map state until it ends or its execution is stopped. Returns its output and the next state."""
    machine_role.demand("states:StartExecution", execution["stateMachineArn"], "States.Runtime")
    batches = list(batched(read_items(state, effective, ctx), state.get("ItemBatcher"), effective, ctx))
    map_run = MapRun(state, processor, execution, ctx, batches)
    map_run.work()
    if map_run.stopped():
        return raw_input, None
    if map_run.fails():
        raise sfn._ExecutionError("States.ExceedToleratedFailureThreshold",
                                  "The specified tolerated failure threshold was exceeded")
    writer = state.get("ResultWriter")
    result = map_run.write_results(writer, effective) if writer else map_run.outputs()
    result = sfn._apply_result_selector(state, result)
    output = sfn._apply_output_path(state, sfn._apply_result_path(state, raw_input, result), ctx)
    return output, sfn._next_or_end(state)


def stop_children(add_event):
    """Ends a stopped child before its next task: MiniStack adds an event before each try of a task."""
    def add(execution, event_type, details=None):
        if event_type == "TaskScheduled" and "_input" in execution and execution["status"] != "RUNNING":
            raise Stopped
        add_event(execution, event_type, details)
    return add


def install():
    """Replaces the functions of MiniStack."""
    sfn._run_distributed_map = run
    sfn._add_event = stop_children(sfn._add_event)
    machine_role.install()
