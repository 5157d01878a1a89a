import { DERIVED } from '../sky/derived.ts';
import { literals } from './text.ts';

// What the views obscore and obscore_hdus are made of, besides their columns: rows of the types `derived` and `file`.

/** The facts about a file that its observation has. */
const FACTS = ['size', 'source_url'] as const;

/** An HDU never has its own identifier: the view makes it from that of the file. */
const OF_FILE: readonly string[] = ['obs_publisher_did'];

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
  // an observation always has these
  is_observation: ["obs_id <> '' AND obs_publisher_did <> '' AND calib_level <> ''"],
};
