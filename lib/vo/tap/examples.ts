import { xmlText } from '../../formats/xml.ts';

// Queries to begin with, for people and for programs such as TOPCAT. Source: DALI 1.1, section 2.3; TAP 1.1, section 2.4.4.

/** A query, and what it answers. */
export interface Example {
  readonly id: string;
  readonly title: string;
  readonly query: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    id: 'newest',
    title: 'The newest observations',
    query: `SELECT TOP 20 target_name, instrument_name, obs_start, t_exptime, access_url
FROM ivoa.obscore
WHERE t_min IS NOT NULL
ORDER BY t_min DESC`,
  },
  {
    id: 'cone',
    title: 'Observations within half a degree of a position',
    query: `SELECT *
FROM ivoa.obscore
WHERE 1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.6847, 41.2687, 0.5))`,
  },
  {
    id: 'covers',
    title: 'Images that cover a position',
    query: `SELECT target_name, s_ra, s_dec, s_fov, access_url
FROM ivoa.obscore
WHERE 1 = INTERSECTS(s_region, CIRCLE('ICRS', 10.6847, 41.2687, 0.01))`,
  },
  {
    id: 'instruments',
    title: 'Files and total exposure of each instrument',
    query: `SELECT instrument_name, COUNT(*) AS files, SUM(t_exptime) AS seconds
FROM ivoa.obscore
GROUP BY instrument_name
ORDER BY files DESC`,
  },
  {
    id: 'keyword',
    title: 'Header cards with a keyword',
    query: `SELECT path, hdu, card_value, card_comment
FROM headers
WHERE card_name = 'GAIN'`,
  },
];

/** The examples as XHTML with RDFa. */
export const examplesPage = (): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head>
<meta charset="utf-8"/>
<title>Examples</title>
</head>
<body vocab="http://www.ivoa.net/rdf/examples#">
<h1>Examples</h1>
${EXAMPLES.map(
  ({ id, title, query }) => `<div id="${id}" resource="#${id}" typeof="example">
<h2 property="name">${xmlText(title)}</h2>
<pre property="query">${xmlText(query)}</pre>
</div>`,
).join('\n')}
</body>
</html>
`;
