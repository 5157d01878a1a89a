// Longitudes of observatories, for the night: degrees, east positive, good to 0.05. Sources: the observatories' own pages and the
// site list of IERS and IAU (Minor Planet Center, observatory codes).

/** An observatory, and what headers call it or its telescopes. */
export interface Site {
  readonly name: string;
  readonly longitude: number;
  /** In upper case, letters and digits only. A name that ends in `*` is a prefix. */
  readonly names: readonly string[];
}

/** The keywords with the name of a telescope or a site. */
export const SITE_KEYWORDS = [
  'TELESCOP',
  'OBSERVAT',
  'OBSRVTRY',
  'SITENAME',
  'SITE',
  'SITEID',
  'FPA.TELESCOPE',
] as const;

const site = (name: string, longitude: number, names: string): Site => ({
  name,
  longitude,
  names: names.split(' '),
});

/** The sites that are known. */
export const SITES: readonly Site[] = [
  site('Paranal', -70.4, 'ESOVLT* VLT* ESOVST VST ESOVISTA VISTA PARANAL NGTS*'),
  site(
    'La Silla',
    -70.73,
    'LASILLA ESONTT NTT ESO36* ESO3P6* ESO22* MPI22* MPG22* ESO152* ESO1M* DANISH154* DK154*',
  ),
  site('Cerro Tololo', -70.81, 'CTIO* BLANCO* CERROTOLOLO* DECAM'),
  site('Cerro Pachon', -70.74, 'GEMINISOUTH SOAR* LSST* SIMONYI* RUBIN* AUXTEL CERROPACHON*'),
  site('Las Campanas', -70.69, 'MAGELLAN* CLAY* BAADE* DUPONT* SWOPE* LASCAMPANAS* LCO25M'),
  site('Cerro Tololo (LCO)', -70.8, 'LSC'),
  site(
    'Maunakea',
    -155.47,
    'GEMININORTH CFHT* SUBARU* KECK* UKIRT* JCMT* NASAIRTF IRTF NASAINFRARED* UH88* UH22M* MAUNAKEA* SMA',
  ),
  site(
    'Kitt Peak',
    -111.6,
    'KPNO* MDM* MCGRAWHILL* HILTNER* KP4M KP09M KP21M WIYN* MAYALL* BOK* STEWARD90* 90PRIME KITTPEAK*',
  ),
  site('Mont Megantic', -71.15, 'OMM*'),
  site('Dominion', -123.42, 'DAO DOMINION*'),
  site('Lowell', -111.42, 'DCT LDT LOWELLDISCOVERY* DISCOVERYCHANNEL*'),
  site('Palomar', -116.86, 'P48 P60 P200 HALE* PALOMAR* 200INCH* ZTF*'),
  site('La Palma', -17.88, 'INT WHT JKT NOT TNG GTC LIVERPOOL* MERCATOR* LAPALMA ORM ROQUE* SWASP*'),
  site('Tenerife', -16.51, 'TEIDE OT IAC80 TCS OGS STELLA* TFN QUIJOTE*'),
  site('Sutherland', 20.81, 'SALT* SAAO* MEERLICHT* SUTHERLAND* CPT'),
  site(
    'Siding Spring',
    149.07,
    'AAT ANGLOAUSTRALIAN* UKST* UKSCHMIDT* SKYMAPPER* ANU23M* SIDINGSPRING* COJ FTS FAULKESSOUTH*',
  ),
  site('Apache Point', -105.82, 'SDSS* APO* ARC35M 25M ASTROPHYSICALRESEARCHCONSORTIUM*'),
  site('McDonald', -104.02, 'HET HOBBYEBERLY* HJST MCDONALD* ELP'),
  site('Mount Hopkins', -110.88, 'MMT* FLWO* TILLINGHAST* MTHOPKINS MOUNTHOPKINS*'),
  site('Mount Graham', -109.89, 'LBT* VATT* MOUNTGRAHAM*'),
  site('Lick', -121.64, 'SHANE* NICKEL* APF KAIT LICK*'),
  site('Calar Alto', -2.55, 'CA22* CA35* CA123* CAHA* CALARALTO*'),
  site('Haleakala', -156.26, 'PS1 PS2 PANSTARRS* OGG FTN FAULKESNORTH* DKIST* HALEAKALA*'),
  site('Haute-Provence', 5.71, 'OHP* HAUTEPROVENCE*'),
  site('Tautenburg', 11.71, 'TLS* TAUTENBURG*'),
  site('Asiago', 11.57, 'ASIAGO* COPERNICO*'),
  site('Rozhen', 24.74, 'ROZHEN* NAOROZHEN*'),
  site('Caucasus', 41.44, 'BTA SAORAS*'),
  site('Hanle', 78.96, 'HCT HANLE*'),
  site('Devasthal', 79.68, 'DOT DEVASTHAL*'),
  site('Wyoming', -105.98, 'WIRO'),
  site('Sierra Nevada', -3.38, 'OSN SIERRANEVADA*'),
  site('Leoncito', -69.3, 'CASLEO*'),
  site('Wise', 34.76, 'WISEOBS* TLV'),
  site('Xinglong', 117.58, 'XINGLONG* LAMOST* GUOSHOUJING*'),
  site('Okayama', 133.59, 'OKAYAMA* OAO188*'),
  site('Kiso', 137.63, 'KISO*'),
  site('Mount John', 170.46, 'MTJOHN* MOUNTJOHN* MOAII*'),
  site('San Pedro Martir', -115.46, 'OANSPM* SANPEDROMARTIR* DDOTI* COATLI*'),
  site('Very Large Array', -107.62, 'VLA EVLA JVLA'),
  site('Chajnantor', -67.75, 'ALMA APEX* ACT'),
  site('Green Bank', -79.84, 'GBT NRAOGBT'),
  site('Arecibo', -66.75, 'ARECIBO*'),
  site('Effelsberg', 6.88, 'EFFELSBERG*'),
  site('Narrabri', 149.55, 'ATCA'),
  site('Parkes', 148.26, 'PARKES* MURRIYANG*'),
  site('Pune', 74.05, 'GMRT UGMRT'),
  site('Westerbork', 6.6, 'WSRT'),
  site('LOFAR', 6.87, 'LOFAR*'),
  site('Karoo', 21.44, 'MEERKAT*'),
  site('Murchison', 116.65, 'ASKAP MWA'),
  site('Pico Veleta', -3.39, 'IRAM30M* 30M'),
  site('Plateau de Bure', 5.91, 'NOEMA PDBI'),
  site('Big Bear', -116.92, 'BBSO*'),
];

/** Keywords with the longitude, which counts only if the sign is stated: by the keyword itself, or by its comment. */
export const LONGITUDE_KEYWORDS: readonly { readonly keyword: string; readonly east?: true }[] = [
  { keyword: 'OBSGEO-L', east: true },
  { keyword: 'GEOELON', east: true },
  { keyword: 'LONGITUD' },
  { keyword: 'SITELONG' },
  { keyword: 'LONG-OBS' },
  { keyword: 'OBS-LONG' },
  { keyword: 'OBS_LON' },
  { keyword: 'SITELON' },
  { keyword: 'LONGITUDE' },
  { keyword: 'ESO TEL GEOLON' },
];

/** Geocentric coordinates of the observatory in m (FITS standard 4.0, 8.4.1). */
export const GEOCENTRIC = { x: 'OBSGEO-X', y: 'OBSGEO-Y', z: 'OBSGEO-Z', least: 6.3e6, most: 6.4e6 } as const;
