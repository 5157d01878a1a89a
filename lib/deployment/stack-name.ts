/** The name of a stack, unless the settings say otherwise. The examples in the help use it too. */
export const DEFAULT_STACK = 'my-fits-datalake';

/** The name of the state machine of a compaction, and of the workgroup of its statements. */
export const compactionName = (stackId: string): string => `${stackId}-compaction`;
