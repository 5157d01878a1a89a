import { button, copyText, element } from '../dom.ts';

/**
 * How astronomers' programs ask this lake, if the server answers them (`--vo`).
 *
 * @param paths of the services on this server, by protocol
 */
export function servicesAbout(paths: Readonly<Record<string, string>>): HTMLElement[] {
  const { tap, sia2, scs } = paths;
  if (tap === undefined) return [];
  const url = (path: string): string => location.origin + path;
  const others = { 'SIA 2': sia2, 'Cone search': scs };
  return [
    element(
      'details',
      { class: 'views', id: 'services' },
      element('summary', {}, 'TOPCAT, Aladin and Python'),
      element(
        'dl',
        {},
        ...line('TAP', url(tap)),
        ...Object.entries(others).flatMap(([name, path]) =>
          path === undefined ? [] : line(name, url(path)),
        ),
        ...line('pyvo', pyvo(url(tap))),
        element('dt', {}, 'Aladin'),
        element('dd', {}, 'File, Open server selector, TAP: paste the TAP address.'),
        element('dt', {}, 'TOPCAT'),
        element(
          'dd',
          {},
          'VO, Table Access Protocol (TAP) Query: paste the TAP address as TAP URL, then Use Service.',
        ),
      ),
    ),
  ];
}

const pyvo = (url: string): string =>
  `import pyvo\npyvo.dal.TAPService('${url}').search('SELECT TOP 10 * FROM ivoa.obscore').to_table()`;

/** What to copy, with its name. */
function line(name: string, text: string): HTMLElement[] {
  const copy = button('Copy', () => void copyText(text, copy), { 'aria-label': `Copy ${name}` });
  return [element('dt', {}, name), element('dd', {}, element('code', {}, text), ' ', copy)];
}
