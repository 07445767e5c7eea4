import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { startMockProvider, type MockProvider } from '../support/mockProvider.ts';
import type { MockScript } from '../support/mockScript.ts';
import { launchChromium, openPage } from './chromium.ts';
import { copyWorkspace, makePlace, repository, userSettings } from './fixture.ts';
import { insideEnv } from './insideResult.ts';
import { installVSCode } from './install.ts';
import { startServer, type Server, type Settings } from './server.ts';

export interface SessionOptions {
  /** A folder of `test/fixtures/workspaces`, or `empty`. */
  readonly workspace: string;
  /** False: the workspace opens in Restricted Mode. Absent: trusted. */
  readonly trusted?: boolean;
  /** User settings, beside the provider `mock`. */
  readonly settings?: Settings;
  /** What the provider `mock` does. Absent: it says back what it was asked. */
  readonly script?: MockScript;
  /** For the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of further extensions, such as one that offers language models. */
  readonly extensions?: readonly string[];
  /** Tries this packed extension. Absent: the repository as it is built. */
  readonly vsix?: string;
  /** For tests inside VS Code: see `ServerOptions`. */
  readonly forTests?: boolean;
}

/** A VS Code on a copy of a fixture workspace, with a mock provider; nothing is opened yet. */
export interface Session extends AsyncDisposable {
  readonly page: Page;
  readonly provider: MockProvider;
  readonly server: Server;
  /** The copy of the workspace. */
  readonly folder: string;
  /** Loads the workbench. `payload` is what VS Code takes by its address; paths stand as they are. */
  load(payload?: Readonly<Record<string, string>>): Promise<void>;
  /** Writes what can be known about a failure to `out/failures` and names the files. */
  readonly evidence: (name: string) => Promise<string>;
}

/** A workbench that is not there by then will not come. */
const loadLimitMs = 60_000;

export async function openSession(options: SessionOptions): Promise<Session> {
  await using stack = new AsyncDisposableStack();
  const install = await installVSCode();
  const place = stack.use(await makePlace());
  const workspace = await copyWorkspace(options.workspace, place);
  const provider = stack.use(
    await startMockProvider({ script: options.script ?? {}, keepBodies: true }),
  );
  const { extensions = [], vsix, forTests = false } = options;
  const isInstalled = vsix === undefined && !forTests;
  const server = stack.use(
    await startServer({
      ...options,
      extensions: isInstalled ? [repository, ...extensions] : extensions,
      install,
      folder: place.path,
      settings: userSettings(provider.baseUrl, options.settings),
      env: { [insideEnv.provider]: provider.baseUrl, ...options.env },
    }),
  );
  const browser = await launchChromium();
  stack.defer(() => browser.close());
  const page = await openPage(browser);
  const said: string[] = [];
  page.on('console', (message) => said.push(`${message.type()} ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error ${String(error)}`));
  const development = forTests ? { extensionDevelopmentPath: repository } : {};
  const owned = stack.move();
  return {
    page,
    provider,
    server,
    folder: workspace.folder,
    async load(payload = {}) {
      const address = workbenchAddress(server.port, workspace.opened, {
        ...development,
        ...payload,
      });
      await page.goto(address);
      await page.locator('.monaco-workbench').waitFor({ timeout: loadLimitMs });
    },
    evidence: (name) => writeEvidence(name, { page, server, said }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function workbenchAddress(
  port: number,
  opened: string,
  payload: Readonly<Record<string, string>>,
): string {
  const remote = `vscode-remote://127.0.0.1:${port}`;
  const pairs = Object.entries({ skipWelcome: 'true', skipReleaseNotes: 'true', ...payload }).map(
    ([key, value]) => [key, value.startsWith('/') ? `${remote}${encodeURI(value)}` : value],
  );
  const kind = opened.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = new URLSearchParams({ [kind]: opened, payload: JSON.stringify(pairs) });
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}

/** Where pictures of the real thing are written. */
export const screenshots: string = join(repository, 'out/screenshots');

async function writeEvidence(
  name: string,
  { page, server, said }: Pick<Session, 'page' | 'server'> & { readonly said: readonly string[] },
): Promise<string> {
  const folder = join(repository, 'out/failures');
  await mkdir(folder, { recursive: true });
  const stem = join(folder, name.replaceAll(/[^\w]+/g, '-').slice(0, 100));
  // A page that has gone has no picture.
  await page.screenshot({ path: `${stem}.png`, timeout: 5000 }).catch(() => undefined);
  const parts = ['--- workbench', ...said, '--- server', server.output()];
  for await (const path of glob(join(server.logs, '**/{remoteexthost,Assay}.log'))) {
    parts.push(`--- ${basename(path)}`, await readFile(path, 'utf8'));
  }
  await writeFile(`${stem}.log`, parts.join('\n'));
  return existsSync(`${stem}.png`) ? `${stem}.png and ${basename(stem)}.log` : `${stem}.log`;
}
