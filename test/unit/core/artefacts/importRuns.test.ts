import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { moveFolder } from '#core/adapters/moveFolder.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { ArtefactError } from '#core/artefacts/artefact.ts';
import { importRuns, type ImportedRuns } from '#core/artefacts/importRuns.ts';
import { sealedJson } from '#core/store/sealed.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { makeProject, promptOver, runAll } from '#support/project.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import { makeZip, type ZipEntry } from '#support/zip.ts';

const runFiles = ['manifest.json', 'cases.jsonl', 'journal.jsonl', 'summary.json'] as const;

/** The folder of a run that was made elsewhere. */
let folder = '';
let made: AsyncDisposable | undefined;

before(async () => {
  await using provider = await startMockProvider({
    script: { otherwise: { reply: { answer: { text: 'yes' } } } },
  });
  const project = await makeProject({
    baseUrl: provider.baseUrl,
    files: { 'asked.prompt.yml': promptOver(3) },
  });
  made = project;
  const { summary } = await runAll(project);
  folder = join(project.path, '.assay', 'runs', summary.id);
});

after(() => made?.[Symbol.asyncDispose]());

/** That run, and a project that knows nothing of it. */
async function elsewhere() {
  const own = await temporaryFolder();
  const place = await temporaryFolder();
  const id = basename(folder);
  const texts = await Promise.all(runFiles.map((name) => readFile(join(folder, name), 'utf8')));
  const root = own.path;
  const desk = {
    files: nodeFiles(nodeClock),
    clock: nodeClock,
    random: () => 0.5,
    root,
    move: moveFolder,
  };
  const never = new AbortController().signal;
  const zip = join(place.path, 'assay-runs-merge.zip');
  return {
    id,
    folder,
    root,
    place: place.path,
    runs: join(root, '.assay', 'runs'),
    entries: (top = '', change: Partial<Record<(typeof runFiles)[number], string>> = {}) =>
      runFiles.map((name, at): ZipEntry => {
        return { name: `${top}${id}/${name}`, content: change[name] ?? texts[at] ?? '' };
      }),
    take: (path: string, signal = never): Promise<ImportedRuns> => importRuns(desk, path, signal),
    async takeZip(entries: readonly ZipEntry[]): Promise<ImportedRuns> {
      await writeFile(zip, makeZip(entries));
      return importRuns(desk, zip, never);
    },
    text: (name: (typeof runFiles)[number]) => texts[runFiles.indexOf(name)] ?? '',
    async [Symbol.asyncDispose]() {
      await own[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function fault(taking: Promise<unknown>): Promise<string> {
  try {
    await taking;
  } catch (error) {
    if (error instanceof ArtefactError) return error.code;
    throw error;
  }
  return 'taken';
}

describe('taking in the runs of an artefact', () => {
  it('copies the run of a zip to the byte, with what is beside it left out', async () => {
    await using far = await elsewhere();
    const taken = await far.takeZip([
      { name: 'assay-report/report.html', content: '<p>' },
      { name: '.assay/runs/', content: '', mode: 0o040755 },
      ...far.entries('.assay/runs/'),
      { name: `.assay/runs/${far.id}/lock`, content: '{}' },
    ]);
    assert.deepEqual(taken, { runs: [{ id: far.id, isNew: true }], others: 2 });
    assert.deepEqual(await readdir(far.runs), [far.id]);
    assert.deepEqual((await readdir(join(far.runs, far.id))).toSorted(), runFiles.toSorted());
    for (const name of runFiles) {
      assert.equal(await readFile(join(far.runs, far.id, name), 'utf8'), far.text(name));
    }
    assert.match(await readFile(join(far.root, '.assay', '.gitignore'), 'utf8'), /^runs\/$/m);
  });

  it('takes the folder that a zip was unpacked into, and the folder of one run', async () => {
    await using far = await elsewhere();
    await cp(far.folder, join(far.place, 'assay-runs-merge', far.id), { recursive: true });
    const expected = { runs: [{ id: far.id, isNew: true }], others: 0 };
    assert.deepEqual(await far.take(far.place), expected);
    await using other = await elsewhere();
    const only = await other.take(other.folder);
    assert.deepEqual(only.runs, [{ id: other.id, isNew: true }]);
  });

  it('leaves a run that is there as it is', async () => {
    await using far = await elsewhere();
    await mkdir(join(far.runs, far.id), { recursive: true });
    await writeFile(join(far.runs, far.id, 'mine'), 'mine');
    const taken = await far.takeZip(far.entries());
    assert.deepEqual(taken.runs, [{ id: far.id, isNew: false }]);
    assert.deepEqual(await readdir(join(far.runs, far.id)), ['mine']);
    assert.deepEqual(await readdir(far.runs), [far.id]);
  });

  it('takes a run that was cut off, which has no summary', async () => {
    await using far = await elsewhere();
    const cut = far.entries().filter(({ name }) => !name.endsWith('summary.json'));
    assert.deepEqual((await far.takeZip(cut)).runs, [{ id: far.id, isNew: true }]);
  });

  const hostile: readonly [string, (id: string) => Partial<ZipEntry> & { name: string }, string][] =
    [
      ['a way up', () => ({ name: '../../evil' }), 'unsafe-name'],
      ['a way up in the middle', (id) => ({ name: `${id}/../../x` }), 'unsafe-name'],
      ['an absolute path', () => ({ name: '/etc/cron.d/x' }), 'unsafe-name'],
      ['a drive', () => ({ name: 'C:/x' }), 'unsafe-name'],
      ['a backslash', () => ({ name: '..\\x' }), 'unsafe-name'],
      ['a second stream of a file', () => ({ name: 'report.html:x' }), 'unsafe-name'],
      ['a link', () => ({ name: 'link', mode: 0o120777 }), 'link'],
      ['a link among the files of a run', (id) => ({ name: `${id}/lock`, mode: 0o120777 }), 'link'],
      ['a program among the files of a run', (id) => ({ name: `${id}/run.sh` }), 'not-a-run'],
      ['a folder below a run', (id) => ({ name: `${id}/a/manifest.json` }), 'not-a-run'],
      ['the same file twice', (id) => ({ name: `${id}/cases.jsonl` }), 'not-a-run'],
      ['the same run in two places', (id) => ({ name: `b/${id}/cases.jsonl` }), 'not-a-run'],
      ['a password', () => ({ name: 'x', flags: 0x801 }), 'encrypted'],
      [
        'a file that grows by a thousand',
        () => ({ name: 'x', content: '0'.repeat(4e6) }),
        'too-large',
      ],
      ['more bytes than a disk is for', () => ({ name: 'x', claimed: 0xf0000000 }), 'too-large'],
    ];
  for (const [what, entry, code] of hostile) {
    it(`takes nothing from a zip with ${what}`, async () => {
      await using far = await elsewhere();
      const odd = { content: 'x', ...entry(far.id) };
      assert.equal(await fault(far.takeZip([...far.entries(), odd])), code);
      assert.deepEqual(await readdir(far.root), []);
    });
  }

  it('takes nothing where a file is more or less than the zip says of it', async () => {
    await using far = await elsewhere();
    const [manifest, ...rest] = far.entries();
    assert.ok(manifest);
    for (const lie of [{ claimed: 10 }, { claimed: 1e6 }, { crc: 1 }]) {
      assert.equal(await fault(far.takeZip([{ ...manifest, ...lie }, ...rest])), 'damaged');
    }
    assert.deepEqual(await readdir(far.runs), []);
  });

  it('takes nothing where the files of a run are not what Assay wrote', async () => {
    await using far = await elsewhere();
    const other = '01K9ZZZZZZZZZZZZZZZZZZZZZZ';
    const text = far.text('manifest.json');
    const { _crc: _, ...manifest } = JSON.parse(text) as Record<string, unknown>;
    const damages = {
      'a flipped byte': { 'manifest.json': text.replace('"trials": 3', '"trials": 4') },
      'another shape': { 'manifest.json': sealedJson({ ...manifest, prompts: 'x' }) },
      'the manifest of another run': { 'manifest.json': sealedJson({ ...manifest, id: other }) },
      'a newer format': { 'manifest.json': sealedJson({ ...manifest, version: 2 }) },
      'a torn summary': { 'summary.json': far.text('summary.json').slice(0, -9) },
      'no text': { 'cases.jsonl': '\u0000' },
    };
    for (const [what, change] of Object.entries(damages)) {
      const entries = far.entries('', change).map((one) => {
        const isBinary = one.content === '\u0000';
        return isBinary ? { ...one, content: Uint8Array.of(0xff, 0xfe, 0xfd) } : one;
      });
      assert.equal(await fault(far.takeZip(entries)), 'not-a-run', what);
    }
    const without = far.entries().filter(({ name }) => !name.endsWith('journal.jsonl'));
    assert.equal(await fault(far.takeZip(without)), 'not-a-run');
    assert.equal(await fault(far.takeZip([{ name: 'a.txt', content: 'x' }])), 'no-runs');
    assert.deepEqual(await readdir(far.runs), []);
  });

  it('takes nothing from a folder with a link, nor from what is neither zip nor folder', async () => {
    await using far = await elsewhere();
    await symlink(far.folder, join(far.place, far.id));
    assert.equal(await fault(far.take(far.place)), 'link');
    await writeFile(join(far.place, 'x.zip'), 'no zip');
    assert.equal(await fault(far.take(join(far.place, 'x.zip'))), 'no-zip');
    await writeFile(join(far.place, 'y.zip'), makeZip(far.entries()).subarray(0, 900));
    assert.equal(await fault(far.take(join(far.place, 'y.zip'))), 'damaged');
    assert.equal(await fault(far.take(join(far.place, 'none.zip'))), 'missing');
    assert.deepEqual(await readdir(far.root), []);
  });

  it('leaves nothing behind where it is stopped, and clears up after one that was killed', async () => {
    await using far = await elsewhere();
    const stopped = AbortSignal.abort(new Error('stopped'));
    await cp(far.folder, join(far.place, far.id), { recursive: true });
    await assert.rejects(far.take(far.place, stopped), /stopped/);
    const left = join(far.runs, '.import-old');
    await mkdir(left, { recursive: true });
    await utimes(left, 1, 1);
    await mkdir(join(far.runs, '.import-new'));
    await far.take(far.place);
    assert.deepEqual((await readdir(far.runs)).toSorted(), ['.import-new', far.id]);
  });

  it('writes nothing where the folder of the runs is a link', async () => {
    await using far = await elsewhere();
    await mkdir(join(far.root, '.assay'));
    await symlink(far.place, far.runs);
    await assert.rejects(far.takeZip(far.entries()), /reached through a link/);
    assert.deepEqual(await readdir(far.place), ['assay-runs-merge.zip']);
  });
});
