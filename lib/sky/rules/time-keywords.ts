import { NUMBER_KEYWORDS } from './keywords.ts';

// The keywords with times and exposures, each list in the order in which it is tried.

/** Exposure times in seconds, unless the comment has another unit. */
export const EXPOSURE_KEYWORDS = [
  'EXPTIME',
  'XPOSURE',
  'EXPOSURE',
  'TEXPTIME',
  'EXP_TIME',
  'EXPMEAS',
  'EFFEXPTM',
  'INT_TIME',
  'ELAPTIME',
  'TTIME',
  'TRUITIME',
  'ITIME',
  'ITIME_R',
  'ITIME_B',
  'EXPOSED',
  'TOTALEXP',
  'SHUTTIME',
  'FPA.EXPOSURE',
  'LIVETIME',
  'ONTIME',
  'OBJTIME',
  'TEXP',
  'TELAPSE',
] as const;

/** Of these, the time of one coadd, and the keywords with the number of coadds. */
export const PER_COADD = {
  keywords: ['TRUITIME', 'ITIME', 'ITIME_R', 'ITIME_B'],
  counts: ['COADDS', 'CO_ADDS', 'NCOADD_R', 'NCOADD_B'],
  /** In raw files of these instruments EXPTIME is that of one coadd; `prepared` marks those that are not raw. */
  gemini: { instruments: ['NIRI', 'GNIRS', 'NIFS'], keyword: 'EXPTIME', prepared: 'PREPARE' },
} as const;

/** Those that come first where EXPTIME is the time of one frame. */
export const LIVE_TIME_KEYWORDS = ['EXPOSURE', 'LIVETIME', 'ONTIME'] as const;
/** The keywords that tell such headers: of high-energy missions, and of the stacks of amateur software. */
export const MANY_FRAMES = ['TSTART', 'HDUCLAS1', 'STACKCNT'] as const;

/** The parts of times that count from MJDREF. */
export const MISSION_TIME = {
  reference: { whole: 'MJDREF', integer: 'MJDREFI', fraction: 'MJDREFF' },
  start: { whole: 'TSTART', integer: 'TSTARTI', fraction: 'TSTARTF' },
  stop: { whole: 'TSTOP', integer: 'TSTOPI', fraction: 'TSTOPF' },
  zero: 'TIMEZERO',
  unit: 'TIMEUNIT',
  place: 'TIMEREF',
  /** Swift's clock against UTC since the reference, leap seconds included; and whether the times are corrected for it. */
  clock: 'UTCFINIT',
  corrected: 'CLOCKAPP',
} as const;

/** The keyword that names the time scale. */
export const TIME_SCALE = 'TIMESYS';

/** How the value of a time keyword is written: a date with a time, MJD, JD, or seconds since MJD 0. */
export type TimeForm = 'date' | 'mjd' | 'jd' | 'mjd-seconds';

/** A keyword with a time. */
export interface TimeKeyword {
  readonly keyword: string;
  readonly form: TimeForm;
  /** Keywords with the time of day, if the value is only a date. */
  readonly clocks?: readonly string[];
  /** What the comment has to say. */
  readonly comment?: RegExp;
}

const CLOCKS = [
  'TIME-OBS',
  'UTC-OBS',
  'UT-STR',
  'EXPSTART',
  'UTSTART',
  'UTCSTART',
  'UTC-STR',
  'UT-START',
  'UTIME',
  'UT',
  'UTC',
  'UTSHUT',
  'UTOPEN',
  'UT-TIME',
  'UT_TIME',
  'UT-OBS',
  'TIME_OBS',
  'TIMEOBS',
  'TIME-BEG',
  'TAIHMS',
] as const;

/** The start of an observation, without mission times. Times with a date come first, and MJD only if none has a time of day. */
export const START_KEYWORDS: readonly TimeKeyword[] = [
  { keyword: 'DATE-BEG', form: 'date', clocks: ['TIME-BEG'] },
  { keyword: 'DATE_BEG', form: 'date' },
  { keyword: 'T_STRT_U', form: 'date' },
  { keyword: 'MJD-BEG', form: 'mjd' },
  { keyword: 'EXPSTART', form: 'mjd' },
  { keyword: 'TEXPSTRT', form: 'mjd' },
  { keyword: 'TDATEOBS', form: 'date', clocks: ['TTIMEOBS'] },
  { keyword: 'TAI-BEG', form: 'mjd-seconds' },
  { keyword: 'DATE-OBS', form: 'date', clocks: CLOCKS },
  { keyword: 'DATE_OBS', form: 'date', clocks: CLOCKS },
  { keyword: 'DATEOBS', form: 'date', clocks: CLOCKS },
  { keyword: 'OBS-DATE', form: 'date', clocks: CLOCKS },
  { keyword: 'UTC-OBS', form: 'date' },
  { keyword: 'UTSHUT', form: 'date' },
  { keyword: 'UTDATE', form: 'date', clocks: CLOCKS },
  { keyword: 'UT-DATE', form: 'date', clocks: CLOCKS },
  { keyword: 'UT_DATE', form: 'date', clocks: CLOCKS },
  // elsewhere it is when the file was written
  { keyword: 'DATE', form: 'date', clocks: CLOCKS, comment: /\bof obs/i },
  { keyword: 'MJD-OBS', form: 'mjd' },
  { keyword: 'MJD_OBS', form: 'mjd' },
  { keyword: 'MJD-STR', form: 'mjd' },
  { keyword: 'MJDATE', form: 'mjd' },
  { keyword: 'OBSMJD', form: 'mjd' },
  { keyword: 'MJD', form: 'mjd' },
  { keyword: 'TAI', form: 'mjd-seconds' },
  { keyword: 'JD-OBS', form: 'jd' },
  { keyword: 'OBSJD', form: 'jd' },
  { keyword: 'JD', form: 'jd' },
];

/** The middle of an observation. */
export const MIDDLE_KEYWORDS: readonly TimeKeyword[] = [
  { keyword: 'DATE-AVG', form: 'date' },
  { keyword: 'MJD-AVG', form: 'mjd' },
  { keyword: 'DATE-MID', form: 'date' },
  { keyword: 'MJD-MID', form: 'mjd' },
];

/** The end of an observation, without mission times. */
export const END_KEYWORDS: readonly TimeKeyword[] = [
  { keyword: 'DATE-END', form: 'date', clocks: ['TIME-END', 'UTC-END', 'UT-END', 'UTEND'] },
  { keyword: 'DATEEND', form: 'date', clocks: ['UTCEND'] },
  { keyword: 'DATE_END', form: 'date', clocks: ['TIME_END'] },
  { keyword: 'T_STOP_U', form: 'date' },
  { keyword: 'MJD-END', form: 'mjd' },
  { keyword: 'MJDEND', form: 'mjd' },
  { keyword: 'TEXPEND', form: 'mjd' },
  { keyword: 'EXPEND', form: 'mjd' },
  { keyword: 'TAI-END', form: 'mjd-seconds' },
];

/** The time of day of the end, on the day of the start or the next. */
export const END_CLOCKS = ['UT-END', 'UTC-END', 'UTEND', 'UTCEND', 'UTSTOP', 'EXPSTOP'] as const;

/** Everything that tells when an observation was made, and how long it took. */
export const TIME_KEYWORDS: readonly string[] = [
  ...EXPOSURE_KEYWORDS,
  ...LIVE_TIME_KEYWORDS,
  ...PER_COADD.counts,
  ...[PER_COADD.gemini.prepared, 'INSTRUME'],
  ...[START_KEYWORDS, MIDDLE_KEYWORDS, END_KEYWORDS]
    .flat()
    .flatMap(({ keyword, clocks = [] }) => [keyword, ...clocks]),
  ...END_CLOCKS,
  ...[MISSION_TIME.reference, MISSION_TIME.start, MISSION_TIME.stop].flatMap((parts) => Object.values(parts)),
  ...[MISSION_TIME.zero, MISSION_TIME.unit, MISSION_TIME.place, MISSION_TIME.clock, MISSION_TIME.corrected],
  TIME_SCALE,
  ...MANY_FRAMES,
  ...NUMBER_KEYWORDS.t_resolution,
];
