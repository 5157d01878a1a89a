// What a query in ADQL says, as a tree. `at` is where a part begins in the query, in UTF-16 units.

/** A name. Regular identifiers are compared without case, delimited ones with case. */
export interface Name {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly at: number;
}

interface Placed {
  readonly at: number;
}

/** A value or a condition. */
export type Expression = Placed &
  (
    | { readonly kind: 'number'; readonly text: string; readonly isInteger: boolean }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'null' }
    /** A column, with the table and the schema that may be in front of it. */
    | { readonly kind: 'column'; readonly path: readonly Name[] }
    | { readonly kind: 'negative'; readonly operand: Expression }
    | Operation
    | Comparison
    | { readonly kind: 'and' | 'or'; readonly items: readonly Expression[] }
    | { readonly kind: 'not'; readonly operand: Expression }
    | Between
    | In
    | Like
    | { readonly kind: 'is-null'; readonly isNegated: boolean; readonly operand: Expression }
    | { readonly kind: 'exists'; readonly query: Query }
    | { readonly kind: 'subquery'; readonly query: Query }
    | Call
    | Cast
  );

export interface Operation {
  readonly kind: 'operation';
  readonly operator: '+' | '-' | '*' | '/' | '||';
  readonly left: Expression;
  readonly right: Expression;
}

export interface Comparison {
  readonly kind: 'comparison';
  readonly operator: '=' | '<>' | '<' | '>' | '<=' | '>=';
  readonly left: Expression;
  readonly right: Expression;
}

export interface Between {
  readonly kind: 'between';
  readonly isNegated: boolean;
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

export interface In {
  readonly kind: 'in';
  readonly isNegated: boolean;
  readonly operand: Expression;
  readonly among: readonly Expression[] | Query;
}

export interface Like {
  readonly kind: 'like';
  readonly isNegated: boolean;
  readonly ignoresCase: boolean;
  readonly operand: Expression;
  readonly pattern: Expression;
}

export interface Call {
  readonly kind: 'call';
  /** In upper case. */
  readonly name: string;
  /** `*` for COUNT(*). */
  readonly args: readonly Expression[] | '*';
  readonly isDistinct: boolean;
}

export interface Cast {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly type: CastType;
  /** The length of CHAR and VARCHAR. */
  readonly length: number | undefined;
}

/** The types of CAST that an engine has to know. */
export type CastType =
  | 'CHAR'
  | 'VARCHAR'
  | 'SMALLINT'
  | 'INTEGER'
  | 'BIGINT'
  | 'REAL'
  | 'DOUBLE PRECISION'
  | 'TIMESTAMP';

/** A whole query, or one in parentheses. */
export interface Query extends Placed {
  readonly with: readonly CommonTable[];
  readonly body: Body;
  readonly orderBy: readonly Order[];
  readonly offset: number | undefined;
}

/** A table that WITH defines. */
export interface CommonTable {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: Query;
}

export interface Order {
  readonly by: Expression;
  readonly isDescending: boolean;
}

export type Body = Select | SetOperation | (Placed & { readonly kind: 'nested'; readonly query: Query });

export interface SetOperation extends Placed {
  readonly kind: 'set';
  readonly operator: 'UNION' | 'EXCEPT' | 'INTERSECT';
  readonly isAll: boolean;
  readonly left: Body;
  readonly right: Body;
}

export interface Select extends Placed {
  readonly kind: 'select';
  readonly isDistinct: boolean;
  readonly top: number | undefined;
  readonly items: readonly SelectItem[];
  readonly from: readonly TableReference[];
  readonly where: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | undefined;
}

export type SelectItem =
  | { readonly kind: 'all'; readonly of: readonly Name[]; readonly at: number }
  | { readonly kind: 'value'; readonly value: Expression; readonly alias: Name | undefined };

export type TableReference = Placed &
  (
    | { readonly kind: 'table'; readonly path: readonly Name[]; readonly alias: Name | undefined }
    | { readonly kind: 'derived'; readonly query: Query; readonly alias: Name }
    | Join
  );

export interface Join {
  readonly kind: 'join';
  readonly type: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS';
  readonly left: TableReference;
  readonly right: TableReference;
  /** The condition, the columns that both tables have, or NATURAL: all of them. */
  readonly on: Expression | undefined;
  readonly using: readonly Name[] | 'natural' | undefined;
}
