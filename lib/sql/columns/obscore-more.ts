import { castDerived } from '../cast.ts';
import type { Definition } from './definition.ts';

/** What `obscore` has besides the mandatory columns and the source of a row. */
export const OBSCORE_MORE: readonly Definition[] = [
  {
    name: 'obs_start',
    type: 'timestamp(6)',
    about: 'start of the observation, UTC',
    ucd: 'time.start;obs.exposure',
  },
  {
    name: 'obs_end',
    type: 'timestamp(6)',
    about: 'end of the observation, UTC',
    ucd: 'time.end;obs.exposure',
  },
  {
    name: 't_mid',
    type: 'double',
    about: 'middle of the observation, MJD in UTC',
    unit: 'd',
    ucd: 'time.epoch;obs.exposure',
    sql: `(${castDerived('double', 't_min')} + ${castDerived('double', 't_max')}) / 2`,
    stored: '(t_min + t_max) / 2',
  },
  {
    name: 'night',
    type: 'date',
    about: 'date on which the night of the observation began, at the telescope',
    ucd: 'time;obs',
  },
  {
    name: 'image_type',
    type: 'varchar',
    about: 'object, bias, dark, flat, arc, standard or other',
    ucd: 'meta.code.class;obs',
  },
  { name: 'intent', type: 'varchar', about: 'science or calibration', ucd: 'meta.code.class;obs' },
  {
    name: 'filter',
    type: 'varchar',
    about: 'filter, or several joined by +; clear ones are left out',
    ucd: 'meta.id;instr.bandpass',
  },
  { name: 'disperser', type: 'varchar', about: 'grating, grism or prism', ucd: 'meta.id;instr' },
  { name: 'airmass', type: 'double', about: 'airmass', ucd: 'obs.airMass' },
  {
    name: 'seeing',
    type: 'double',
    about: 'seeing, as the header has it',
    unit: 'arcsec',
    ucd: 'instr.obsty.seeing',
  },
  { name: 'binning', type: 'varchar', about: 'detector pixels per image pixel, such as 2x2' },
  {
    name: 's_pixel_scale',
    type: 'double',
    about: 'size of a pixel',
    unit: 'arcsec',
    ucd: 'phys.angSize;instr.pixel',
    utype: 'Char.SpatialAxis.Sampling.RefVal.SamplingPeriod',
  },
  {
    name: 'hpx6',
    type: 'integer',
    about: 'HEALPix pixel of the centre: order 6, nested, ICRS',
    ucd: 'pos.healpix',
  },
  {
    name: 'dataproduct_subtype',
    type: 'varchar',
    about: 'kind of data, more precisely than dataproduct_type',
    ucd: 'meta.code.class',
    utype: 'ObsDataset.dataProductSubtype',
  },
  {
    name: 'o_unit',
    type: 'varchar',
    about: 'unit of the data values',
    ucd: 'meta.unit',
    utype: 'Char.ObservableAxis.unit',
  },
  {
    name: 'proposal_id',
    type: 'varchar',
    about: 'identifier of the proposal',
    ucd: 'meta.id;obs.proposal',
    utype: 'Provenance.Proposal.identifier',
  },
  { name: 'observer', type: 'varchar', about: 'observer', ucd: 'obs.observer' },
  {
    name: 'moving_target',
    type: 'boolean',
    about: 'whether the target moves, such as a planet or a comet',
    ucd: 'meta.code;src',
  },
  { name: 'simulated', type: 'boolean', about: 'whether the data is simulated', ucd: 'meta.code' },
];
