// The CDK app: reads the settings and defines the stack. `cdk.json` names it, through `datalake.js`.

import { newApp } from '../lib/cloud/app.ts';
import { refuseMistypedNames } from '../lib/cloud/settings/names.ts';
import { readSettings } from '../lib/cloud/settings/read-settings.ts';
import { FitsDatalakeStack } from '../lib/cloud/stack.ts';
import { SettingRefused } from '../lib/settings/refused.ts';

const app = newApp();
try {
  refuseMistypedNames(Object.keys(app.node.getAllContext()));
  const settings = readSettings((name) => app.node.tryGetContext(name));
  new FitsDatalakeStack(app, settings.stackId, { settings });
} catch (error) {
  if (!(error instanceof SettingRefused)) throw error;
  console.error(`fits-datalake: ${error.message}`);
  process.exit(1);
}
