"""Runs blocks of Python one after the other, as in one session: a JSON list of texts in, a list of what they print out."""

import contextlib
import io
import json
import sys

session: dict[str, object] = {}


def printed(block: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(block, session)
    return out.getvalue()


print(json.dumps([printed(block) for block in json.load(sys.stdin)]))
