// The headers of every response. No other site may read, frame or embed anything, and the page runs only its own scripts.

/** The content security policy of the page. */
export function contentSecurityPolicy(imageHost?: string): string {
  const images = ["'self'", 'blob:', 'data:', ...(imageHost === undefined ? [] : [imageHost])];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src ${images.join(' ')}`,
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types page',
  ].join('; ');
}

/**
 * The headers of every response.
 *
 * @param imageHost the one other host that the page may load images from, such as `https://alasky.cds.unistra.fr`
 */
export const responseHeaders = (imageHost?: string): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(imageHost),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
});
