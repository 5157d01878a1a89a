"""Writes the reference values beside this file: pip install astropy==8.0.2 astropy-healpix==2.0.1; python make.py

Each line is a case: its name, the cards, and points; the three are separated by tabs. Astropy computes with wcslib
(projections, spectral axes) and ERFA (frames).
"""

import warnings
from pathlib import Path

import astropy.units as u
import numpy as np
from astropy.coordinates import FK4, FK5, BarycentricMeanEcliptic, FK4NoETerms, SkyCoord
from astropy.io import fits
from astropy.time import Time
from astropy.wcs import WCS
from astropy_healpix import HEALPix

warnings.simplefilter("ignore")
HERE = Path(__file__).parent


def text(value):
    return "-" if np.isnan(value) else f"{value:.11g}"


def write(name, lines):
    rows = ["\t".join([title, " ".join(f"{k}={v}" for k, v in cards.items()), *points]) for title, cards, points in lines]
    (HERE / name).write_text("\n".join(rows) + "\n")


def header(cards):
    made = fits.Header()
    for keyword, value in cards.items():
        made[keyword] = value
    return made


# projections: x, y, longitude, latitude

TILTED = dict(CD1_1=-0.21, CD1_2=0.03, CD2_1=0.025, CD2_2=0.2)
SMALL = dict(CD1_1=-0.02, CD1_2=0.001, CD2_1=0.002, CD2_2=0.02)
LARGE = dict(CD1_1=-2.8, CD2_2=1.9)
PIXELS = [(60.5, 45.5), (0.5, 0.5), (120.5, 0.5), (120.5, 90.5), (0.5, 90.5), (64.5, 40.25), (100.0, 20.0)]
SIP = dict(A_ORDER=3, B_ORDER=2, A_2_0=2e-4, A_1_1=-1e-4, A_0_2=5e-5, A_3_0=1e-6, A_1_2=-2e-6, A_0_3=3e-7)
SIP |= dict(B_2_0=-1e-4, B_1_1=2e-4, B_0_2=1e-4)
TPV = dict(PV1_0=1e-3, PV1_1=1.02, PV1_2=-0.01, PV1_3=3e-3, PV1_4=0.02, PV1_5=-0.01, PV1_6=5e-3, PV1_7=3e-3)
TPV |= dict(PV1_8=-2e-3, PV1_9=1e-3, PV1_10=4e-3, PV1_11=2e-3, PV1_12=1e-3, PV1_17=3e-4, PV1_22=2e-4, PV1_23=1e-4)
TPV |= dict(PV1_30=1e-5, PV1_39=1e-6, PV2_0=-2e-3, PV2_1=0.98, PV2_2=0.02, PV2_4=-0.01, PV2_5=0.02, PV2_6=0.01)
TPV |= dict(PV2_8=3e-3, PV2_9=-4e-3, PV2_13=1e-3, PV2_19=2e-4, PV2_24=1e-4, PV2_31=1e-6, PV2_37=3e-6)


def projection(code, matrix=TILTED, **cards):
    cards = dict(CRVAL1=150.0, CRVAL2=-35.0, CRPIX1=64.5, CRPIX2=40.25) | matrix | cards
    size = dict(NAXIS=2, NAXIS1=120, NAXIS2=90, CTYPE1=f"RA---{code}", CTYPE2=f"DEC--{code}")
    world = WCS(header(size | cards)).all_pix2world(PIXELS, 1)
    return code, size | cards, [" ".join(map(text, [*p, *w])) for p, w in zip(PIXELS, world)]


ROUND = ["TAN", "SIN", "ARC", "STG", "ZEA"]
FLAT = ["CAR", "SFL", "AIT", "MER", "CEA", "MOL", "HPX"]
write(
    "projections.txt",
    [
        *[projection(code) for code in ROUND + FLAT],
        *[projection(code, CRVAL2=0.0, LONPOLE=20.0) for code in ROUND + FLAT],
        *[projection(code, LARGE, CRVAL2=0.0) for code in ROUND + FLAT],
        *[projection(code, LARGE, CRVAL2=20.0, LONPOLE=30.0, LATPOLE=-60.0) for code in FLAT],
        projection("SIN", PV2_1=0.3, PV2_2=-0.2),
        projection("ZPN", PV2_1=1.0, PV2_3=-0.15, PV2_5=0.02),
        projection("ZPN", PV2_0=0.01, PV2_1=0.95, PV2_2=0.1),
        projection("AZP"),
        projection("AZP", PV2_1=2.0, PV2_2=30.0),
        projection("AZP", PV2_1=-0.5),
        projection("CEA", PV2_1=0.6),
        projection("HPX", LARGE, CRVAL2=0.0, PV2_1=6.0, PV2_2=3.0),
        projection("HPX", CRVAL2=0.0, CD1_1=-1.5, CD2_2=-1.5, PV2_1=4.0, PV2_2=2.0),
        projection("HPX", CRVAL2=0.0, CD1_1=1.5, CD2_2=1.5, PV2_1=4.0, PV2_2=2.0),
        projection("ZEA", PV1_1=20.0, PV1_2=70.0, PV1_3=170.0),
        projection("CAR", PV1_1=15.0, PV1_2=20.0, PV1_3=160.0, PV1_4=30.0),
        *[projection(code, CRVAL2=90.0) for code in ["TAN", "CAR"]],
        *[projection(code, CRVAL2=-90.0) for code in ["TAN", "SFL"]],
        projection("TAN", dict(CDELT1=-0.21, CDELT2=0.2), CROTA2=33.0),
        projection("TAN", dict(CDELT1=-0.21, CDELT2=0.2), PC1_1=0.9, PC1_2=-0.3, PC2_1=0.28, PC2_2=0.95),
        projection("TAN", dict(CDELT1=-12.6, CDELT2=12.0), CRVAL1=9000.0, CRVAL2=-2100.0, CUNIT1="arcmin", CUNIT2="arcmin"),
        projection("TAN", dict(CDELT1=-756.0, CDELT2=720.0), CRVAL1=5e5, CRVAL2=-1e5, CUNIT1="arcsec", CUNIT2="arcsec"),
        projection("TAN", dict(CDELT1=-0.003, CDELT2=0.003), CRVAL1=2.0, CRVAL2=-0.5, CUNIT1="rad", CUNIT2="rad"),
        projection("TAN-SIP", SMALL, **SIP),
        projection("TAN-SIP", SMALL, **SIP, PV1_1=1.1, PV1_5=0.1),
        projection("ZEA-SIP", SMALL, **SIP),
        projection("TPV", SMALL, **TPV),
        projection("TAN", SMALL, **TPV),
    ],
)

# frames: longitude, latitude, ICRS right ascension and declination

POINTS = [(0, 0), (83.633, 22.0145), (150.1, -35.2), (266.4, -29.0), (10.7, 89.2), (200, -88.5), (359.99, 41.3)]


def frame(ctypes, declared, **cards):
    axes = dict(zip(["CTYPE1", "CTYPE2"], ctypes))
    icrs = [SkyCoord(*p, unit="deg", frame=declared).icrs for p in POINTS]
    return ctypes[0], axes | cards, [" ".join(map(text, [*p, c.ra.deg, c.dec.deg])) for p, c in zip(POINTS, icrs)]


RADEC = ["RA---TAN", "DEC--TAN"]


def besselian(year):
    return Time(year, format="byear")


def julian(year):
    return Time(year, format="jyear")


write(
    "frames.txt",
    [
        frame(RADEC, FK5(), RADESYS="FK5"),
        frame(RADEC, FK5(equinox=julian(1975.0)), RADESYS="FK5", EQUINOX=1975.0),
        frame(RADEC, FK5(equinox=julian(2015.5)), EQUINOX=2015.5),
        frame(RADEC, FK4(equinox=besselian(1950.0)), EQUINOX=1950.0),
        frame(RADEC, FK4(equinox=besselian(1950.0)), RADECSYS="FK4"),
        frame(RADEC, FK4(equinox=besselian(1900.0)), RADESYS="FK4", EQUINOX=1900.0),
        frame(RADEC, FK4(equinox=besselian(1975.0)), EPOCH=1975.0),
        frame(RADEC, FK4NoETerms(equinox=besselian(1950.0)), RADESYS="FK4-NO-E"),
        frame(["GLON-TAN", "GLAT-TAN"], "galactic"),
        frame(["ELON-TAN", "ELAT-TAN"], BarycentricMeanEcliptic(equinox=julian(2000.0)), RADESYS="ICRS"),
        frame(["ELON-TAN", "ELAT-TAN"], BarycentricMeanEcliptic(equinox=julian(1990.0)), EQUINOX=1990.0),
    ],
)

# spectral axes: pixel, vacuum wavelength in m. HI and H alpha are the lines

HI = dict(RESTFRQ=1420405751.786)
HA = dict(RESTWAV=6.5646e-7)


def spectral(ctype, value, step, unit, **rest):
    cards = dict(NAXIS=1, NAXIS1=101, CTYPE1=ctype, CRVAL1=value, CDELT1=step, CRPIX1=40.0, CUNIT1=unit) | rest
    wcs = WCS(header(cards))
    if not ctype.startswith("WAVE") and ctype != "FREQ-LOG":
        # wavelengths that are not linear in the pixels any more
        wcs.wcs.sptr("WAVE-???")
    world = wcs.all_pix2world([[0.5], [101.5]], 1)[:, 0]
    if ctype == "FREQ-LOG":
        world = 299792458.0 / world
    return ctype, cards, [f"{pixel} {wave:.12g}" for pixel, wave in zip([0.5, 101.5], world)]


write(
    "spectral.txt",
    [
        spectral("FREQ", 1.42e9, -1e5, "Hz"),
        spectral("FREQ", 345.79, 0.001, "GHz"),
        spectral("ENER", 1.5, 0.01, "keV"),
        spectral("WAVN", 10000.0, 2.5, "cm-1"),
        spectral("WAVE", 5000.0, 1.25, "Angstrom"),
        spectral("WAVE", 0.0000021, 2.5e-10, "m"),
        spectral("AWAV", 6500.0, 0.5, "Angstrom"),
        spectral("AWAV", 1.2, 0.0004, "um"),
        spectral("VRAD", 1000.0, 1.5, "km/s", **HI),
        spectral("VOPT", 1.0e6, 1500.0, "m/s", **HI),
        spectral("VELO", 1.0e7, 15000.0, "m/s", **HI),
        spectral("ZOPT", 0.5, 0.001, "", **HA),
        spectral("BETA", 0.1, 0.0005, "", **HA),
        spectral("WAVE-LOG", 5000.0, 1.25, "Angstrom"),
        spectral("FREQ-LOG", 1.42e9, 1e5, "Hz"),
        spectral("WAVE-F2W", 0.21, -1e-5, "m"),
        spectral("VOPT-F2W", 1.0e6, 15000.0, "m/s", **HI),
        spectral("VELO-F2V", 1.0e6, 15000.0, "m/s", **HI),
        spectral("FREQ-W2F", 1.42e9, 1e6, "Hz"),
        spectral("VRAD-W2F", 1.0e6, 15000.0, "m/s", **HI),
        spectral("WAVE-V2W", 0.2, 1e-5, "m", **HI),
    ],
)

# pixels of HEALPix: right ascension, declination, nested index at orders 0, 6 and 12

random = np.random.default_rng(6)
SKY = [(0.01, 0.02), (44.99, -0.01), (0, 90), (0, -90), (359.9999, 41.8), (0, 41.9), (45, 41.7), (123.4, -41.8103), (270, -89.99), (90, 89.99)]
SKY += [(random.uniform(0, 360), np.degrees(np.arcsin(random.uniform(-1, 1)))) for _ in range(60)]


def pixels(ra, dec):
    orders = [HEALPix(nside=2**order, order="nested") for order in (0, 6, 12)]
    return [str(h.lonlat_to_healpix(ra * u.deg, dec * u.deg)) for h in orders]


write("healpix.txt", [(f"{ra:.6f} {dec:.6f}", {}, [" ".join(pixels(round(ra, 6), round(dec, 6)))]) for ra, dec in SKY])
