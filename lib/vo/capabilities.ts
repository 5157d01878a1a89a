import { xmlAttributes, xmlText } from '../formats/xml.ts';
import { FUNCTION_NAMES } from './adql/functions.ts';
import { GEOMETRY } from './adql/geometry-functions.ts';
import { OBSCORE_MODEL } from './lake-tables.ts';
import type { Limits, Service } from './service-options.ts';
import { FORMATS } from './tap/formats.ts';

// What the services can do, as XML. Source: VOSI 1.1, VOResource 1.1 and TAPRegExt 1.0.

const NAMESPACES = {
  'xmlns:vosi': 'http://www.ivoa.net/xml/VOSICapabilities/v1.0',
  'xmlns:vr': 'http://www.ivoa.net/xml/VOResource/v1.0',
  'xmlns:vs': 'http://www.ivoa.net/xml/VODataService/v1.1',
  'xmlns:tr': 'http://www.ivoa.net/xml/TAPRegExt/v1.0',
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
};

/** One of several endpoints. */
interface Endpoint {
  readonly standardID: string;
  readonly url: string;
  readonly version?: string;
  readonly use?: 'full' | 'base';
  /** The type of the capability, and what it contains behind the interface. */
  readonly type?: string;
  readonly contents?: string;
}

const document = (endpoints: readonly Endpoint[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<vosi:capabilities${xmlAttributes(NAMESPACES)}>\n${endpoints
    .map(capability)
    .join('')}</vosi:capabilities>\n`;

function capability({ standardID, url, version, use = 'full', type, contents = '' }: Endpoint): string {
  const attributes = { 'xsi:type': 'vs:ParamHTTP', role: 'std', version };
  return `<capability${xmlAttributes({ standardID, 'xsi:type': type })}>
<interface${xmlAttributes(attributes)}>
<accessURL${xmlAttributes({ use })}>${xmlText(url)}</accessURL>
</interface>
${contents}</capability>
`;
}

const vosi = (url: string): readonly Endpoint[] => [
  { standardID: 'ivo://ivoa.net/std/VOSI#capabilities', url: `${url}/capabilities` },
  { standardID: 'ivo://ivoa.net/std/VOSI#availability', url: `${url}/availability` },
];

/** What TAP can do. */
export function tapCapabilities({ base, limits }: Service): string {
  const url = `${base}tap`;
  return document([
    {
      ...{ standardID: 'ivo://ivoa.net/std/TAP', url, version: '1.1', use: 'base' },
      ...{ type: 'tr:TableAccess', contents: tapContents(limits) },
    },
    ...vosi(url),
    { standardID: 'ivo://ivoa.net/std/VOSI#tables', url: `${url}/tables`, version: '1.1' },
    { standardID: 'ivo://ivoa.net/std/DALI#examples', url: `${url}/examples` },
  ]);
}

const TAP_FEATURES = 'ivo://ivoa.net/std/TAPRegExt#features-';

/**
 * Functions of ADQL that a service need not have, by the kind of the feature. COALESCE is not listed: validators do not know
 * its kind yet.
 */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  adqlgeo: Object.keys(GEOMETRY),
  'adql-string': ['LOWER', 'UPPER', 'ILIKE'],
  'adql-common-table': ['WITH'],
  'adql-sets': ['UNION', 'EXCEPT', 'INTERSECT'],
  'adql-type': ['CAST'],
  'adql-unit': ['IN_UNIT'],
  'adql-offset': ['OFFSET'],
};

const featureList = ([kind, forms]: readonly [string, readonly string[]]): string =>
  `<languageFeatures type="${TAP_FEATURES}${kind}">\n${forms
    .map((form) => `<feature><form>${form}</form></feature>\n`)
    .join('')}</languageFeatures>\n`;

function tapContents(limits: Limits): string {
  const range = (name: string, usual: number, most: number, unit?: string): string => {
    const attributes = xmlAttributes({ unit });
    return `<${name}>\n<default${attributes}>${usual}</default>\n<hard${attributes}>${most}</hard>\n</${name}>\n`;
  };
  const formats = FORMATS.map(
    ({ type, aliases: [alias = ''], id }) =>
      `<outputFormat${xmlAttributes({ 'ivo-id': id })}>\n<mime>${type}</mime>\n<alias>${alias}</alias>\n</outputFormat>\n`,
  );
  return [
    `<dataModel ivo-id="${OBSCORE_MODEL}">ObsCore-1.1</dataModel>\n`,
    '<language>\n<name>ADQL</name>\n',
    '<version ivo-id="ivo://ivoa.net/std/ADQL#v2.0">2.0</version>\n',
    '<version ivo-id="ivo://ivoa.net/std/ADQL#v2.1">2.1</version>\n',
    `<description>The core of ADQL 2.1, with ${FUNCTION_NAMES.length} functions besides geometry</description>\n`,
    ...Object.entries(FEATURES).map(featureList),
    '</language>\n',
    ...formats,
    '<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-inline"/>\n',
    // TAP wants it beside the other; each address is refused
    '<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-http"/>\n',
    range('retentionPeriod', limits.keptSeconds, limits.mostKeptSeconds),
    range('executionDuration', limits.seconds, limits.mostSeconds),
    range('outputLimit', limits.rows, limits.mostRows, 'row'),
    range('uploadLimit', limits.uploadRows, limits.uploadRows, 'row'),
  ].join('');
}

/** What SIA can do. */
export const siaCapabilities = ({ base }: Service): string =>
  document([
    { standardID: 'ivo://ivoa.net/std/SIA#query-2.0', url: `${base}sia2/query`, version: '2.0' },
    ...vosi(`${base}sia2`),
  ]);

/** What the cone search can do. */
export const coneCapabilities = ({ base }: Service): string =>
  document([
    { standardID: 'ivo://ivoa.net/std/ConeSearch', url: `${base}scs?`, version: '1.03', use: 'base' },
    ...vosi(`${base}scs`),
  ]);

/** What DataLink can do. */
export const linkCapabilities = ({ base }: Service): string =>
  document([
    { standardID: 'ivo://ivoa.net/std/DataLink#links-1.1', url: `${base}datalink/links`, version: '1.1' },
    ...vosi(`${base}datalink`),
  ]);

/** That the service is there. */
export const availability = (): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<vosi:availability xmlns:vosi="http://www.ivoa.net/xml/VOSIAvailability/v1.0">
<vosi:available>true</vosi:available>
</vosi:availability>
`;
