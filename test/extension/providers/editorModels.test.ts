import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AssayApi } from '#extension/compose.ts';
import { eventually } from '../eventually.ts';
import { promptNamed, runCases, trialsOf } from '../prompts.ts';
import { openApi } from '../window.ts';

interface Seen {
  readonly requests: readonly { readonly said: unknown; readonly modelOptions: unknown }[];
  readonly cancelled: number;
}

describe('a model that VS Code offers', () => {
  let api: AssayApi;
  let seen: Seen;

  before(async () => {
    api = await openApi();
    const fake = vscode.extensions.getExtension<Seen>('fixture.fake-lm');
    assert.ok(fake !== undefined, 'The extension with the models is not installed.');
    seen = await fake.activate();
    await eventually('the model is offered', async () => {
      const found = await vscode.lm.selectChatModels({ vendor: 'fixture' });
      return found.length > 0;
    });
  });

  it('is asked without a dialog, and its usage is an estimate', async () => {
    const end = await runCases(api, 'echo', 'hello');
    assert.equal(end.kind, 'ended', JSON.stringify(end));
    const [trial, ...more] = trialsOf(api, 'echo', 'hello');
    assert.equal(more.length, 0);
    assert.equal(trial?.pass, true);
    assert.equal(trial.reply?.text, 'you said: hello');
    assert.equal(trial.reply.returnedModel, 'echo-1');
    assert.deepEqual(trial.reply.usage, { inputTokens: 32, outputTokens: 15, estimated: true });
  });

  it('gets the system message as one of the user’s', () => {
    const { User } = vscode.LanguageModelChatMessageRole;
    const last = seen.requests.at(-1);
    assert.deepEqual(last?.said, [
      [User, 'You say back what you hear.'],
      [User, 'hello'],
    ]);
    assert.deepEqual(last.modelOptions, { temperature: 0 });
  });

  it('that refuses is an error that says so', async () => {
    const end = await runCases(api, 'echo', 'blocked');
    assert.equal(end.kind, 'ended');
    const [trial] = trialsOf(api, 'echo', 'blocked');
    assert.equal(trial?.state, 'error');
    assert.equal(trial.failure?.code, 'daily-limit');
    assert.match(trial.failure.message, /blocks it for now: not today/);
  });

  it('is cancelled with its run', async () => {
    const { root, prompt } = promptNamed(api, 'echo');
    const { cancelled, requests } = seen;
    const before = requests.length;
    const session = api.sessions.start({
      target: { root, prompts: [prompt], cases: ['waits'] },
      origin: 'person',
    });
    await eventually('the request came', () => seen.requests.length > before);
    const start = performance.now();
    session.cancel();
    const end = await session.done;
    const tookMs = performance.now() - start;
    assert.equal(end.kind === 'ended' && end.summary.ended, 'cancelled');
    assert.ok(tookMs < 1000, `It took ${tookMs} ms.`);
    await eventually('the model heard of it', () => seen.cancelled === cancelled + 1);
  });

  it('that nobody offers is told apart from one that failed', async () => {
    const { root, prompt } = promptNamed(api, 'echo');
    const { done } = api.sessions.start({
      target: { root, prompts: [prompt], cases: ['hello'], models: ['vscode/none'] },
      origin: 'person',
    });
    assert.equal((await done).kind, 'ended');
    const trial = trialsOf(api, 'echo', 'hello').find(({ failure }) => failure !== undefined);
    assert.equal(trial?.failure?.code, 'model-not-found');
  });
});
