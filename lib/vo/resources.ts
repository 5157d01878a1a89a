import { availability } from './capabilities.ts';
import { xmlResponse } from './responses.ts';
import { VoError } from './vo-error.ts';

/** What is at the paths of a service. */
export type Resources = Readonly<Record<string, () => Response | Promise<Response>>>;

/** The resources that all services have, according to VOSI 1.1. */
export const vosiResources = (capabilities: () => string): Resources => ({
  capabilities: () => xmlResponse(capabilities()),
  availability: () => xmlResponse(availability()),
});

/** The response of the resource at a path. Throws VoError if there is none. */
export async function resourceAt(path: readonly string[], resources: Resources): Promise<Response> {
  const name = path.join('/');
  const resource = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (resource === undefined) throw new VoError(`there is nothing at ${name}`, 404);
  return await resource();
}
