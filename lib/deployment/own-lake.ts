/**
 * Why a stack refuses the bucket of its own lake as its source: the end of a sentence that starts with the bucket. Both
 * the settings and the deployed stack check it.
 */
export const OWN_LAKE =
  "is the bucket of this stack's own lake, which would then read itself; use the bucket with your FITS files";
