"""
Thousands of objects in one request, where no test is about the requests: putting an object whose key begins with `many:`
puts those that its lines tell of, getting one gets all that begin with the rest of the key. A line is JSON,
[key, body in base64, storage class].
"""

import base64
import json

from ministack.services import s3

MANY = "many:"


def put_many(put_object):
    def put(bucket, key, body, headers):
        if not key.startswith(MANY):
            return put_object(bucket, key, body, headers)
        for line in body.splitlines():
            one, text, storage_class = json.loads(line)
            answer = put_object(bucket, one, base64.b64decode(text), {"x-amz-storage-class": storage_class})
            if answer[0] != 200:
                return answer
        return answer
    return put


def get_many(get_object):
    def get(bucket, key, headers, query=None):
        if not key.startswith(MANY):
            return get_object(bucket, key, headers, query)
        lines = [
            json.dumps([one, base64.b64encode(get_object(bucket, one, {})[2]).decode()])
            for one in sorted(s3._buckets[bucket]["objects"]) if one.startswith(key[len(MANY):])
        ]
        return 200, {"Content-Type": "application/jsonl"}, "\n".join(lines).encode()
    return get


def install():
    s3._put_object = put_many(s3._put_object)
    s3._get_object = get_many(s3._get_object)
