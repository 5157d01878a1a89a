import type { DeployedStack } from '../aws/deployed.ts';

/** How to undo changes that were made by hand: deploying an unchanged template would change nothing. */
export const redeploy = ({ name }: DeployedStack): string =>
  `npx cdk deploy --revert-drift ${name}, with the settings it was deployed with, restores it`;
