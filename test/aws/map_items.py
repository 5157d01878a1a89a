"""The items of a Distributed Map, and their batches. See distributed_map.py."""

import json

from ministack.services import s3
from ministack.services import stepfunctions as sfn

import machine_role

# The maximum input or output of a child in bytes of UTF-8. Neither Retry nor Catch helps if it is exceeded.
MAX_PAYLOAD = 262_144


def read_items(state, effective, ctx):
    """Returns the items of a Map state: the objects of a bucket in the order of a listing, or what MiniStack reads."""
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
        raise sfn._ExecutionError("States.ItemReaderFailed", f"the bucket {bucket} does not exist")
    # a copy, because other threads may write at the same time
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
        raise sfn._ExecutionError("States.ItemReaderFailed", f"no objects in {bucket} start with {prefix}")
    return items


def batched(items, batcher, effective, ctx):
    """Yields the input of each child, with the number of items in it."""
    if batcher is None:
        yield from ((item, 1) for item in items)
        return
    unknown = set(batcher) - {"MaxItemsPerBatch", "MaxInputBytesPerBatch", "BatchInput"}
    if unknown:
        raise NotImplementedError(f"ItemBatcher: {unknown}")
    batch_input = sfn._resolve_params_obj(batcher.get("BatchInput"), effective, ctx)
    max_items = batcher.get("MaxItemsPerBatch", len(items))
    max_bytes = batcher.get("MaxInputBytesPerBatch", MAX_PAYLOAD)

    def child_input(batch):
        return {**({} if batch_input is None else {"BatchInput": batch_input}), "Items": batch}

    batch, size = [], size_of(child_input([]))
    for item in items:
        item_size = size_of(item) + 1
        if batch and (len(batch) == max_items or size + item_size > max_bytes):
            yield child_input(batch), len(batch)
            batch, size = [], size_of(child_input([]))
        batch.append(item)
        size += item_size
    if batch:
        yield child_input(batch), len(batch)


def size_of(value):
    """Returns the bytes of a value as JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def check_size(value, what):
    """Raises an error of a state if the input or output of a child is too large."""
    size = size_of(value)
    if size > MAX_PAYLOAD:
        raise sfn._ExecutionError("States.DataLimitExceeded", f"the child's {what} has {size} bytes")
