"""Makes the survey in this folder with reproject 0.21 and pyavm: three stars on grey, each of a colour of its own.

pip install reproject pyavm pillow; python make.py FOLDER equatorial|galactic
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from astropy.wcs import WCS
from PIL import Image
from pyavm import AVM
from reproject import reproject_interp
from reproject.hips import reproject_to_hips

STARS = [(83.2, -4.1, (255, 0, 0)), (80.9, -6.3, (0, 255, 0)), (84.6, -7.2, (0, 0, 255))]
SIZE = 300
RADIUS = 3.5

wcs = WCS(naxis=2)
wcs.wcs.ctype = "RA---TAN", "DEC--TAN"
wcs.wcs.crval = 83, -5.5
wcs.wcs.crpix = 150.5, 150.5
wcs.wcs.cdelt = -0.025, 0.025
wcs.wcs.radesys = "ICRS"
rows, columns = np.mgrid[:SIZE, :SIZE]
image = np.full((SIZE, SIZE, 3), 60, np.uint8)
for ra, dec, colour in STARS:
    x, y = wcs.all_world2pix(ra, dec, 0)
    image[(columns - x) ** 2 + (rows - y) ** 2 < RADIUS**2] = colour

with tempfile.TemporaryDirectory() as folder:
    plain, described = Path(folder) / "plain.png", Path(folder) / "described.png"
    # the first row of a PNG is the northernmost
    Image.fromarray(image[::-1]).save(plain)
    AVM.from_wcs(wcs, shape=(SIZE, SIZE)).embed(str(plain), str(described))
    reproject_to_hips(
        str(described),
        coord_system_out=sys.argv[2],
        level=4,
        reproject_function=reproject_interp,
        output_directory=sys.argv[1],
        tile_size=128,
    )
