import { choice, element } from '../dom.ts';
import type { NamedQuestion } from '../server.ts';
import type { QueryAbout } from '../wire.ts';

export interface NamedQueries {
  readonly root: HTMLElement;
  /** The query, as it stands in the text, with the values of its fields; undefined if none is chosen. */
  question(sql: string): NamedQuestion | undefined;
  /** None is chosen. */
  leave(): void;
}

/** A list of named queries, and fields for the parameters of the one that is chosen. */
export function namedQueries(queries: readonly QueryAbout[], onChosen: (sql: string) => void): NamedQueries {
  const fields = element('span', { class: 'tools' });
  let chosen: QueryAbout | undefined;
  const texts = queries.map(
    ({ name, about, saved }) => [name, `${name}: ${about}${saved ? ' (saved)' : ''}`] as const,
  );
  const list = choice('Named queries', [['', 'Named queries…'], ...texts], (name) => {
    chosen = queries.find((one) => one.name === name);
    fields.replaceChildren(...(chosen?.parameters ?? []).map(fieldFor));
    if (chosen !== undefined) onChosen(chosen.sql);
  });
  return {
    root: element('div', { class: 'tools' }, list, fields),
    question: (sql) => {
      if (chosen === undefined) return undefined;
      const inputs = [...fields.querySelectorAll('input')];
      return {
        named: chosen.name,
        sql,
        values: Object.fromEntries(inputs.map(({ name, value }) => [name, value])),
      };
    },
    leave: () => {
      chosen = undefined;
      list.value = '';
      fields.replaceChildren();
    },
  };
}

const fieldFor = ({ name, example, about }: QueryAbout['parameters'][number]): HTMLElement =>
  element(
    'label',
    { title: about },
    `${name} `,
    element('input', { type: 'text', name, value: String(example), size: 14, spellcheck: false }),
  );
