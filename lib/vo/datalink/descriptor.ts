import { xmlAttributes } from '../../formats/xml.ts';
import type { OutputColumn } from '../adql/value.ts';

// Which rows have links, and where they are. Source: DataLink 1.1, section 4
// (https://www.ivoa.net/documents/DataLink/20231215/).

/** What an answer needs to point to the links of its rows. */
export interface LinkDescriptor {
  /** The ID of each column that the resource refers to. */
  readonly ids: readonly { readonly id?: string }[];
  /** A resource of a VOTable; empty if the answer does not identify observations. */
  readonly resource: string;
}

const ID = 'datalink_id';

/** The descriptor of the DataLink service, for an answer with the identifiers of observations. */
export function descriptorFor(columns: readonly OutputColumn[], base: string): LinkDescriptor {
  const at = columns.findIndex(({ about }) => about?.utype === 'obscore:Curation.publisherDID');
  if (at < 0) return { ids: [], resource: '' };
  const params = {
    standardID: 'ivo://ivoa.net/std/DataLink#links-1.1',
    accessURL: `${base}datalink/links`,
    contentType: 'application/x-votable+xml;content=datalink',
  };
  const texts = Object.entries(params).map(
    ([name, value]) => `<PARAM${xmlAttributes({ name, datatype: 'char', arraysize: '*', value })}/>\n`,
  );
  return {
    ids: columns.map((_, place) => (place === at ? { id: ID } : {})),
    resource: `<RESOURCE type="meta" utype="adhoc:service" name="links">
<DESCRIPTION>where the file of an observation is</DESCRIPTION>
${texts.join('')}<GROUP name="inputParams">
<PARAM name="ID" datatype="unicodeChar" arraysize="*" value="" ref="${ID}"/>
</GROUP>
</RESOURCE>
`,
  };
}
