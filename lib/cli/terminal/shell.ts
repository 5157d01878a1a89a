/** An argument for a shell, quoted if necessary. */
export const shellQuoted = (argument: string): string =>
  /^[\w./=:@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
