import { IMAGE_TYPES } from '../../sky/image-types.ts';
import type { RuleTarget } from '../../sky/rules.ts';

// What rules can set, and which values each can have.

/** What can be set, and how its values are checked. */
export interface TargetKind {
  /** Only texts have words that `values` can translate, and no time is the same for all files. */
  readonly kind: 'text' | 'number' | 'time';
  /** The units that the numbers may have. The first is the default. */
  readonly units?: readonly string[];
  /** The only texts that are allowed. */
  readonly words?: readonly string[];
  /** The least and the greatest number. */
  readonly range?: readonly [number, number];
}

const TIME: TargetKind = { kind: 'time' };
const TEXT: TargetKind = { kind: 'text' };

/** All targets, in the order in which messages list them. */
export const TARGETS: Readonly<Record<RuleTarget, TargetKind>> = {
  t_min: TIME,
  t_max: TIME,
  t_exptime: { kind: 'number', units: ['s', 'ms', 'min', 'h', 'd'], range: [0, 1e9] },
  target_name: TEXT,
  s_ra: { kind: 'number', units: ['deg', 'hour'], range: [0, 360] },
  s_dec: { kind: 'number', range: [-90, 90] },
  facility_name: TEXT,
  instrument_name: TEXT,
  image_type: { kind: 'text', words: IMAGE_TYPES },
  filter: TEXT,
  airmass: { kind: 'number', range: [0, 100] },
  obs_id: TEXT,
  intent: TEXT,
  proposal_id: TEXT,
  observer: TEXT,
  binning: TEXT,
  disperser: TEXT,
  seeing: { kind: 'number', range: [0, 1000] },
  longitude: { kind: 'number', range: [-180, 360] },
};

/** The names of all targets. */
export const TARGET_NAMES = Object.keys(TARGETS) as readonly RuleTarget[];
