import { gzipSync } from 'node:zlib';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { BUNDLED_RULES } from '../deployment/function-variables.ts';
import type { InstrumentRule } from '../sky/rules.ts';

/**
 * Where the AWS SDK looks for credentials if the environment has none. On Lambda it always has, so these are never
 * loaded; without them a bundle is a seventh smaller, and starts some milliseconds earlier.
 */
const OTHER_CREDENTIALS = [
  ...['http', 'ini', 'process', 'sso', 'web-identity'].map((name) => `@aws-sdk/credential-provider-${name}`),
  '@smithy/credential-provider-imds',
];

/**
 * How a handler is bundled into one file. The AWS SDK is included: the runtime has another version of it, which also
 * loads more slowly. `mainFields` prefers the packages' ES modules, which halves the bundle; CommonJS output loads a
 * little faster than ES modules. `npm run bench` measures both.
 */
export const BUNDLING = {
  format: OutputFormat.CJS,
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  externalModules: OTHER_CREDENTIALS,
  logLevel: LogLevel.WARNING,
} satisfies BundlingOptions;

/**
 * The variable that passes the rules on to the command that writes the file: they are too long for a command line. They are
 * compressed, because Linux allows 128 KiB for one variable, and Windows a quarter of that.
 */
const RULES_VARIABLE = 'FITS_CUSTOM_RULES';

/**
 * The same for a handler that derives values: custom rules become a file beside the code. The hash of the code covers
 * it, so that changed rules are deployed.
 */
export function bundlingWith(rules: readonly InstrumentRule[]): BundlingOptions {
  if (rules.length === 0) return BUNDLING;
  const rulesJson = `require('node:zlib').gunzipSync(Buffer.from(process.env.${RULES_VARIABLE}, 'base64'))`;
  const write = `require('node:fs').writeFileSync(process.argv[1], ${rulesJson})`;
  return {
    ...BUNDLING,
    environment: { [RULES_VARIABLE]: gzipSync(JSON.stringify(rules)).toString('base64') },
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_input, output) => [`node -e "${write}" "${output}/${BUNDLED_RULES}"`],
    },
  };
}
