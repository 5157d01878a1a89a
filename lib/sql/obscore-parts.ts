import { DERIVED } from '../sky/derived.ts';
import { literals } from './text.ts';

// What the views obscore and obscore_hdus are made of, besides their columns: rows of the types `derived` and `file`.

/** The names of derived values. */
export const DERIVED_NAMES: readonly string[] = DERIVED;

/** The facts about a file that its observation has. */
export const FACTS = ['size', 'source_url'] as const;

/** An HDU never has its own identifier: the view makes it from that of the file. */
export const OF_FILE: readonly string[] = ['obs_publisher_did'];

/** The derived values that every observation has. */
export const ALWAYS_DERIVED = ['obs_id', 'obs_publisher_did', 'calib_level'] as const;

/**
 * The SQL condition for observations.
 *
 * @param text the SQL of the text of a derived value
 */
export const isObservation = (text: (name: string) => string): string =>
  ALWAYS_DERIVED.map((name) => `${text(name)} <> ''`).join(' AND ');

const cardWhere = (condition: string): string => `max(CASE WHEN ${condition} THEN card_value END)`;

const ofFile = (name: string): string => `max(CASE WHEN hdu = '' THEN ${name} END) OVER whole_file`;

/** The parts by their names in views/obscore.sql and views/obscore_hdus.sql. */
export const OBSCORE_PARTS: Readonly<Record<string, readonly string[]>> = {
  facts: FACTS.map((name) => `${cardWhere(`card_type = 'file' AND card_name = '${name}'`)} AS ${name}`),
  facts_of_file: FACTS.map((name) => `${ofFile(name)} AS ${name}`),
  // no fact has the name of a derived value
  derived_values: DERIVED.map((name) => `${cardWhere(`card_name = '${name}'`)} AS ${name}`),
  own_values_or_of_file: DERIVED.map((name) =>
    OF_FILE.includes(name) ? `${ofFile(name)} AS ${name}` : `coalesce(${name}, ${ofFile(name)}) AS ${name}`,
  ),
  is_derived_or_fact: [`card_type = 'derived' OR (card_type = 'file' AND card_name IN (${literals(FACTS)}))`],
  is_observation: [isObservation((name) => name)],
};
