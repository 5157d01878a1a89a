/** An argument as it can be typed in a shell: in quotes if it needs them. */
export const shellQuoted = (argument: string): string =>
  /^[\w./=:@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
