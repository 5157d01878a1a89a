// The command line: runs it in this process and ends with its exit code.

import { main } from '../lib/cli/main.ts';

process.exitCode = await main(process.argv.slice(2));
