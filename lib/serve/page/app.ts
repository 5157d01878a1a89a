import type { Counter, Loaded } from './counter.ts';
import type { Look, Seen } from './cross/looker.ts';
import type { FacetsPanel } from './facets/panel.ts';
import type { Bar } from './place.ts';
import type { RowsPanel } from './rows/panel.ts';
import type { Numbering, RowsOf, Server } from './server.ts';
import type { SkyPanel } from './sky/panel.ts';
import type { SkyTools } from './sky/tools.ts';
import type { SqlPanel } from './sql/panel.ts';
import type { Place } from './state/address.ts';
import type { TimePanel } from './time/panel.ts';
import type { Viewer } from './viewer/panel.ts';

/** The page: its parts, and what they show. Only the functions of changes.ts change it. */
export interface App {
  readonly server: Server;
  readonly counter: Counter;
  readonly bar: Bar;
  readonly sky: SkyPanel;
  readonly tools: SkyTools;
  readonly time: TimePanel;
  readonly rows: RowsPanel;
  readonly sql: SqlPanel;
  readonly viewer: Viewer;
  /** Whether rows are files or HDUs. */
  readonly rowsChoice: HTMLSelectElement;
  facets: FacetsPanel | undefined;
  place: Place;
  rowsOf: RowsOf;
  loaded: Loaded | undefined;
  seen: Seen | undefined;
  /** Whether a hand holds something: no request leaves until it lets go. */
  isHeld: boolean;
  /** The look after which rows and footprints are fetched. */
  resting: Look | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** The columns that the numbers of rows are of. */
export const numberingOf = ({ rowsOf, loaded }: App): Numbering => ({
  view: rowsOf,
  version: loaded?.header.version ?? '',
});
