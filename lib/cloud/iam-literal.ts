/**
 * A prefix in the form in which an IAM policy matches it literally, not as a pattern. A policy cannot contain characters
 * beyond U+00FF, so whatever is not ASCII becomes `*`. The function itself checks the exact prefix.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas" and "Policies: grammar and variables".
 */
export const iamLiteral = (prefix: string): string =>
  prefix.replace(/[*?$]/g, (character) => `\${${character}}`).replace(/[^ -~]+/g, '*');
