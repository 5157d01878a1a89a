"""
Starts MiniStack 1.5.33 with what the tests need and it lacks: the CloudFormation type AWS::Athena::NamedQuery, alarms on
several metrics, batches and results of Distributed Map, the permissions and tasks of state machines, and a way to transfer
many objects at once.
"""

import json
import sys
from pathlib import Path

from ministack.app import main
from ministack.services import athena
from ministack.services.cloudformation import provisioners


def create(logical_id, properties, _stack_name):
    """Creates an AWS::Athena::NamedQuery; returns its physical ID and its attributes."""
    _status, _headers, body = athena._create_named_query({"Name": logical_id, **properties})
    query_id = json.loads(body)["NamedQueryId"]
    return query_id, {"NamedQueryId": query_id}


def delete(query_id, _properties):
    """Deletes an AWS::Athena::NamedQuery."""
    athena._delete_named_query({"NamedQueryId": query_id})


def update(query_id, old, new, stack_name, logical_id=None):
    """A change of any property requires a replacement."""
    created = create(logical_id or old.get("Name"), new, stack_name)
    delete(query_id, old)
    return created


def of_first_metric(record):
    """MiniStack has no metric math, so an alarm on several metrics watches the first. No test waits for an alarm."""
    def recorded(name, properties):
        metrics = [metric["MetricStat"] for metric in properties.get("Metrics") or [] if "MetricStat" in metric]
        if metrics:
            properties = {**properties, **metrics[0]["Metric"], "Metrics": None}
        return record(name, properties)
    return recorded


if __name__ == "__main__":
    handlers = {"create": create, "update": update, "delete": delete}
    provisioners._RESOURCE_HANDLERS["AWS::Athena::NamedQuery"] = handlers
    provisioners._cw_metric_alarm_record = of_first_metric(provisioners._cw_metric_alarm_record)
    # Python runs with -P, so that `ministack` is the package and not this file. The folder goes to the end of the path.
    sys.path.append(str(Path(__file__).parent))
    sys.dont_write_bytecode = True
    import compaction_tasks
    import distributed_map
    import many_objects

    compaction_tasks.install()
    distributed_map.install()
    many_objects.install()
    main()
