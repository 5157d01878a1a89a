import type { App } from './app.ts';
import { count, hold, onSeen, rest, select, showCells, showFile, showPlace, showView } from './changes.ts';
import { counterFor } from './counter.ts';
import { byId, choice, setAttributes } from './dom.ts';
import { facetsPanel } from './facets/panel.ts';
import { fail } from './failure.ts';
import { showFresh, watchLake } from './fresh.ts';
import { addressBar, placeNow } from './place.ts';
import { showProblems } from './problems.ts';
import { rowsPanel } from './rows/panel.ts';
import type { RowsOf, Server } from './server.ts';
import { circleAround } from './sky/circle.ts';
import { around, zoomed } from './sky/moves.ts';
import { skyPanel } from './sky/panel.ts';
import { skyTools } from './sky/tools.ts';
import { sqlPanel } from './sql/panel.ts';
import { isEverything } from './state/selection.ts';
import { showTab, startTabs } from './tabs.ts';
import { onThemeChange } from './theme.ts';
import { timePanel } from './time/panel.ts';
import { viewerPanel } from './viewer/panel.ts';

const ROWS = [
  ['obscore', 'Files'],
  ['obscore_hdus', 'HDUs with a position'],
] as const;

/** Starts the page: counts by cell come first, so that there is something to see; then the columns. */
export async function start(server: Server): Promise<void> {
  const place = placeNow();
  // the request leaves before the page is made; a selection can only be counted in the columns
  const cells = isEverything(place.selection) ? server.cells(viewOf(place)) : undefined;
  cells?.catch(() => {});
  startTabs();
  const app = makeApp(server, place);
  if (cells !== undefined) showCells(app, await cells);
  await load(app, app.rowsOf);
  byId('rows-of').append(app.rowsChoice);
  byId('refresh').addEventListener('click', () => reload(app, app.rowsOf));
  onThemeChange(() => {
    app.sky.redraw();
    app.time.redraw();
  });
  watchLake(server, () => app.loaded?.header.version ?? '', showFresh);
}

function makeApp(server: Server, place: App['place']): App {
  const onOpen = (path: string): void => showFile(app, path);
  const app: App = {
    server,
    counter: counterFor((seen, look) => onSeen(app, seen, look)),
    bar: addressBar((next) => {
      if (viewOf(next) === app.rowsOf) return showPlace(app, next);
      app.place = next;
      reload(app, viewOf(next));
    }),
    sky: skyPanel(place.view, {
      onView: (view) => showView(app, view),
      onCircle: (sky) => select(app, { ...app.place.selection, sky }),
      onHold: (isHeld) => hold(app, isHeld),
      onResize: () => rest(app),
    }),
    tools: skyTools(server, {
      onView: (edit) => showView(app, edit(app.place.view)),
      onZoom: (by) => {
        const on = app.sky.on();
        showView(app, zoomed(app.place.view, on, by, on.width / 2, on.height / 2));
      },
      onCircleMode: (isCircle) => app.sky.setCircle(isCircle),
      onPosition: (position, radius) => {
        showView(app, around(app.place.view, position, radius, app.sky.on()));
        select(app, { ...app.place.selection, sky: circleAround(position, radius) });
      },
    }),
    time: timePanel({
      onSpan: (time) => select(app, { ...app.place.selection, time }),
      onShown: (time) => showView(app, { ...app.place.view, time }),
      onHold: (isHeld) => hold(app, isHeld),
    }),
    rows: rowsPanel(server, onOpen, () => rest(app)),
    sql: sqlPanel(server, onOpen),
    viewer: viewerPanel(server, () => showFile(app, undefined)),
    rowsChoice: choice('What each row is', ROWS, (value) =>
      reload(app, value === 'obscore' ? value : 'obscore_hdus'),
    ),
    place,
    facets: undefined,
    rowsOf: viewOf(place),
    loaded: undefined,
    seen: undefined,
    isHeld: false,
    resting: undefined,
    timer: undefined,
  };
  return app;
}

/** The view that the rows of a place are of. */
const viewOf = ({ isHdus }: App['place']): RowsOf => (isHdus === true ? 'obscore_hdus' : 'obscore');

/** Loads the columns again, and says so if that fails. */
function reload(app: App, rowsOf: RowsOf): void {
  load(app, rowsOf).catch(fail);
}

/** Loads the columns, again if the lake has changed. */
async function load(app: App, rowsOf: RowsOf): Promise<void> {
  app.loaded = await app.counter.load(await app.server.columns(rowsOf));
  app.rowsOf = rowsOf;
  app.place = { ...app.place, isHdus: rowsOf === 'obscore_hdus' };
  app.rowsChoice.value = rowsOf;
  setAttributes(byId('refresh'), { hidden: true });
  setAttributes(byId('failure'), { hidden: true });
  app.facets = facetsPanel(
    app.loaded.header,
    (edit) => select(app, edit(app.place.selection)),
    (isHeld) => hold(app, isHeld),
  );
  showPlace(app, app.place);
  count(app);
  const state = await app.server.state();
  showFresh(state);
  if (state.hips !== null) offerImages(app, state.hips);
  app.rows.offer(state, rowsOf);
  app.sql.offer(state);
  showProblems(state, {
    onSelection: (selection) => {
      showTab('tab-rows');
      select(app, selection);
    },
    onSql: (sql) => {
      showTab('tab-ask');
      app.sql.ask(sql);
    },
  });
}

/** Images of the sky behind the density: once, although the lake is loaded again. */
function offerImages(app: App, url: string): void {
  if (byId('images').dataset['url'] === url) return;
  byId('images').dataset['url'] = url;
  app.tools.offerImages();
  app.sky.offerImages(url);
}
