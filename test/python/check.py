"""Reads the same answers as VOTable, as FITS and as JSON, and prints where they differ, as JSON.

Standard input is JSON: `paths` lists the answers, each the path of a .votable, a .fits and a .json file without the suffix.
`stilts` is a FITS file with the tables of all the FITS files, as STILTS has read and written them.
"""

import io
import json
import re
import sys
import warnings

import numpy as np
from astropy.io import fits, votable
from astropy.table import Table

# whatever astropy warns about is a problem
warnings.simplefilter("error")


def main():
    task = json.load(sys.stdin)
    with fits.open(task["stilts"]) as hdus:
        by_stilts = hdus[1:]
        assert len(by_stilts) == len(task["paths"])
        print(json.dumps({path: list(problems_of(path, table)) for path, table in zip(task["paths"], by_stilts)}))


def problems_of(path, by_stilts):
    with open(f"{path}.json") as file:
        rows = json.load(file)
    checks = {
        "votable": lambda: votable_problems(f"{path}.votable", rows),
        "fits": lambda: fits_problems(f"{path}.fits", rows),
        "stilts": lambda: differences(Table.read(by_stilts), rows, fits_text),
    }
    for name, check in checks.items():
        try:
            yield from (f"{name}: {problem}" for problem in check())
        except Exception as error:
            yield f"{name}: {type(error).__name__}: {error}"


def votable_problems(path, rows):
    report = io.StringIO()
    if not votable.validate(path, output=report):
        yield report.getvalue()
    table = votable.parse(path, verify="exception").get_first_table().to_table(use_names_over_ids=True)
    yield from differences(table, rows, votable_text)


def fits_problems(path, rows):
    with fits.open(path) as hdus:
        hdus.verify("exception")
        if len(hdus) != 2:
            yield f"{len(hdus)} HDUs"
    yield from differences(Table.read(path), rows, fits_text)


def differences(table, rows, text):
    if len(table) != len(rows):
        yield f"{len(table)} rows instead of {len(rows)}"
        return
    if not rows:
        return
    if len(table.colnames) != len(rows[0]):
        yield f"{len(table.colnames)} columns instead of {len(rows[0])}"
        return
    for at, name in enumerate(rows[0]):
        values = table.columns[at]
        for number, row in enumerate(rows):
            found, expected = plain(values[number]), row[name]
            if not is_same(found, expected, text):
                yield f"row {number}, {name}: {found!r} instead of {expected!r}"
                break


def plain(value):
    """A value of a table as Python has it; None if it is masked."""
    if value is np.ma.masked:
        return None
    return value.item() if isinstance(value, np.generic) else value


def is_same(found, expected, text):
    if expected is None or expected == "":
        # neither format distinguishes NULL from an empty text or, in FITS, from NaN
        return found is None or found == "" or (isinstance(found, float) and np.isnan(found))
    if isinstance(expected, bool):
        # with NULL among them, logical values are numbers in FITS
        return found == expected
    if isinstance(found, float):
        return found == float(expected) or (expected == "NaN" and np.isnan(found))
    if found is None:
        # astropy masks NaN
        return expected == "NaN"
    if isinstance(found, int):
        return found == int(expected)
    if isinstance(expected, str):
        # times in UTC have no Z
        return found == text(expected) or f"{found}Z" == expected
    return json.loads(found) == expected


def votable_text(text):
    """Text as VOTable has it: astropy's parser strips white space, and XML has no control characters."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text).strip(" \t\r\n")


def fits_text(text):
    """Text as FITS has it: ASCII, and blanks at the end do not count."""
    return re.sub(r"[^ -~]", "?", text).rstrip(" ")


main()
