import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

// Debian's chromium: playwright-core brings no browser of its own.

/** Something has to be installed first. */
class MissingBrowser extends Error {
  override readonly name = 'MissingBrowser';
}

const INSTALLED = '/usr/bin/chromium';

/** Starts a browser without a window. Installs Debian's package if there is none and this process may. */
export async function startChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? INSTALLED;
  if (!existsSync(executablePath) && process.getuid?.() === 0) install();
  if (!existsSync(executablePath))
    throw new MissingBrowser(
      `there is no ${executablePath}: install Debian's package chromium, or set CHROMIUM to the path of a Chromium`,
    );
  return chromium.launch({
    executablePath,
    // no name is resolved: a request to another host would fail, and be seen
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
  });
}

function install(): void {
  spawnSync('apt-get', ['update', '--quiet'], { stdio: 'inherit' });
  spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], { stdio: 'inherit' });
}
