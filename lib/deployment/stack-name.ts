/** The name of a stack, unless the settings say otherwise. The examples in the help use it too. */
export const DEFAULT_STACK = 'my-fits-datalake';
