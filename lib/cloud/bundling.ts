import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

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
  externalModules: [],
  logLevel: LogLevel.WARNING,
} satisfies BundlingOptions;
