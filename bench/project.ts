import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import type { ChildOptions } from './child.ts';

/** A folder with one prompt over a dataset of so many cases, and a user's configuration that knows the provider. */
export interface BenchProject extends AsyncDisposable {
  /** Arguments of Node that run the built program here. */
  readonly command: (...args: readonly string[]) => readonly string[];
  readonly surroundings: ChildOptions;
  /** Bytes of everything that the runs until now have left on disk. */
  readonly runBytes: () => Promise<number>;
  readonly forgetRuns: () => Promise<void>;
}

const assay = fileURLToPath(new URL('../dist/assay.cjs', import.meta.url));

const promptText = `name: again
model: bench/small
modelParameters: { temperature: 0, maxTokens: 20 }
messages:
  - role: user
    content: "Say this again:\\n{{words}}"
datasets:
  - file: cases.jsonl
evaluators:
  - { name: same, uses: exact-match }
  - { name: says words, uses: contains, with: { value: the words } }
`;

const catalogueText = `version: 1
models:
  - { id: bench/small, status: approved, provider: bench, name: small, price: { input: 1, output: 2 } }
`;

export async function makeProject(
  baseUrl: string,
  cases: number,
  options: { readonly stream?: boolean } = {},
): Promise<BenchProject> {
  const folder = await temporaryFolder();
  const place = (name: string): string => join(folder.path, name);
  const runs = place('.assay/runs');
  await mkdir(place('home'));
  await writeFile(place('again.prompt.yml'), promptText);
  await writeFile(place('assay.models.yml'), catalogueText);
  await writeFile(place('cases.jsonl'), casesText(cases));
  await writeFile(
    place('home/config.yml'),
    `providers:\n  bench: { kind: compatible, baseUrl: "${baseUrl}", stream: ${options.stream ?? false} }\n`,
  );
  return {
    command: (...args) => [assay, ...args],
    surroundings: {
      cwd: folder.path,
      env: {
        HOME: place('home'),
        ASSAY_CONFIG: place('home/config.yml'),
        XDG_CACHE_HOME: place('home/cache'),
      },
    },
    runBytes: () => bytesBelow(runs),
    forgetRuns: () => rm(runs, { recursive: true, force: true }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function casesText(cases: number): string {
  let text = '';
  for (let row = 0; row < cases; row += 1) {
    const words = `the words of row ${row}`;
    text += `${JSON.stringify({ id: `row-${row}`, words, expected: words })}\n`;
  }
  return text;
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
