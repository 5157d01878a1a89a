"""
Transfers thousands of objects in one request, for tests that are not about requests. Putting an object whose key starts
with `many:` puts the objects that its lines describe. Getting such a key gets all objects whose keys start with the rest of
it. Each line is a JSON array: the key, the body in base64 and, when putting, the storage class.
"""

import base64
import json

from ministack.services import s3

MANY = "many:"


def put_many(put_object):
    """Returns a PutObject that can put many objects; stops at the first one that fails."""
    def put(bucket, key, body, headers):
        if not key.startswith(MANY):
            return put_object(bucket, key, body, headers)
        for line in body.splitlines():
            object_key, text, storage_class = json.loads(line)
            headers = {"x-amz-storage-class": storage_class}
            response = put_object(bucket, object_key, base64.b64decode(text), headers)
            if response[0] != 200:
                return response
        return response
    return put


def get_many(get_object):
    """Returns a GetObject that can get many objects."""
    def get(bucket, key, headers, query=None):
        if not key.startswith(MANY):
            return get_object(bucket, key, headers, query)
        prefix = key[len(MANY):]
        lines = [
            json.dumps([object_key, base64.b64encode(get_object(bucket, object_key, {})[2]).decode()])
            for object_key in sorted(s3._buckets[bucket]["objects"]) if object_key.startswith(prefix)
        ]
        return 200, {"Content-Type": "application/jsonl"}, "\n".join(lines).encode()
    return get


def install():
    """Replaces the functions of MiniStack."""
    s3._put_object = put_many(s3._put_object)
    s3._get_object = get_many(s3._get_object)
