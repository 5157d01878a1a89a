import { namedQueries } from '../../lib/sql/queries.ts';
import { viewColumns } from '../../lib/sql/view-columns.ts';
import { views } from '../../lib/sql/views.ts';
import { code, markdownTable } from './markdown.ts';

/** Each view: what its rows are, and its columns. */
export const viewsSection = (): string =>
  views()
    .map(({ name, about }) => {
      const rows = viewColumns(name).map((column) => [code(column.name), column.type, column.about]);
      return `## ${name}\n\n${about}\n\n${markdownTable(['column', 'type', 'meaning'], rows)}`;
    })
    .join('\n\n');

/** The queries of `--named`, and of a stack's workgroup. */
export const namedQueriesTable = (): string =>
  markdownTable(
    ['name', 'what it answers'],
    namedQueries().map(({ name, about }) => [code(name), about]),
  );
