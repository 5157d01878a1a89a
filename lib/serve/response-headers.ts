// The headers of every response. No other site may read, frame or embed anything, and the page runs only its own scripts.

/** The content security policy of the page. */
export function contentSecurityPolicy(hips?: string): string {
  const [images, properties] = hips === undefined ? ['', ''] : [` ${hips}`, ` ${hips}properties`];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' blob: data:${images}`,
    `connect-src 'self'${properties}`,
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
 * @param hips the one other address that the page may load from: images of the sky, and the file `properties` about them
 */
export const responseHeaders = (hips?: string): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(hips),
  // without a version, which would help only attackers
  server: 'fits-datalake',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
});
