import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AssayApi } from '#extension/compose.ts';
import { startListingServer } from '../../support/listingServer.ts';
import { keyReference } from '../../support/mockProvider.ts';
import { insideEnv } from '../../vscode/insideResult.ts';
import { startCanary } from '../canary.ts';
import { eventually } from '../eventually.ts';
import { filesWith, wholePlace } from '../everywhere.ts';
import { personWho } from '../person.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { runCases, trialsOf } from '../prompts.ts';
import { openApi } from '../window.ts';

const key = 'sk-inside-0123456789abcdef';
const configuration = (): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration('assay');

describe('keys', () => {
  let api: AssayApi;
  let mine: object;
  let home: string;

  before(async () => {
    api = await openApi();
    mine = configuration().inspect<object>('providers')?.globalValue ?? {};
    home = process.env[insideEnv.provider] ?? '';
    await moveTo(home);
  });

  after(async () => {
    using person = personWho({ button: 'Forget Key' });
    await vscode.commands.executeCommand('assay.forgetKey', 'own');
    assert.equal(person.said[0], 'Forget the key for own?');
    await configuration().update('providers', mine, vscode.ConfigurationTarget.Global);
  });

  /** The user says where the provider is. */
  async function moveTo(baseUrl: string): Promise<void> {
    const own = { kind: 'compatible', baseUrl, key: { env: 'OWN_KEY' }, stream: false };
    const all = { ...mine, own };
    await configuration().update('providers', all, vscode.ConfigurationTarget.Global);
    // The window has heard of it when a command has.
    await eventually(`the provider is at ${baseUrl}`, async () => {
      using person = personWho();
      await vscode.commands.executeCommand('assay.setKey', 'own');
      return person.said.some((text) => text.includes(new URL(baseUrl).origin));
    });
  }

  async function run(): Promise<string> {
    using person = personWho();
    await scriptProvider({});
    const end = await runCases(api, 'own', 'hello');
    if (end.kind !== 'refused') return end.kind;
    await eventually('the person hears why', () => person.said[0]?.startsWith('Not run. '));
    return end.problems.map(({ code }) => code).join();
  }

  it('that are missing keep a run from starting', async () => {
    assert.equal(await run(), 'key-missing');
    assert.equal((await providerLog()).count, 0);
  });

  it('are asked for with the address that they go to, and used there', async () => {
    assert.deepEqual(await setKey(), [
      `The key is kept in VS Code’s key store. It is sent to ${new URL(home).origin} and to no other address.`,
      'The key for own is set.',
    ]);
    assert.equal(await run(), 'ended');
    const { requests } = await providerLog();
    assert.deepEqual(
      requests.map((request) => request.key),
      [keyReference(key)],
    );
    assert.equal(trialsOf(api, 'own', 'hello')[0]?.pass, true);
  });

  it('are tried with a request that costs nothing', async () => {
    await using service = await startListingServer(({ headers }) =>
      headers.authorization === `Bearer ${key}`
        ? { body: { object: 'list', data: [{ id: 'small' }] } }
        : { status: 401, body: { error: { message: `no ${key}`, type: 'auth' } } },
    );
    await moveTo(`${service.origin}/v1`);
    await setKey();
    using person = personWho();
    await vscode.commands.executeCommand('assay.testKey', 'own');
    assert.deepEqual(person.said, [`${service.origin} accepts the key for own.`]);
    assert.deepEqual(
      service.requests.map(({ method, path, headers }) => [method, path, headers.authorization]),
      [
        ['GET', '/v1/models', `Bearer ${key}`],
        ['GET', '/v1/models', undefined],
      ],
    );
  });

  it('that are refused are not repeated, and nothing that was answered becomes a link', async () => {
    await using service = await startListingServer(({ headers }) => {
      const message = `${headers.authorization ?? ''} [is wrong](command:assay.runAll)`;
      return { status: 401, body: { error: { message, type: 'auth' } } };
    });
    await moveTo(`${service.origin}/v1`);
    await setKey();
    using person = personWho();
    await vscode.commands.executeCommand('assay.testKey', 'own');
    const said = person.said.join();
    assert.match(said, /^The key for own was refused\./);
    assert.ok(!said.includes(key), said);
    assert.ok(!said.includes(']('), said);
  });

  it('stay with the address they were given for when the user points the provider elsewhere', async () => {
    await moveTo(home);
    await setKey();
    await using canary = await startCanary();
    await moveTo(`${canary.origin}/v1`);
    process.env['OWN_KEY'] = 'sk-of-the-environment-0123456789';
    try {
      assert.equal(await run(), 'key-missing');
    } finally {
      delete process.env['OWN_KEY'];
    }
    using person = personWho();
    await vscode.commands.executeCommand('assay.testKey', 'own');
    assert.match(person.said.join(), /No key is set for where the provider is now/);
    assert.equal(canary.connections, 0);
    await moveTo(home);
    assert.equal(await run(), 'ended');
  });

  it('are forgotten after a question', async () => {
    using refusing = personWho();
    await vscode.commands.executeCommand('assay.forgetKey', 'own');
    assert.deepEqual(refusing.said, ['Forget the key for own?']);
    assert.equal(await run(), 'ended');
    using person = personWho({ button: 'Forget Key' });
    await vscode.commands.executeCommand('assay.forgetKey', 'own');
    assert.deepEqual(person.said, ['Forget the key for own?', 'The key for own is forgotten.']);
    assert.equal(await run(), 'key-missing');
  });

  it('stand in no file: not in a log, not in a run, not in a setting', async () => {
    const place = wholePlace();
    assert.notDeepEqual(await filesWith(place, 'own.prompt.yml'), []);
    assert.deepEqual(await filesWith(place, key), []);
  });
});

async function setKey(): Promise<readonly string[]> {
  using person = personWho({ input: ` ${key} ` });
  await vscode.commands.executeCommand('assay.setKey', 'own');
  return person.said;
}
