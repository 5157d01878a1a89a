"""Asks the service at sys.argv[1] with pyvo and astroquery, and prints what each question returned as JSON."""

import contextlib
import json
import sys

import astropy.units as u
import pyvo
from astropy.coordinates import SkyCoord
from astropy.table import Table
from astropy.time import Time
from astroquery.utils.tap.core import TapPlus

BASE = sys.argv[1]
M31 = SkyCoord(10.6847 * u.deg, 41.2688 * u.deg)
NEAR_M31 = "SELECT obs_id FROM ivoa.obscore WHERE 1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.6847, 41.2688, 0.5)) ORDER BY obs_id"
CROSSED = """SELECT m.name, o.obs_id FROM TAP_UPLOAD.mine AS m
JOIN ivoa.obscore AS o ON 1 = CONTAINS(POINT(o.s_ra, o.s_dec), CIRCLE(m.ra, m.dec, 0.2)) ORDER BY 1, 2"""
MINE = Table({"name": ["m31", "m42"], "ra": [10.68, 83.81], "dec": [41.27, -5.39]})


def rows(table):
    return [[str(value) for value in row] for row in table]


def tap():
    service = pyvo.dal.TAPService(f"{BASE}tap")
    yield "sync", rows(service.search(NEAR_M31).to_table())
    yield "async", rows(service.run_async(NEAR_M31).to_table())
    yield "upload", rows(service.run_sync(CROSSED, uploads={"mine": MINE}).to_table())
    yield "upload to a job", rows(service.run_async(CROSSED, uploads={"mine": MINE}).to_table())
    yield "tables", list(service.tables.keys())
    yield "columns", len(service.tables["ivoa.obscore"].columns)
    yield "examples", len(service.examples)
    job = service.submit_job("SELECT COUNT(*) AS n FROM files")
    yield "created", job.phase
    job.run()
    job.wait()
    yield "ran", [job.phase, rows(job.fetch_result().to_table())]
    job.delete()
    try:
        service.search("SELECT nothing FROM ivoa.obscore")
    except pyvo.dal.DALQueryError as error:
        yield "refused", str(error)
    cut = service.search("SELECT obs_id FROM ivoa.obscore", maxrec=1)
    yield "cut", [len(cut), cut.query_status]
    answer = service.search(f"{NEAR_M31.replace('obs_id FROM', 'obs_id, obs_publisher_did FROM')}")
    yield "links", [[link.semantics, link.access_url.split("/")[-1]] for links in answer.iter_datalinks() for link in links]


def others():
    images = pyvo.dal.SIA2Service(f"{BASE}sia2").search(
        pos=(M31, 0.5 * u.deg), time=(Time(60000, format="mjd"), Time(61000, format="mjd"))
    )
    yield "sia2", sorted(image.obs_id for image in images)
    yield "sia2 urls", sorted(image.getdataurl().split("/")[-1] for image in images)
    found = pyvo.dal.SCSService(f"{BASE}scs").search(pos=M31, radius=0.5 * u.deg, verbosity=3)
    yield "scs", sorted(record["obs_id"] for record in found)
    yield "scs positions", [[round(record.pos.ra.deg, 3), round(record.pos.dec.deg, 3)] for record in found]
    plus = TapPlus(url=f"{BASE}tap")
    yield "TapPlus tables", [table.name for table in plus.load_tables()]
    yield "TapPlus sync", rows(plus.launch_job(NEAR_M31).get_results())
    yield "TapPlus async", rows(plus.launch_job_async(NEAR_M31).get_results())
    yield "TapPlus upload", rows(
        plus.launch_job(CROSSED, upload_resource=MINE, upload_table_name="mine").get_results()
    )


with contextlib.redirect_stdout(sys.stderr):
    answers = dict([*tap(), *others()])
print(json.dumps(answers))
