// Times in ADQL are text in the form of DALI 1.1, section 3.3.3.

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d(?:\.\d{1,6})?)Z?)?$/;

/** A time as SQL of both engines. Undefined if the text is not one. */
export function timeLiteral(text: string): string | undefined {
  const [, day, time = '00:00:00'] = TIME.exec(text.trim()) ?? [];
  if (day === undefined || Number.isNaN(Date.parse(`${day}T${time}Z`))) return undefined;
  // JavaScript takes the 31st of February for the 3rd of March
  if (new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) return undefined;
  return `TIMESTAMP '${day} ${time}'`;
}
