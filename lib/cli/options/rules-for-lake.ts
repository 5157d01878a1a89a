// A rules file that the user named, for a lake.

import { RULES_FILE } from '../../lake/naming.ts';
import { RulesRefused } from '../../settings/rules/refused.ts';
import { pathInLake } from '../../settings/write-lake.ts';
import type { InstrumentRule } from '../../sky/rules.ts';
import { UsageError } from '../errors.ts';
import { userPath } from './paths.ts';

/** Custom rules, and where the lake has or will have them. */
export interface RulesForLake {
  readonly rules: readonly InstrumentRule[];
  /** The path below the lake's folder. */
  readonly path: string;
  /** The content of the file, which has to be copied into the lake; undefined if the file is already in it. */
  readonly copy?: Uint8Array;
}

/**
 * Reads and checks a rules file. Throws {@link UsageError} if it cannot be used.
 *
 * @param typed its path, as the user typed it
 */
export async function rulesForLake(lake: string, typed: string): Promise<RulesForLake> {
  const { readRulesFile } = await import('../../settings/rules/rules-file.ts');
  const file = userPath(typed);
  try {
    const { rules, bytes } = readRulesFile(file);
    const path = pathInLake(lake, file);
    return path === undefined ? { rules, path: RULES_FILE, copy: bytes } : { rules, path };
  } catch (error) {
    throw error instanceof RulesRefused ? new UsageError(error.message) : error;
  }
}
