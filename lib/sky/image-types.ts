/** The values of the column `image_type`: what an image was taken for. */
export const IMAGE_TYPES = ['object', 'bias', 'dark', 'flat', 'arc', 'standard', 'other'] as const;

/** One of {@link IMAGE_TYPES}. */
export type ImageType = (typeof IMAGE_TYPES)[number];
