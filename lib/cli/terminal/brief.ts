/** The first part of the description of a verb or an option, which fits beside its name: no details, no full stop. */
export const brief = (description: string): string => description.split(/; | \(|\. |\.$/)[0]!;
