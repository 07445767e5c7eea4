import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { AssayApi } from '#extension/compose.ts';
import type { SessionEnd } from '#extension/running/runSessions.ts';
import { keyReference } from '../../support/mockProvider.ts';
import { insideEnv } from '../../vscode/insideResult.ts';
import { startCanary, type Canary } from '../canary.ts';
import { eventually } from '../eventually.ts';
import { filesWith, wholePlace } from '../everywhere.ts';
import { personWho } from '../person.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { openApi, workspacePath } from '../window.ts';

const key = 'sk-canary-hostile-0123456789';
/** Stands in a file outside of the workspace, and nowhere else may it ever stand. */
const secret = 'the-secret-of-the-neighbour';

/** What somebody hostile put into the workspace. */
export interface Attack {
  /** Relative path → text. `CANARY` is where somebody listens, `SECRET` the path of the neighbour's file. */
  readonly files?: Readonly<Record<string, string>>;
  /** Relative path → where the link leads, from the workspace. */
  readonly links?: Readonly<Record<string, string>>;
  /** A run waits until VS Code has taken this in. */
  readonly until?: () => boolean;
  /** Absent: the prompt `plain`. */
  readonly prompt?: string;
}

export interface Defence {
  /** Codes of what kept a run from starting; else how it ended. */
  readonly run: string;
  /** Requests that came where the user's provider is. */
  readonly requests: number;
  /** What a person was told. */
  readonly said: readonly string[];
}

/** The run went to where the user says, with the user's key, and to nobody else. */
export const unmoved: Omit<Defence, 'said'> = { run: 'complete', requests: 1 };

export interface Arena extends AsyncDisposable {
  readonly api: AssayApi;
  readonly canary: Canary;
  readonly root: string;
  /** Runs a prompt of the attacked workspace, looks whether anything got out, and cleans up. */
  withstood(attack: Attack, during?: () => Promise<void>): Promise<Defence>;
  /** Fails where the key or the neighbour's secret stands in a file it has not been in, or a document. */
  assertNothingGotOut(): Promise<void>;
}

/** A trusted workspace, a user with a key, a neighbour with a secret, and somebody who listens. */
export async function openArena(): Promise<Arena> {
  const api = await openApi();
  const canary = await startCanary();
  const [project] = api.workspace.projects;
  assert.ok(project !== undefined);
  const { root } = project;
  const neighbour = resolve(root, '../neighbour.jsonl');
  await writeFile(neighbour, `{"id": "n", "question": "${secret}", "expected": "x"}\n`);
  const mine = await giveKeys();
  const assertNothingGotOut = async (): Promise<void> => {
    assert.deepEqual([canary.connections, canary.bytes], [0, 0], 'somebody heard something');
    assert.deepEqual(await filesWith(wholePlace(), key), []);
    assert.deepEqual(await filesWith(dirname(root), secret), ['neighbour.jsonl']);
    for (const document of vscode.workspace.textDocuments) {
      assert.ok(!document.getText().includes(key), document.uri.toString());
      assert.ok(!document.getText().includes(secret), document.uri.toString());
    }
    for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
      for (const { message } of diagnostics) assert.ok(!message.includes(secret), uri.toString());
    }
  };
  return {
    api,
    canary,
    root,
    assertNothingGotOut,
    async withstood(attack, during) {
      const { files = {}, links = {}, until, prompt = 'prompts/plain.prompt.yml' } = attack;
      const names = { CANARY: canary.origin, SECRET: neighbour };
      await using stack = new AsyncDisposableStack();
      stack.defer(await change(files, links, names));
      await api.workspace.refresh();
      if (until !== undefined) await eventually('VS Code has read the settings', until);
      await scriptProvider({});
      using person = personWho();
      const target = { root, prompts: [join(root, prompt)] };
      const end = await api.sessions.start({ target, origin: 'person' }).done;
      await during?.();
      const { requests } = await providerLog();
      for (const request of requests) {
        assert.equal(request.key, keyReference(key));
        const { authorization: _key, ...headers } = request.headers ?? {};
        assert.doesNotMatch(JSON.stringify([headers, request.body]), /hostile|neighbour/);
      }
      await assertNothingGotOut();
      return { run: outcomeOf(end), requests: requests.length, said: person.said };
    },
    async [Symbol.asyncDispose]() {
      await rm(neighbour);
      await canary[Symbol.asyncDispose]();
      await mine();
    },
  };
}

/** Gives what puts everything back. */
async function change(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>>,
  names: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  const before = new Map<string, Buffer | undefined>();
  const paths = [...Object.keys(files), ...Object.keys(links)].map(workspacePath);
  for (const path of paths) {
    before.set(path, await readFile(path).catch(() => undefined));
    await mkdir(dirname(path), { recursive: true });
  }
  for (const [file, text] of Object.entries(files)) {
    const filled = Object.entries(names).reduce(
      (all, [name, value]) => all.replaceAll(name, value),
      text,
    );
    await replaceFile(workspacePath(file), filled);
  }
  for (const [file, target] of Object.entries(links)) {
    await rm(workspacePath(file), { recursive: true, force: true });
    await symlink(resolve(workspacePath('.'), target), workspacePath(file));
  }
  return async () => {
    for (const [path, bytes] of before) {
      if (bytes === undefined) await rm(path, { recursive: true, force: true });
      else await replaceFile(path, bytes);
    }
  };
}

/** At once: a workspace file that is gone or empty for a moment leaves the window without a folder. */
async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  const beside = `${path}.new`;
  await writeFile(beside, content);
  await rename(beside, path);
}

/** The user's own providers and keys; gives what takes them away again. */
async function giveKeys(): Promise<() => Promise<void>> {
  const configuration = vscode.workspace.getConfiguration('assay');
  const user = vscode.ConfigurationTarget.Global;
  const before = configuration.inspect<object>('providers')?.globalValue;
  const baseUrl = process.env[insideEnv.provider];
  const how = { baseUrl, key: { env: 'HOSTILE_TEST_KEY' }, stream: false };
  const providers = { mock: { kind: 'compatible', ...how }, ours: { kind: 'openai', ...how } };
  await configuration.update('providers', providers, user);
  await configuration.update('cache', 'off', user);
  for (const name of ['mock', 'ours']) {
    await eventually(`the key of ${name} is kept`, async () => {
      using person = personWho({ input: key });
      await vscode.commands.executeCommand('assay.setKey', name);
      return person.said.some((text) => text === `The key for ${name} is set.`);
    });
  }
  return async () => {
    await configuration.update('providers', before, user);
    await configuration.update('cache', undefined, user);
  };
}

function outcomeOf(end: SessionEnd): string {
  if (end.kind === 'ended') return end.summary.ended;
  if (end.kind !== 'refused') return end.kind;
  const errors = end.problems.filter(({ severity }) => severity === 'error');
  return [...new Set(errors.map(({ code }) => code))].join();
}
