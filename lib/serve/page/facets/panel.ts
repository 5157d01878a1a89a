import type { Seen } from '../cross/looker.ts';
import { byId } from '../dom.ts';
import { type Selection, type Span, toggled, withSpan, withValues } from '../state/selection.ts';
import type { ColumnsHeader } from '../wire.ts';
import { facetFor } from './facet.ts';
import { histogramFor } from './histogram.ts';

export interface FacetsPanel {
  show(seen: Seen, selection: Selection): void;
}

/** All facets and small histograms of the columns. */
export function facetsPanel(
  { facets, bins }: ColumnsHeader,
  change: (edit: (selection: Selection) => Selection) => void,
  onHold: (isHeld: boolean) => void,
): FacetsPanel {
  const histograms = Object.values(bins);
  const lists = facets.map((header) =>
    facetFor(
      header,
      (value) => change((selection) => toggled(selection, header.name, value)),
      () => change((selection) => withValues(selection, header.name, [])),
    ),
  );
  const bars = histograms.map((header) =>
    histogramFor(
      header,
      (span: Span | undefined) => change((selection) => withSpan(selection, header.column, span)),
      onHold,
    ),
  );
  byId('facets').replaceChildren(...lists.map(({ root }) => root), ...bars.map(({ root }) => root));
  return {
    show: (seen, selection) => {
      for (const [index, list] of lists.entries())
        list.show(seen.facets[index] ?? new Uint32Array(), selection.facets[facets[index]?.name ?? ''] ?? []);
      for (const [index, one] of bars.entries())
        one.show(
          seen.histograms[index] ?? new Uint32Array(),
          selection.spans[histograms[index]?.column ?? ''],
        );
    },
  };
}
