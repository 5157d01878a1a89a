import type { Scope, Tables } from './scope.ts';
import { functionIn, type Node, placeOf } from './tree.ts';

// A rule about SQL that DuckDB and Athena do not answer alike, as data: the check of a query and the tables of
// docs/reference/dialects.md are made from the same rules.

/** The engines: DuckDB answers for local lakes, Athena for stacks. */
export type Engine = 'duckdb' | 'athena';

/** A place in a query: a node of the syntax tree, and what surrounds it. */
export interface Site {
  readonly node: Node;
  readonly parent: Node | undefined;
  readonly scope: Scope;
  /** The views, and the common table expressions around it. */
  readonly tables: Tables;
  /** The SQL from the place of the node on; '' if it has no place. */
  readonly text: string;
  /** The SQL from any place on, in bytes. */
  readonly textAt: (place: number | undefined) => string;
}

/** Which engine refuses SQL, or that the two answer it differently. */
type Kind =
  | { readonly what: 'refused'; readonly on: Engine }
  | {
      readonly what: 'differs';
      /** What each engine answers. */
      readonly duckdb: string;
      readonly athena: string;
    };

/** What all rules have. Code in the texts is in backticks. */
interface Common {
  readonly id: string;
  /** The SQL that it is about. */
  readonly say: string;
  /** What to write instead, so that both engines answer alike; '' if there is nothing. */
  readonly instead: string;
  /** Whether it is about any function that an engine lacks. Its name is at the place. */
  readonly isAnyFunction?: boolean;
}

/** A rule about the syntax tree. */
export type TreeRule = Common &
  Kind & {
    /** The places in a node that it is about, in bytes from the beginning of the SQL. Undefined: unknown. */
    readonly find: (site: Site) => readonly (number | undefined)[];
  };

/** A rule about SQL as text, for what has no syntax tree, or is lost in it. */
export type TextRule = Common &
  Kind & {
    /** Matches the SQL without comments, and without what is in the quotes of strings and names. */
    readonly pattern: RegExp;
    /** What stands for the text that it matches when the rest of the query is checked, if DuckDB cannot parse it. */
    readonly replacement?: string;
  };

/** A difference that depends on the data, or is too common to be reported. Only the tables have it. */
export type NotedRule = Common & Kind;

/** Any of the rules. */
export type Rule = TreeRule | TextRule | NotedRule;

/** A rule about nodes that meet a condition: its place is theirs. */
export const where =
  (condition: (site: Site) => boolean): TreeRule['find'] =>
  (site) =>
    condition(site) ? [placeOf(site.node)] : [];

/** Whether a node calls one of these functions. */
export const isCall = ({ node }: { readonly node: Node | undefined }, ...names: readonly string[]): boolean =>
  names.includes(functionIn(node));
