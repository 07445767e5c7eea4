import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { temporaryFolder, type TemporaryFolder } from '#support/temporaryFolder.ts';

interface Output {
  readonly bytes: number;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly entryPoint?: string;
}

interface Packed {
  readonly vsix: string;
  readonly folder: string;
  readonly metafile: { readonly outputs: Readonly<Record<string, Output>> };
}

const tool = '../../tools/package.mts';
const { packExtension } = (await import(tool)) as {
  packExtension: (work: string) => Promise<Packed>;
};

/** Files of a zip archive by their path, unpacked. */
function unzip(archive: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = archive.lastIndexOf('PK\u0005\u0006');
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, nameEnd);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = archive.subarray(start, start + archive.readUInt32LE(at + 20));
    files.set(name, archive.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes));
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

/** A chunk of the bundle; its name changes with what is in it. */
function isPart(name: string): boolean {
  return /^dist\/(?:extension|webview)\/[\w-]+-[0-9A-Z]{8}\.js$/.test(name);
}

/** What VS Code reads before anything of the extension runs: the entry and what it imports statically; and the same of `later`. */
function readAtStart(
  { folder, metafile }: Packed,
  later: readonly string[] = [],
): ReadonlyMap<string, Output> {
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [join(process.cwd(), path), output]),
  );
  const found = new Map<string, Output>();
  const visit = (path: string): void => {
    const output = outputs.get(path);
    if (output === undefined || found.has(path)) return;
    found.set(path, output);
    for (const { path: next, kind } of output.imports) {
      if (kind === 'import-statement') visit(join(process.cwd(), next));
    }
  };
  visit(join(folder, 'dist/extension.js'));
  for (const source of later) {
    const [path] = [...outputs].find(([, one]) => one.entryPoint?.endsWith(source) === true) ?? [];
    assert.ok(path !== undefined, `${source} is not loaded later`);
    visit(path);
  }
  return found;
}

describe('the package of the extension', () => {
  let work: TemporaryFolder;
  let packed: Packed;
  let files: ReadonlyMap<string, Buffer>;

  before(async function packs() {
    // Everything is built once more, which takes ten seconds of a processor that others may want too.
    this.timeout(120_000);
    work = await temporaryFolder();
    packed = await packExtension(work.path);
    files = unzip(await readFile(packed.vsix));
  });

  after(() => work[Symbol.asyncDispose]());

  it('holds what test/fixtures/vsix.txt lists, and parts of the bundle', () => {
    // The packer lowers the name of the two pages, and gives the licence an ending.
    const names = [...files.keys()]
      .filter((name) => name.startsWith('extension/'))
      .map((name) => name.slice('extension/'.length))
      .map((name) => name.replace(/^(?:readme|changelog)(?=\.md$)/, (page) => page.toUpperCase()))
      .map((name) => name.replace('LICENSE.txt', 'LICENSE'));
    assert.deepEqual(
      names.filter((name) => !isPart(name)).toSorted(),
      readFileSync('test/fixtures/vsix.txt', 'utf8').trimEnd().split('\n'),
    );
  });

  it('is at most 2.5 MB', async () => {
    const { size } = await stat(packed.vsix);
    assert.ok(size <= 2_500_000, `${size} bytes`);
  });

  it('holds no source map, no source and no path of the machine it was made on', () => {
    for (const [name, bytes] of files) {
      assert.doesNotMatch(name, /\.(?:map|c?m?ts)$/);
      if (name.endsWith('.png')) continue;
      const text = bytes.toString();
      for (const path of [process.cwd(), homedir(), work.path]) {
        assert.ok(!text.includes(`${path}/`), `${name} holds ${path}`);
      }
      assert.ok(!text.includes('sourceMappingURL=data') && !/sourceMappingURL=\S+\.map/.test(text));
    }
  });

  it('starts with at most 296 KB of script, and without an SDK', () => {
    const start = readAtStart(packed);
    const bytes = [...start.values()].reduce((sum, output) => sum + output.bytes, 0);
    assert.ok(start.size > 0);
    assert.ok(bytes <= 296_000, `${bytes} bytes in ${start.size} files`);
    for (const [path, { inputs }] of start) {
      const sdk = Object.keys(inputs).find((input) =>
        /node_modules\/(?:openai|@anthropic-ai|ajv|re2js)\//.test(input),
      );
      assert.equal(sdk, undefined, relative(packed.folder, path));
    }
  });

  it('starts with few files, since each of them takes time', () => {
    assert.ok(readAtStart(packed).size <= 4);
  });

  it('needs at most 540 KB until every prompt has been read and checked', () => {
    const start = readAtStart(packed, ['language/diagnostics.ts']);
    const bytes = [...start.values()].reduce((sum, output) => sum + output.bytes, 0);
    assert.ok(bytes <= 540_000, `${bytes} bytes in ${start.size} files`);
  });

  it('loads the runner, the providers and the readers of datasets only when they are used', () => {
    const inputs = [...readAtStart(packed, ['language/diagnostics.ts']).values()].flatMap(
      (output) => Object.keys(output.inputs),
    );
    const later =
      /src\/core\/(?:runner\/(?:plan|run)|models\/egress|datasets\/csv|store\/journal)\.ts$/;
    assert.deepEqual(
      inputs.filter(
        (input) => later.test(input) || /node_modules\/(?:csv-parse|picomatch)\//.test(input),
      ),
      [],
    );
  });

  it('has a manifest without what only developers need', () => {
    const manifest = JSON.parse(files.get('extension/package.json')?.toString() ?? '') as object;
    for (const key of ['bin', 'scripts', 'devDependencies', 'dependencies', 'files', 'imports']) {
      assert.ok(!(key in manifest), key);
    }
    assert.ok('main' in manifest && 'contributes' in manifest && 'type' in manifest);
  });

  it('shows no picture and no link that would be broken', () => {
    const readme = files.get('extension/readme.md')?.toString() ?? '';
    const prose = readme.replaceAll(/^```[\s\S]*?^```$/gm, '');
    assert.match(prose, /^# Assay/);
    for (const [, target] of prose.matchAll(/\]\(([^)]*)\)/g))
      assert.match(target!, /^(?:https:|#)/);
    for (const [, source] of prose.matchAll(/<img[^>]*src="([^"]*)"/g))
      assert.match(source!, /^https:/);
  });
});
