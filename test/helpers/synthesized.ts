import { Template } from 'aws-cdk-lib/assertions';
import { newApp } from '../../lib/cloud/app.ts';
import { readSettings } from '../../lib/cloud/settings.ts';
import { FitsDatalakeStack } from '../../lib/cloud/stack.ts';

/** The stack that some settings make, without its functions' code. */
export function stackOf(given: Readonly<Record<string, unknown>> = {}): FitsDatalakeStack {
  const settings = readSettings((name) => ({ sourceBucket: 'archive', ...given })[name]);
  return new FitsDatalakeStack(newApp({ context: { 'aws:cdk:bundling-stacks': [] } }), settings.stackId, { settings });
}

export const synthesized = (given: Readonly<Record<string, unknown>> = {}): Template =>
  Template.fromStack(stackOf(given));
