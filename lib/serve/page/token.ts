const KEY = 'token';

/**
 * The token of this page. It comes with the address once, leaves the address bar, and stays in this tab only.
 *
 * @returns empty if the page was opened without one
 */
export function takeToken(): string {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const given = parameters.get('token') ?? parameters.get('t');
  if (given !== null) {
    sessionStorage.setItem(KEY, given);
    parameters.delete('token');
    parameters.delete('t');
    const rest = parameters.toString();
    history.replaceState(null, '', `${location.pathname}${rest === '' ? '' : `#${rest}`}`);
  }
  return given ?? sessionStorage.getItem(KEY) ?? '';
}
