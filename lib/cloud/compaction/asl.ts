// Parts of a state machine in the Amazon States Language, as plain objects.

/** A state. */
export type AslState = Readonly<Record<string, unknown>> & { readonly Type: string };

/** States with the one to start with. */
export interface AslStates {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

/** States that follow each other in this order. The last one ends, unless it says what is next. */
export function inOrder(states: Readonly<Record<string, AslState>>): AslStates {
  const names = Object.keys(states);
  const linked = Object.entries(states).map(([name, state], index) => {
    const isLinked = 'Next' in state || 'End' in state || ['Choice', 'Fail', 'Succeed'].includes(state.Type);
    const next = names[index + 1];
    const link = next === undefined ? { End: true } : { Next: next };
    return [name, isLinked ? state : { ...state, ...link }] as const;
  });
  return { StartAt: names[0] ?? '', States: Object.fromEntries(linked) };
}

/** Several groups of states at the same time. Their outputs are dropped. */
export const parallel = (branches: readonly AslStates[]): AslState => ({
  Type: 'Parallel',
  Branches: branches,
  ResultPath: null,
});

/**
 * The intrinsic function that puts values of the state into a text.
 *
 * @param paths the path of the value for each name in braces
 */
export function format(text: string, paths: Readonly<Record<string, string>>): string {
  const slots: string[] = [];
  const escaped = text
    .replace(/[\\']/g, (character) => `\\${character}`)
    .replace(/\{(\w*)\}|[{}]/g, (found, name: string | undefined) => {
      const path = name === undefined ? undefined : paths[name];
      if (path === undefined) return found.replace(/[{}]/g, (brace) => `\\${brace}`);
      slots.push(path);
      return '{}';
    });
  return `States.Format('${escaped}', ${slots.join(', ')})`;
}
