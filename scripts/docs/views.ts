import type { ViewColumn } from '../../lib/sql/columns/definition.ts';
import { namedQueries } from '../../lib/sql/queries.ts';
import { type ViewName, viewColumns } from '../../lib/sql/view-columns.ts';
import { views } from '../../lib/sql/views.ts';
import { code, markdownTable } from './markdown.ts';

/** Each view: what its rows are, and its columns. */
export const viewsSection = (): string =>
  views()
    .map(({ name, about }) => `## ${name}\n\n${about}\n\n${columnsOf(name)}`)
    .join('\n\n');

function columnsOf(view: ViewName): string {
  const columns = viewColumns(view);
  if (view === 'obscore') return metadataTable(columns);
  if (view !== 'obscore_hdus') return plainTable(columns);
  const known = new Set(viewColumns('obscore').map(({ name }) => name));
  const own = plainTable(columns.filter(({ name }) => !known.has(name)));
  return `It has the columns of [obscore](#obscore) and, after \`collection\`:\n\n${own}`;
}

const plainTable = (columns: readonly ViewColumn[]): string =>
  markdownTable(
    ['column', 'type', 'meaning'],
    columns.map(({ name, type, about }) => [code(name), type, about]),
  );

const metadataTable = (columns: readonly ViewColumn[]): string =>
  markdownTable(
    ['column', 'type', 'unit', 'UCD', 'meaning'],
    columns.map(({ name, type, unit = '', ucd = '', about }) => [code(name), type, unit, code(ucd), about]),
  );

/** The queries of `--named`, and of a stack's workgroup. */
export const namedQueriesTable = (): string =>
  markdownTable(
    ['name', 'what it answers', 'values to set'],
    namedQueries().map(({ name, about, parameters }) => [
      code(name),
      about,
      parameters.map((parameter) => `${code(parameter.name)}: ${parameter.about}`).join('; '),
    ]),
  );
