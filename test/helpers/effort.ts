/**
 * How many cases a property test tries: `usual`, multiplied by the environment variable TEST_EFFORT. `npm test` stays quick,
 * and `TEST_EFFORT=20 npm test -- test/lake` searches more thoroughly.
 */
export const effort = (usual: number): number =>
  Math.max(1, Math.ceil(usual * Number(process.env['TEST_EFFORT'] ?? 1)));
