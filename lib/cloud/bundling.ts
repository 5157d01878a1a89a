import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/**
 * How a handler becomes one file. Everything goes in, the SDK too: the runtime's own is another version, and
 * loads more slowly. What is made of ES modules (`mainFields`) is half as large; as CommonJS it loads a
 * little faster. Measured by `node scripts/bench-lambda.ts`.
 */
export const BUNDLING = {
  format: OutputFormat.CJS,
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  externalModules: [],
  logLevel: LogLevel.WARNING,
} satisfies BundlingOptions;
