const RESERVED_STARTS = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_ENDS = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/**
 * Why a text cannot be the name of a general purpose bucket; undefined where it can.
 * Source: Amazon S3 User Guide, "General purpose bucket naming rules".
 */
export function bucketNameProblem(name: string): string | undefined {
  const [, scheme, rest = ''] = /^(s3a?:\/\/|arn:[^:]*:s3:::|https?:\/\/)(.*)$/is.exec(name) ?? [];
  if (scheme !== undefined) return `is no bucket's name: give the name alone${advice(scheme, rest)}`;
  if (name.length < 3 || name.length > 63) {
    return `is no bucket's name: it has ${name.length} characters, and S3 takes 3 to 63`;
  }
  if (!/^[a-z0-9.-]+$/.test(name)) {
    return "is no bucket's name: S3 takes lower case letters, digits, dots and hyphens";
  }
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name))
    return "is no bucket's name: it begins and ends with a letter or digit";
  if (name.includes('..')) return "is no bucket's name: two dots side by side";
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return "is no bucket's name: it looks like an IP address";
  const start = RESERVED_STARTS.find((reserved) => name.startsWith(reserved));
  if (start !== undefined) return `is no bucket's name: S3 reserves names that begin with ${start}`;
  const end = RESERVED_ENDS.find((reserved) => name.endsWith(reserved));
  return end === undefined ? undefined : `is no bucket's name: S3 reserves names that end with ${end}`;
}

/** What was meant by a URL or an ARN. */
function advice(scheme: string, rest: string): string {
  if (/^http/i.test(scheme)) return '';
  const [bucket = '', ...path] = rest.split('/');
  if (bucket === '') return '';
  const prefix = path.join('/');
  return `, ${bucket}${prefix === '' ? '' : `, and ${prefix} as sourcePrefix`}`;
}
