import { LIMITS } from '../../lib/fits/limits.ts';
import { readHeaders } from '../../lib/fits/read.ts';
import type { Finding } from '../../lib/fits/verify/finding.ts';
import { headerVerifier } from '../../lib/fits/verify/verify-file.ts';
import { NODE } from '../../lib/node/platform.ts';
import { bytesSource } from './read-file.ts';

/** What is wrong with the headers of a file. */
export async function findingsOf(file: Uint8Array): Promise<Finding[]> {
  const findings: Finding[] = [];
  await readHeaders(
    bytesSource(file),
    headerVerifier((finding) => findings.push(finding)),
    LIMITS,
    NODE,
  );
  return findings;
}
