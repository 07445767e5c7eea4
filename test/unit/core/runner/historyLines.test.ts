import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { History } from '#core/engine.ts';
import { openHistory } from '#core/runner/history.ts';
import { indexPath } from '#core/store/runIndex.ts';
import { sealedJson } from '#core/store/sealed.ts';
import { candidateSummary, runManifest, runSummary } from '#support/summaries.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const first = '01M858VHTA4QX50TDF3RFW2075';
const second = '01M858VHTB4QX50TDF3RFW2075';
const third = '01M858VHTC4QX50TDF3RFW2075';

const idOfNobody = '01ZZZZZZZZZZZZZZZZZZZZZZZZ';

class Place implements AsyncDisposable {
  readonly root: string;
  readonly history: History;
  private readonly folder: AsyncDisposable;

  constructor(folder: AsyncDisposable & { readonly path: string }) {
    this.folder = folder;
    this.root = folder.path;
    this.history = openHistory(nodeFiles(nodeClock), nodeClock, folder.path);
  }

  static async open(): Promise<Place> {
    return new Place(await temporaryFolder());
  }

  get index(): string {
    return indexPath(this.root);
  }

  run(id: string): string {
    return join(this.root, '.assay', 'runs', id);
  }

  /** `passed`: of 48; without it the run has no end. Folders were last changed `ageS` seconds ago. */
  async write(id: string, passed: number | undefined, ageS = 60): Promise<void> {
    await mkdir(this.run(id), { recursive: true });
    await writeFile(join(this.run(id), 'manifest.json'), sealedJson(runManifest({ id })));
    if (passed !== undefined) {
      const candidates = [candidateSummary({ passed })];
      const text = sealedJson(runSummary({ id, candidates }));
      await writeFile(join(this.run(id), 'summary.json'), text);
    }
    await this.touch(id, ageS);
  }

  async touch(id: string, ageS: number): Promise<void> {
    const when = new Date(Date.now() - ageS * 1000);
    await utimes(this.run(id), when, when);
  }

  /** `id passed`, with the id's tenth character. */
  async told(keep = true): Promise<readonly string[]> {
    const lines = await this.history.lines(keep);
    return lines.map(({ id, state, candidates: [one] }) => {
      return `${id.charAt(9)} ${state} ${one?.figures?.passed ?? '-'}`;
    });
  }

  async indexedIds(): Promise<readonly string[]> {
    const [, text = ''] = (await readFile(this.index, 'utf8')).split('\n');
    const runs = JSON.parse(text) as readonly { readonly line: { readonly id: string } }[];
    return runs.map(({ line }) => line.id);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.folder[Symbol.asyncDispose]();
  }
}

describe('the lines of the history', () => {
  it('say of every run, newest first, what its files say', async () => {
    await using place = await Place.open();
    await place.write(first, 40);
    await place.write(second, undefined);
    await mkdir(place.run(third), { recursive: true });
    assert.deepEqual(await place.told(), ['C damaged -', 'B unended -', 'A complete 40']);
    const line = (await place.history.lines(false)).at(-1);
    assert.deepEqual(line, {
      id: first,
      startedAt: '2026-11-23T22:36:00.000Z',
      state: 'complete',
      prompts: [
        {
          file: 'prompts/triage.prompt.yml',
          name: 'triage',
          sha256: 'ab'.repeat(32),
          cases: 48,
          repeats: 1,
        },
      ],
      candidates: [
        {
          prompt: 0,
          variant: runManifest().candidates[0]?.variant,
          model: runManifest().candidates[0]?.model,
          figures: {
            planned: 48,
            errors: 0,
            judged: 48,
            passed: 40,
            interval: { low: 0.86, high: 0.988 },
            costUsd: 0.0123,
            latency: { p50: 812, p95: 2100 },
            metrics: [
              {
                name: 'right queue',
                kind: 'exact-match',
                level: 'case',
                better: 'higher',
                scored: 48,
                notApplicable: 0,
                failed: 0,
                value: 46 / 48,
              },
            ],
          },
        },
      ],
      spentUsd: runSummary().spentUsd,
      gatePasses: runSummary().gate.pass,
    });
  });

  it('are the same from the index, and without it', async () => {
    await using place = await Place.open();
    for (const [id, passed] of [
      [first, 40],
      [second, 41],
    ] as const)
      await place.write(id, passed);
    const without = await place.history.lines(true);
    assert.deepEqual(await place.indexedIds(), [second, first]);
    const from = await place.history.lines(true);
    assert.deepEqual(from, without);
    await rm(place.index);
    assert.deepEqual(await place.history.lines(true), without);
  });

  it('are counted and read one by one without reading the others', async () => {
    await using place = await Place.open();
    await place.write(first, 40);
    await place.write(second, 41);
    assert.equal(await place.history.count(), 2);
    const [one, gone] = await place.history.load([first, idOfNobody]);
    assert.deepEqual([one?.id, one !== undefined && 'value' in one.summary], [first, true]);
    assert.deepEqual(
      gone !== undefined && 'fault' in gone.manifest && gone.manifest.fault,
      'missing',
    );
  });

  it('come from the index for a run that has not changed', async () => {
    await using place = await Place.open();
    await place.write(first, 40);
    await place.told();
    const changed = sealedJson(runSummary({ id: first, candidates: [] }));
    await writeFile(join(place.run(first), 'summary.json'), changed);
    assert.deepEqual(await place.told(), ['A complete 40']);
  });

  it('show a run that was copied in, one that goes on after it ended, and none that was deleted', async () => {
    await using place = await Place.open();
    await using other = await Place.open();
    await place.write(first, 40);
    await place.told();
    await other.write(second, 30);
    await other.told();
    await cp(other.run(second), place.run(second), { recursive: true });
    assert.deepEqual(await place.told(), ['B complete 30', 'A complete 40']);
    await place.write(first, 48, 30);
    assert.deepEqual(await place.told(), ['B complete 30', 'A complete 48']);
    await rm(place.run(second), { recursive: true });
    assert.deepEqual(await place.told(), ['A complete 48']);
    assert.deepEqual(await place.indexedIds(), [first]);
  });

  it('are not kept of a run that has no end, or changed a moment ago', async () => {
    await using place = await Place.open();
    await place.write(first, 40);
    await place.write(second, undefined);
    await place.write(third, 30, 0);
    assert.deepEqual(await place.told(), ['C complete 30', 'B unended -', 'A complete 40']);
    assert.deepEqual(await place.indexedIds(), [first]);
  });

  it('write nothing where nothing is to be kept, or nothing is new', async () => {
    await using place = await Place.open();
    await place.write(first, 40);
    await place.told(false);
    await assert.rejects(stat(place.index), { code: 'ENOENT' });
    await place.told(true);
    const longAgo = new Date(1_000_000_000_000);
    await utimes(place.index, longAgo, longAgo);
    await place.told(true);
    assert.equal((await stat(place.index)).mtimeMs, longAgo.getTime());
  });

  for (const [what, spoil] of [
    ['is cut', (text: string) => text.slice(0, -20)],
    ['has a flipped number', (text: string) => text.replace('40', '47')],
    ['has lost its first line', (text: string) => text.slice(text.indexOf('\n') + 1)],
    ['is its first line alone', (text: string) => text.slice(0, text.indexOf('\n') + 1)],
    ['is of another version', (text: string) => text.replace('"version":2', '"version":9')],
    ['is a list', () => '[]'],
    ['is empty', () => ''],
    ['is no text', () => '\0\0\0'],
  ] as const)
    it(`do without an index that ${what}`, async () => {
      await using place = await Place.open();
      await place.write(first, 40);
      await place.told();
      await writeFile(place.index, spoil(await readFile(place.index, 'utf8')));
      assert.deepEqual(await place.told(), ['A complete 40']);
      assert.deepEqual(await place.indexedIds(), [first]);
    });

  it('do not follow a link to an index elsewhere, and do not write through one', async () => {
    await using place = await Place.open();
    await using elsewhere = await temporaryFolder();
    await place.write(first, 40);
    const target = join(elsewhere.path, 'theirs.json');
    await writeFile(target, 'theirs');
    await symlink(target, place.index);
    assert.deepEqual(await place.told(), ['A complete 40']);
    assert.equal(await readFile(target, 'utf8'), 'theirs');
  });
});
