/** The part of the package that is used here: it has no types of its own. */
declare module 'asl-validator' {
  /** Adds a QueryLanguage to each state of the definition. */
  function validate(definition: object): { readonly isValid: boolean; readonly errorsText: () => string };
  export = validate;
}
