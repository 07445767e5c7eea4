import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { AssayApi } from '#extension/compose.ts';
import { eventually } from '../eventually.ts';
import { filesWith, wholePlace } from '../everywhere.ts';
import { personWho } from '../person.ts';
import { promptNamed, runCases } from '../prompts.ts';
import { scriptProvider } from '../provider.ts';
import { openApi } from '../window.ts';

const token = 'token-of-a-person-0123456789';

/** Says that it has the experiment, and is too busy for anything else. */
async function startBusyMlflow() {
  const seen: { readonly path: string; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, answer) => {
    const [path = ''] = (request.url ?? '').split('?');
    seen.push({ path, authorization: request.headers.authorization });
    const isKnown = path.endsWith('/experiments/get-by-name');
    answer.writeHead(isKnown ? 200 : 503, { 'content-type': 'application/json' });
    answer.end(isKnown ? '{"experiment":{"experiment_id":"1"}}' : '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    seen,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('MLflow', () => {
  let api: AssayApi;

  before(async () => {
    api = await openApi();
    await scriptProvider({});
  });

  after(async () => {
    const configuration = vscode.workspace.getConfiguration('assay');
    await configuration.update('mlflow', undefined, vscode.ConfigurationTarget.Global);
  });

  it('is not asked, and a run not kept for it, where the person names no server', async () => {
    using person = personWho();
    await vscode.commands.executeCommand('assay.pushToMlflow');
    assert.deepEqual(person.said, ['No MLflow server is set.']);
  });

  it('gets runs as they end, with a token that only it sees', async () => {
    await using server = await startBusyMlflow();
    using person = personWho({ input: [server.address, token], pick: 'Each time' });
    await vscode.commands.executeCommand('assay.setMlflow');
    assert.equal(person.said.at(-1), `${server.address} answers, and it is MLflow.`);
    assert.deepEqual(server.seen, [
      { path: '/api/2.0/mlflow/experiments/get-by-name', authorization: `Bearer ${token}` },
    ]);
    const end = await runCases(api, 'greeting', 'anna');
    assert.equal(end.kind, 'ended');
    await eventually('the person hears that it waits', () =>
      person.said.includes(
        'The run is not in MLflow yet. MLflow answered 503. It is kept, and sent after a later run.',
      ),
    );
    assert.equal(server.seen.at(-1)?.path, '/api/2.0/mlflow/runs/search');
    const { root } = promptNamed(api, 'greeting');
    const id = end.kind === 'ended' ? end.summary.id : '';
    const [entry] = await filesWith(`${root}/.assay/outbox/mlflow`, id);
    assert.equal(entry, `${id}.json`);
    assert.deepEqual(await filesWith(wholePlace(), token), []);
  });

  it('does not get the token of another server', async () => {
    await using server = await startBusyMlflow();
    const configuration = vscode.workspace.getConfiguration('assay');
    const mine = { trackingUri: server.address, push: 'by-hand' };
    await configuration.update('mlflow', mine, vscode.ConfigurationTarget.Global);
    const { root } = promptNamed(api, 'greeting');
    const [run] = await api.history.list(root);
    await eventually('the window has heard of the other address', async () => {
      using person = personWho();
      await vscode.commands.executeCommand('assay.pushToMlflow', { root, id: run?.id });
      return server.seen.length > 0 && person.said.length > 0;
    });
    assert.ok(server.seen.every(({ authorization }) => authorization === undefined));
  });
});
