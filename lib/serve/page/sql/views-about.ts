import { element } from '../dom.ts';
import type { ViewAbout } from '../wire.ts';

/** The views and their columns, to look up. */
export const viewsAbout = (views: readonly ViewAbout[]): HTMLElement =>
  element(
    'details',
    { class: 'views' },
    element('summary', {}, 'Views and columns'),
    ...views.map(({ name, about, columns }) =>
      element(
        'details',
        {},
        element('summary', {}, element('code', {}, name), ` ${about}`),
        element(
          'dl',
          {},
          ...columns.flatMap((column) => [
            element('dt', {}, element('code', {}, column.name), ` ${column.type}`),
            element('dd', {}, `${column.about}${column.unit === undefined ? '' : ` (${column.unit})`}`),
          ]),
        ),
      ),
    ),
  );
