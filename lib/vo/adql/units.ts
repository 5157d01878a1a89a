import { double } from '../../sql/cone.ts';
import { asDouble, type Context, expectNumber, refuse, type Value } from './value.ts';

// IN_UNIT, for the units that columns here have.

/** Units as VOUnits writes them, in families with their sizes. */
const FAMILIES: readonly Readonly<Record<string, number>>[] = [
  { deg: 1, arcmin: 1 / 60, arcsec: 1 / 3600, mas: 1 / 3.6e6, uas: 1 / 3.6e9, rad: 180 / Math.PI },
  { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, min: 60, h: 3600, d: 86_400, a: 31_557_600, yr: 31_557_600 },
  { m: 1, cm: 1e-2, mm: 1e-3, um: 1e-6, nm: 1e-9, pm: 1e-12, Angstrom: 1e-10, km: 1e3 },
  { byte: 1, kbyte: 1e3, Mbyte: 1e6, Gbyte: 1e9, Tbyte: 1e12 },
  { Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9, THz: 1e12 },
];

/**
 * Translates IN_UNIT.
 *
 * @throws AdqlError if the value has no unit, or one that cannot be converted into the other
 */
export function inUnit(context: Context, args: readonly Value[], at: number): Value {
  const [value, wanted] = args;
  if (value === undefined || wanted === undefined || args.length !== 2)
    return refuse(context, 'IN_UNIT takes 2 arguments: a number and the name of a unit', at);
  const from = expectNumber(context, value).about?.unit;
  const to = wanted.constant;
  if (typeof to !== 'string') return refuse(context, 'the unit must be text in quotes', wanted.at);
  if (from === undefined) return refuse(context, 'this has no unit', value.at);
  const family = FAMILIES.find((sizes) => Object.hasOwn(sizes, from));
  const [source, target] = [
    family?.[from],
    family !== undefined && Object.hasOwn(family, to) ? family[to] : undefined,
  ];
  if (from !== to && (source === undefined || target === undefined))
    return refuse(context, `${from} cannot be converted into ${to}`, wanted.at);
  const { ucd } = value.about ?? {};
  return {
    sql: from === to ? asDouble(value) : `(${asDouble(value)} * ${double((source ?? 1) / (target ?? 1))})`,
    ...{ type: 'double', at },
    about: { unit: to, ...(ucd !== undefined && { ucd }) },
  };
}
