import type { ViewColumn } from './columns/definition.ts';

/** The name that Glue's catalog and Athena's DDL have for a type. */
export function hiveType(type: ViewColumn['type']): string {
  switch (type) {
    case 'varchar':
      return 'string';
    case 'integer':
      return 'int';
    case 'timestamp(6)':
      return 'timestamp';
    default:
      return type;
  }
}
