import { type App, numberingOf } from './app.ts';
import { showChips } from './chips.ts';
import { type Look, MOST_IN_VIEW, type Seen } from './cross/looker.ts';
import { byId, setAttributes } from './dom.ts';
import { counted, thousands } from './numbers.ts';
import type { Cells } from './server.ts';
import type { Place } from './state/address.ts';
import type { Selection } from './state/selection.ts';
import { PART_FROM, type View } from './state/view.ts';
import { selectionSql } from './state/where.ts';

// What happens when the selection or the view changes: counting at once, requests only at rest.

/** After the last change, in milliseconds. */
const REST = 150;

/** Shows another selection. */
export function select(app: App, selection: Selection): void {
  app.place = { ...app.place, selection };
  showSelection(app);
  count(app);
  rest(app);
}

/** Shows another part of the sky, or another span of time. */
export function showView(app: App, view: View): void {
  const before = app.place.view;
  app.place = { ...app.place, view };
  app.tools.show(view);
  if (view.time !== before.time) {
    showTime(app);
    count(app);
  }
  if (view !== before) app.sky.show(view, app.place.selection.sky, true);
  rest(app);
}

/** Shows everything of a place, such as the one before in the history. */
export function showPlace(app: App, place: Place): void {
  app.place = snapped(app, place);
  app.tools.show(place.view);
  app.sky.show(place.view, place.selection.sky, true);
  showSelection(app);
  count(app);
  rest(app);
  void app.viewer.show(place.file);
}

/** A file is opened or closed in the viewer. */
export function showFile(app: App, file: string | undefined): void {
  if (app.place.file === file) return;
  app.place = { ...app.place, file };
  app.bar.write(app.place);
  void app.viewer.show(file);
}

/** A hand took hold, or let go. */
export function hold(app: App, isHeld: boolean): void {
  app.isHeld = isHeld;
  if (!isHeld) rest(app);
}

function showSelection(app: App): void {
  const { selection } = app.place;
  app.sky.circle(selection.sky);
  showTime(app);
  showSql(app);
  if (app.loaded !== undefined) showChips(selection, app.loaded.header, (next) => select(app, next));
}

function showTime({ time, place, loaded }: App): void {
  const whole = loaded?.wholeTime ?? { from: 0, to: 1 };
  time.show(place.selection.time, place.view.time ?? whole, whole);
}

function showSql(app: App): void {
  const { sql, place, rows, rowsOf, loaded } = app;
  if (loaded === undefined) return;
  const { columns, sort } = rows.listed(rowsOf);
  sql.selection(selectionSql(place.selection, { columns, sort, from: rowsOf }));
}

/** Counts what is selected now. */
export function count(app: App): Look | undefined {
  if (app.loaded === undefined) return undefined;
  const { selection, view } = app.place;
  const look = { selection, time: view.time, newest: app.rows.listed(app.rowsOf).limit };
  app.counter.look(look);
  return look;
}

/** Fetches rows and footprints when nothing has changed for a moment. */
export function rest(app: App): void {
  clearTimeout(app.timer);
  app.resting = undefined;
  setAttributes(byId('main'), { 'aria-busy': 'true' });
  app.timer = setTimeout(() => {
    if (app.isHeld || app.loaded === undefined) return;
    const { selection, view } = app.place;
    app.sky.show(view, selection.sky, false);
    showSql(app);
    app.resting = {
      selection,
      time: view.time,
      newest: app.rows.listed(app.rowsOf).limit,
      view: view.zoom < PART_FROM ? undefined : app.sky.on(),
    };
    app.counter.look(app.resting);
    app.bar.write(app.place);
  }, REST);
}

/** Draws counts; if they are those at rest, fetches the rest. */
export function onSeen(app: App, seen: Seen, look: Look): void {
  app.seen = seen;
  requestAnimationFrame(() => {
    if (app.seen !== seen || app.loaded === undefined) return;
    app.sky.counts(seen.sky);
    app.time.counts(seen.time);
    app.facets?.show(seen, app.place.selection);
    byId('total').textContent = totalText(app, seen, app.loaded.header.rows);
  });
  if (look !== app.resting) return;
  void Promise.all([fetchRows(app, seen), fetchFootprints(app, seen, look)]).then(() => {
    if (look === app.resting) setAttributes(byId('main'), { 'aria-busy': 'false' });
  });
}

/** Draws what is known before the columns have come. */
export function showCells(app: App, { total, counts }: Cells): void {
  app.sky.counts(counts);
  byId('total').textContent = totalText(app, { total, sky: counts }, total);
}

/** `20,188 of 1,000,000 files · 240 without a position`. */
function totalText({ rowsOf }: App, { total, sky }: Pick<Seen, 'total' | 'sky'>, all: number): string {
  const noun = rowsOf === 'obscore' ? 'file' : 'HDU';
  const without = sky.at(-1) ?? 0;
  const text = total === all ? counted(all, noun) : `${thousands(total)} of ${counted(all, noun)}`;
  return without === 0 ? text : `${text} · ${thousands(without)} without a position`;
}

async function fetchRows(app: App, { rows: newest, total }: Seen): Promise<void> {
  if (app.loaded === undefined) return;
  await app.rows.show({ of: numberingOf(app), selection: app.place.selection, newest, total });
  app.viewer.offer(app.rows.paths());
}

async function fetchFootprints(app: App, { view }: Seen, look: Look): Promise<void> {
  if (view === undefined) return app.sky.footprints(undefined, []);
  if (view.count > MOST_IN_VIEW) return app.sky.footprints(view.count, []);
  const found =
    view.count === 0 ? [] : await app.server.footprints(numberingOf(app), view.rows).catch(() => []);
  if (look === app.resting) app.sky.footprints(view.count, found);
}

/** A place whose spans of numbers begin and end at edges of bins, so that counts are exact. */
function snapped({ loaded }: App, place: Place): Place {
  if (loaded === undefined) return place;
  const spans = Object.entries(place.selection.spans).flatMap(([name, { from, to }]) => {
    const edges = Object.values(loaded.header.bins).find(({ column }) => column === name)?.edges ?? [];
    const [first, last] = [
      edges.findLast((edge) => edge <= from) ?? edges[0],
      edges.find((edge) => edge >= to) ?? edges.at(-1),
    ];
    return first === undefined || last === undefined || first >= last
      ? []
      : [[name, { from: first, to: last }] as const];
  });
  const facets = Object.entries(place.selection.facets).filter(([name]) =>
    loaded.header.facets.some((one) => one.name === name),
  );
  return {
    ...place,
    selection: { ...place.selection, spans: Object.fromEntries(spans), facets: Object.fromEntries(facets) },
  };
}
