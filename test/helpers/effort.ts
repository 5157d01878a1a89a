/**
 * How often a property test runs: `usual` times, times the environment's TEST_EFFORT. So `npm test` stays quick, and
 * `TEST_EFFORT=20 npm test -- test/lake` looks harder.
 */
export const effort = (usual: number): number =>
  Math.max(1, Math.ceil(usual * Number(process.env['TEST_EFFORT'] ?? 1)));
