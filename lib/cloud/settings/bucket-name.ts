// The rules for names of buckets, so that a wrong name is refused before anything is deployed.

const RESERVED_STARTS = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_ENDS = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/**
 * Why a text cannot be the name of a general purpose bucket, to continue a sentence; undefined if it can.
 *
 * Source: Amazon S3 User Guide, "General purpose bucket naming rules".
 *
 * @param prefixName the setting or field in which the prefix of a URL belongs
 */
export function bucketNameProblem(name: string, prefixName = 'sourcePrefix'): string | undefined {
  const rule = brokenRule(name, prefixName);
  return rule && `is not a bucket name: ${rule}`;
}

function brokenRule(name: string, prefixName: string): string | undefined {
  const [, scheme, rest = ''] = /^(s3a?:\/\/|arn:[^:]*:s3:::|https?:\/\/)(.*)$/is.exec(name) ?? [];
  if (scheme !== undefined) return `use only the name${advice(scheme, rest, prefixName)}`;
  if (name.length < 3 || name.length > 63) return `it has ${name.length} characters, and S3 allows 3 to 63`;
  if (!/^[a-z0-9.-]+$/.test(name)) return 'S3 allows only lower-case letters, digits, dots and hyphens';
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return 'it has to begin and end with a letter or digit';
  if (name.includes('..')) return 'it has two dots in a row';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'it looks like an IP address';
  const start = RESERVED_STARTS.find((reserved) => name.startsWith(reserved));
  if (start !== undefined) return `S3 reserves names that begin with ${start}`;
  const end = RESERVED_ENDS.find((reserved) => name.endsWith(reserved));
  return end && `S3 reserves names that end with ${end}`;
}

/** The settings that a URL or an ARN was meant to be. */
function advice(scheme: string, rest: string, prefixName: string): string {
  if (/^http/i.test(scheme)) return '';
  const [bucket = '', ...path] = rest.split('/');
  if (bucket === '') return '';
  const prefix = path.join('/');
  return `, ${bucket}${prefix === '' ? '' : `, and ${prefix} as ${prefixName}`}`;
}
