import assert from 'node:assert/strict';
import type { BatchDoor, LaidDown } from '#core/models/batch.ts';
import { builtinBatches } from '#core/models/builtinBatches.ts';
import { makeSecret } from '#core/models/secret.ts';
import type { ModelOpening } from '#core/models/model.ts';
import { MockBatches, type MockBatchOptions } from '#support/mockBatches.ts';
import type { BatchOutcome } from '#support/mockBatchResults.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import {
  call,
  canaryKey,
  failure,
  flavours,
  openModel,
  request,
  testPorts,
  toMock,
  type Flavour,
} from '#support/openedModel.ts';

const none = new AbortController().signal;
const runId = '01JQZ8Y6ZK3N5T7V9X1B3D5F7H';

/** Those of the flavours that have batches; batches never stream. */
const flavoursWithBatches = flavours.filter(
  ({ kind, stream }) => !stream && builtinBatches.some((one) => one.kind === kind),
);

const outcomes: readonly (readonly [string, BatchOutcome, string])[] = [
  ['expired', { kind: 'expired' }, 'batch-expired'],
  [
    'was refused',
    {
      kind: 'error',
      status: 400,
      body: { error: { type: 'invalid_request_error', message: `not with ${canaryKey}` } },
    },
    'bad-request',
  ],
  [
    'found the service overloaded',
    { kind: 'error', status: 529, body: { error: { type: 'overloaded_error', message: 'busy' } } },
    'overloaded',
  ],
];

describe('every batch interface', () => {
  for (const flavour of flavoursWithBatches) {
    describe(flavour.title, () => {
      it('answers a request as the live interface does, whatever the order of results', async () => {
        await using place = await open(flavour);
        const { door, mock } = place;
        const asked = request('Say yes.', { parameters: { maxTokens: 7 } });
        const lines = [0, 1, 2].map((trial) => door.line(`${runId}-1-${trial}`, asked));
        const remote = await place.create(lines);
        assert.equal(remote.state, 'ended');
        const found = await place.results(remote.id);
        assert.deepEqual(
          new Set(found.map(({ custom_id: id }) => id)),
          new Set([0, 1, 2].map((trial) => `${runId}-1-${trial}`)),
        );
        const { model } = openModel(flavour, mock.baseUrl);
        const live = await model.reply(asked, call());
        for (const line of found) {
          const { text, ending, usage } = door.read(line);
          assert.deepEqual({ text, ending, usage }, { text: 'yes', ending: live.ending, usage });
          assert.equal(usage?.inputTokens, live.usage?.inputTokens);
        }
        assert.deepEqual(place.batches.faults, []);
      });

      it('sends the body of a request as the live interface sends it', async () => {
        await using place = await open(flavour, {}, true);
        const asked = request('Say yes.', {
          parameters: { temperature: 0.5, topP: 0.9, maxTokens: 9 },
          responseFormat: {
            type: 'json_schema',
            name: 'answer',
            strict: true,
            schema: { type: 'object' },
          },
        });
        const { model } = openModel(flavour, place.mock.baseUrl);
        await model.reply(asked, call());
        const [seen] = place.mock.log().requests;
        const line = JSON.parse(place.door.line('a-1', asked)) as Record<string, unknown>;
        assert.deepEqual(line['body'] ?? line['params'], seen?.body);
        assert.equal(new URL(seen?.path ?? '', 'http://x').pathname, place.door.endpoint(asked));
      });

      for (const [what, outcome, code] of outcomes) {
        it(`tells a request that ${what} as ${code}`, async () => {
          await using place = await open(flavour, { outcome: () => outcome });
          const remote = await place.create([place.door.line('a-1-0', request('x'))]);
          const [line] = await place.results(remote.id);
          const error = await failure(refused(() => place.door.read(line)));
          assert.equal(error.code, code);
          assert.equal(error.message.includes(canaryKey), false);
        });
      }

      it('refuses what the model does not take before it is in a batch', async () => {
        await using place = await open(flavour, {}, false, { unsupported: ['temperature'] });
        const asked = request('x', { parameters: { temperature: 1 } });
        const error = await failure(refused(() => place.door.line('a-1', asked)));
        assert.equal(error.code, 'bad-request');
      });

      it('finds a batch whose creation was not answered, and no other', async () => {
        await using place = await open(flavour);
        const make = (id: string) => place.create([place.door.line(`${id}-0`, request('x'))], id);
        const others = [await make('b-1'), await make('b-2')];
        const lost = await make('a-1');
        others.push(await make('b-3'), await make('b-4'));
        const about = { requests: 1, sinceMs: Date.now() - 1000, known: new Set<string>() };
        const found = await place.door.find({ id: 'a-1', ...about }, none);
        assert.equal(found.kind === 'found' ? found.batch.id : found.kind, lost.id);
        assert.deepEqual(await place.door.find({ id: 'a-9', ...about }, none), { kind: 'none' });
        const young = { ...about, sinceMs: Date.now() + 3_600_000 };
        assert.deepEqual(await place.door.find({ id: 'a-9', ...young }, none), { kind: 'none' });
      });

      it('cancels, and says so', async () => {
        await using place = await open(flavour, { ends: false });
        const remote = await place.create([place.door.line('a-1-0', request('x'))]);
        assert.equal((await place.door.look(remote.id, none)).state, 'working');
        assert.equal((await place.door.cancel(remote.id, none)).state, 'ended');
        const [line] = await place.results(remote.id);
        const error = await failure(refused(() => place.door.read(line)));
        assert.equal(error.code, 'batch-cancelled');
      });

      it('takes nothing from another origin, and nothing that is no batch', async () => {
        await using place = await open(flavour);
        const remote = await place.create([place.door.line('a-1-0', request('x'))]);
        const elsewhere = { ...remote, results: ['https://example.org/results'] };
        const error = await failure(place.door.results(elsewhere, () => {}, none));
        assert.equal(error.code, 'origin-refused');
        assert.equal((await failure(place.door.look('batch-99', none))).detail.status, 404);
        for (const line of [undefined, {}, { result: {} }, { response: 1 }, 'x', null]) {
          assert.equal((await failure(refused(() => place.door.read(line)))).code, 'bad-reply');
        }
      });

      it('fails where the transfer of results breaks off', async () => {
        await using place = await open(flavour, { cuts: 1 });
        const remote = await place.create([place.door.line('a-1-0', request('x'))]);
        assert.equal((await failure(place.results(remote.id))).code, 'network');
        assert.equal((await place.results(remote.id)).length, 1);
      });
    });
  }
});

interface Place extends AsyncDisposable {
  readonly door: BatchDoor;
  readonly mock: MockProvider;
  readonly batches: MockBatches;
  create(lines: readonly string[], id?: string): ReturnType<BatchDoor['create']>;
  results(remote: string): Promise<readonly { readonly custom_id?: string }[]>;
}

async function open(
  flavour: Flavour,
  options: MockBatchOptions = {},
  keepBodies = false,
  over: Partial<ModelOpening> = {},
): Promise<Place> {
  const batches = new MockBatches(options);
  const mock = await startMockProvider({ also: batches.answer, keepBodies });
  const kind = builtinBatches.find((one) => one.kind === flavour.kind);
  if (kind === undefined) throw new Error(`no batches of ${flavour.kind}`);
  const quiet = { info: () => {}, warn: () => {} };
  // Where results are comes from the service, which believes to be elsewhere.
  const toItself = toMock(mock.baseUrl);
  const door = kind.open({
    id: `${flavour.kind}/small`,
    name: 'small',
    settings: {
      provider: flavour.kind,
      kind: flavour.kind,
      baseUrl: flavour.baseUrl ?? mock.baseUrl,
      stream: false,
    },
    secret: makeSecret('environment variable CANARY', canaryKey),
    ports: testPorts(toItself, quiet),
    timeouts: { headersMs: 5000, firstContentMs: 5000, idleMs: 5000, attemptMs: 5000 },
    ...over,
  });
  if (flavour.baseUrl !== undefined) options.resultsFrom = new URL(flavour.baseUrl).origin;
  return {
    door,
    mock,
    batches,
    async create(lines, id = 'a-1') {
      const text = lines.map((line) => `${line}\n`).join('');
      const laid: LaidDown = { id, endpoint: door.endpoint(request('x')), lines: text };
      const file = await door.upload?.(id, text, none);
      return door.create({ ...laid, ...(file === undefined ? {} : { file }) }, none);
    },
    async results(remote) {
      const batch = await door.look(remote, none);
      const decoder = new TextDecoder();
      let text = '';
      await door.results(
        batch,
        (piece) => {
          text += decoder.decode(piece, { stream: true });
        },
        none,
      );
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { readonly custom_id?: string });
    },
    [Symbol.asyncDispose]: () => mock[Symbol.asyncDispose](),
  };
}

/** What is thrown at once, as a rejection. */
async function refused<T>(act: () => T): Promise<T> {
  return act();
}
