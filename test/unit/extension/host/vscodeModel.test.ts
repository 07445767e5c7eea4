import type { Model, ModelOpening } from '#core/models/model.ts';
import { vscodeModelKind } from '#extension/host/vscodeModel.ts';
import { editorProvider } from '#extension/host/userProviders.ts';
import assert from 'node:assert/strict';
import { FakeClock } from '#support/fakeClock.ts';
import {
  fakeEditor,
  fakeModelFacts,
  text,
  untilCancelled,
  type FakeEditor,
  type FakeEditorScript,
} from '#support/fakeEditorModels.ts';
import { call, failure, request, testPorts } from '#support/openedModel.ts';

const timeouts = { headersMs: 1000, firstContentMs: 2000, idleMs: 500, attemptMs: 5000 };
const noNetwork = (): Promise<Response> => Promise.reject(new Error('no network'));
const silent = { info: () => undefined, warn: () => undefined };

interface Bench {
  readonly editor: FakeEditor;
  readonly clock: FakeClock;
  readonly model: Model;
}

function open(script: FakeEditorScript = {}, over: Partial<ModelOpening> = {}): Bench {
  const editor = fakeEditor(script);
  const clock = new FakeClock();
  const model = vscodeModelKind(editor).open({
    id: 'vscode/small',
    name: fakeModelFacts.id,
    settings: editorProvider.settings,
    secret: undefined,
    ports: { ...testPorts(noNetwork, silent), clock },
    timeouts,
    ...over,
  });
  return { editor, clock, model };
}

/** A stream that a test feeds by the clock: each piece comes after so many milliseconds. */
function paced(clock: () => FakeClock, ...pieces: readonly (readonly [number, unknown])[]) {
  return async function* parts(): AsyncGenerator<unknown, void, undefined> {
    for (const [afterMs, piece] of pieces) {
      await new Promise<void>((resolve) => {
        clock().timer(afterMs, resolve);
      });
      yield piece;
    }
  };
}

describe('a model of VS Code', () => {
  it('gives the text, who answered, and an estimate of the tokens', async () => {
    const { model, editor, clock } = open();
    const reply = await model.reply(
      request('how are you', { parameters: { temperature: 0, maxTokens: 9 } }),
      call(),
    );
    assert.deepEqual(reply, {
      text: 'Hello.',
      ending: 'stop',
      usage: { inputTokens: 5, outputTokens: 1, estimated: true },
      returnedModel: 'gpt-4o-2024',
      fingerprint: 'v7',
      latencyMs: 0,
      firstContentMs: 0,
    });
    assert.deepEqual(editor.sent, [
      {
        messages: [
          { role: 'user', text: 'Answer briefly.' },
          { role: 'user', text: 'how are you' },
        ],
        options: {
          justification:
            'To evaluate your prompts with the model that your list of approved models names.',
          modelOptions: { temperature: 0, max_tokens: 9 },
        },
      },
    ]);
    assert.deepEqual([editor.sources[0]?.isDisposed, clock.pendingTimers], [true, 0]);
  });

  it('measures first content and latency on the clock, without the counting', async () => {
    const bench = open({
      parts: paced(() => bench.clock, [300, 'a'], [400, 'b']),
      count: () =>
        new Promise((resolve) => {
          bench.clock.timer(1000, () => {
            resolve(1);
          });
        }),
    });
    const coming = bench.model.reply(request('hi'), call());
    await bench.clock.advance(5000);
    const { firstContentMs, latencyMs, text: said } = await coming;
    assert.deepEqual([firstContentMs, latencyMs, said], [300, 700, 'ab']);
  });

  it('leaves what is no text out, and does not take it for silence', async () => {
    const bench = open({
      parts: paced(() => bench.clock, [400, { thinking: 1 }], [400, { thinking: 2 }], [400, 'yes']),
    });
    const coming = bench.model.reply(request('hi'), call());
    await bench.clock.advance(2000);
    const { text: said, firstContentMs } = await coming;
    assert.deepEqual([said, firstContentMs], ['yes', 400]);
  });

  const names: readonly [string, readonly object[]][] = [
    ['gpt-4o-2024', [{ id: 'gpt-4o-2024' }]],
    ['copilot/gpt-4o', [{ id: 'copilot/gpt-4o' }, { vendor: 'copilot', family: 'gpt-4o' }]],
    [
      'copilot/gpt-4o-2024',
      [
        { id: 'copilot/gpt-4o-2024' },
        { vendor: 'copilot', family: 'gpt-4o-2024' },
        { vendor: 'copilot', id: 'gpt-4o-2024' },
      ],
    ],
    ['gpt-4o', [{ id: 'gpt-4o' }, { family: 'gpt-4o' }]],
  ];
  for (const [name, selected] of names) {
    it(`is found as ${name}`, async () => {
      const { model, editor } = open({}, { name });
      assert.equal((await model.reply(request('hi'), call())).returnedModel, 'gpt-4o-2024');
      assert.deepEqual(editor.selected, selected);
    });
  }

  it('that VS Code does not offer is not found, and nothing is sent', async () => {
    const { model, editor } = open({}, { name: 'claude' });
    const error = await failure(model.reply(request('hi'), call()));
    assert.deepEqual([error.code, error.billed, editor.sent.length], ['model-not-found', 'no', 0]);
  });

  it('gives no usage where the tokens cannot be counted', async () => {
    for (const count of [
      () => Promise.reject(new Error('no')),
      () => Promise.resolve(Number.NaN),
    ]) {
      const reply = await open({ count }).model.reply(request('hi'), call());
      assert.deepEqual([reply.text, reply.usage], ['Hello.', undefined]);
    }
  });

  it('does not wait for ever for a count', async () => {
    const { model, clock } = open({ count: () => new Promise(() => undefined) });
    const coming = model.reply(request('hi'), call());
    await clock.advance(10_000);
    assert.equal((await coming).usage, undefined);
  });

  it('gives an empty text as an empty text', async () => {
    const { text: said, ending } = await open({ parts: () => text() }).model.reply(
      request('hi'),
      call(),
    );
    assert.deepEqual([said, ending], ['', 'stop']);
  });

  it('ends at once, and cancels its token, where it is cancelled before the answer', async () => {
    const { model, editor, clock } = open({ before: untilCancelled });
    const stop = new AbortController();
    const reply = failure(model.reply(request('hi'), call(stop.signal)));
    await clock.advance(10);
    stop.abort();
    assert.equal((await reply).code, 'cancelled');
    await clock.advance(0);
    const [source] = editor.sources;
    assert.deepEqual(
      [source?.token.isCancellationRequested, source?.isDisposed, clock.pendingTimers],
      [true, true, 0],
    );
  });

  it('ends at once where it is cancelled amid the answer, whatever its extension does', async () => {
    const bench = open({ parts: paced(() => bench.clock, [10, 'a'], [1e9, 'b']) });
    const stop = new AbortController();
    const reply = failure(bench.model.reply(request('hi'), call(stop.signal)));
    await bench.clock.advance(20);
    stop.abort();
    const error = await reply;
    assert.deepEqual([error.code, error.detail.partialText], ['cancelled', 'a']);
    assert.equal(bench.editor.sources[0]?.token.isCancellationRequested, true);
  });

  it('sends nothing where it is cancelled already', async () => {
    const { model, editor } = open();
    const error = await failure(model.reply(request('hi'), call(AbortSignal.abort())));
    assert.deepEqual([error.code, error.billed, editor.selected], ['cancelled', 'no', []]);
  });

  it('sends nothing where the folder is not trusted', async () => {
    const { model, editor } = open();
    editor.isTrusted = () => false;
    const error = await failure(model.reply(request('hi'), call()));
    assert.deepEqual([error.code, error.billed, editor.selected], ['local', 'no', []]);
  });

  const waits: readonly [
    string,
    FakeEditorScript | ((clock: () => FakeClock) => FakeEditorScript),
    number,
    RegExp,
  ][] = [
    ['no answer', { before: untilCancelled }, 1000, /headersMs/u],
    ['no content', (clock) => ({ parts: paced(clock, [1e9, 'a']) }), 2000, /firstContentMs/u],
    ['a pause', (clock) => ({ parts: paced(clock, [10, 'a'], [1e9, 'b']) }), 510, /idleMs/u],
    [
      'an answer that drips for ever',
      (clock) => ({
        parts: paced(clock, ...Array.from({ length: 99 }, () => [400, 'x'] as const)),
      }),
      5000,
      /attemptMs/u,
    ],
  ];
  for (const [what, script, ms, name] of waits) {
    it(`does not wait longer than it may for ${what}`, async () => {
      const bench: Bench = open(typeof script === 'function' ? script(() => bench.clock) : script);
      let ended = false;
      const reply = failure(bench.model.reply(request('hi'), call())).finally(() => {
        ended = true;
      });
      await bench.clock.advance(ms - 1);
      assert.equal(ended, false);
      await bench.clock.advance(1);
      const error = await reply;
      assert.equal(error.code, 'timeout');
      assert.match(error.message, name);
      assert.equal(bench.editor.sources[0]?.token.isCancellationRequested, true);
    });
  }

  it('that fails amid its answer is perhaps billed, with the text as evidence', async () => {
    const broken = Object.assign(new Error('no more'), { code: 'Blocked' });
    const { model } = open({
      async *parts() {
        yield await Promise.resolve('half');
        throw broken;
      },
    });
    const error = await failure(model.reply(request('hi'), call()));
    assert.deepEqual(
      [error.code, error.billed, error.detail.partialText],
      ['daily-limit', 'maybe', 'half'],
    );
  });

  it('without consent is unauthorized', async () => {
    const refused = Object.assign(new Error('no'), { code: 'NoPermissions' });
    const { model } = open({ before: () => Promise.reject(refused) });
    const error = await failure(model.reply(request('hi'), call()));
    assert.deepEqual([error.code, error.scope], ['unauthorized', 'account']);
  });

  it('refuses by name what its interface cannot do, and what the model does not take', async () => {
    const { model, editor } = open({}, { unsupported: ['temperature'] });
    for (const [over, name] of [
      [{ responseFormat: { type: 'json_object' } }, /responseFormat/u],
      [{ parameters: { temperature: 0 } }, /temperature/u],
    ] as const) {
      const error = await failure(model.reply(request('hi', over), call()));
      assert.equal(error.code, 'bad-request');
      assert.match(error.message, name);
    }
    assert.deepEqual(editor.selected, []);
  });
});
