import type { CustomValues } from './custom-rules.ts';
import { isUsableText, type Place, textIn } from './lookup.ts';
import { esoFrameKind, type FrameKind, frameKind } from './rules/image-types.ts';
import { ESO_TYPE, IMAGE_TYPE_KEYWORDS } from './rules/keywords.ts';

/** The image type that the first of the places names, by the first keyword whose word is known. */
export function imageTypeOf(
  places: readonly Place[],
  custom: CustomValues,
): { readonly kind: FrameKind; readonly source: string } | undefined {
  const ruled = custom('image_type');
  const kind = ruled === undefined ? undefined : frameKind(ruled.card.value);
  if (kind !== undefined) return { kind, source: ruled!.source };
  for (const place of places) {
    for (const keyword of IMAGE_TYPE_KEYWORDS) {
      const card = place.card(keyword);
      const found = card !== undefined && isUsableText(card) ? frameKind(card.value) : undefined;
      if (found !== undefined) return { kind: found, source: keyword };
    }
    const { category, type } = ESO_TYPE;
    const words = [textIn(place, category), textIn(place, type)];
    const found = words.every((word) => word === undefined)
      ? undefined
      : esoFrameKind(words[0] ?? '', words[1] ?? '');
    if (found !== undefined) return { kind: found, source: `${category} ${type}` };
  }
  return undefined;
}
