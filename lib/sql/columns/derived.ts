import { type Definition, HDU } from './definition.ts';

/** The columns of the view `derived`. */
export const DERIVED_VALUES: readonly Definition[] = [
  { ...HDU, about: 'number of the HDU; NULL in a row about the whole file' },
  { name: 'name', type: 'varchar', about: 'name of the value: a column of obscore', from: 'card_name' },
  {
    name: 'value',
    type: 'varchar',
    about: 'value as text; NULL if it is unknown',
    sql: "nullif(card_value, '')",
  },
  {
    name: 'derived_from',
    type: 'varchar',
    about: 'keywords that the value comes from, or why it is unknown',
    from: 'card_comment',
  },
];
