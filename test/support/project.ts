import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunEvent, RunSummary } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { nodeFs, type NodeFs } from '#core/adapters/nodeFs.ts';
import type { Engine, RunRequest } from '#core/engine.ts';
import type { Timeouts } from '#core/models/model.ts';
import { makeSecret } from '#core/models/secret.ts';
import type { Fetch, Files, Random } from '#core/ports.ts';
import type { Ci } from '#core/ci.ts';
import { createCi } from '#core/runner/createCi.ts';
import { createEngine } from '#core/runner/createEngine.ts';
import type { ReadyRun } from '#core/runner/run.ts';
import type { EngineSetup } from '#core/runner/setup.ts';
import { scorerSetup } from './scorers.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import type { VirtualTime } from './virtualTime.ts';

/** A key that must never be seen anywhere but in a request to its own origin. */
export const canaryKey = 'canary-key/7f3a+9c2e"51d8=4b06';

export interface ProjectOptions {
  /** `http://127.0.0.1:port/v1`. */
  readonly baseUrl: string;
  /** Relative path → text, beside the usual catalogue. */
  readonly files?: Readonly<Record<string, string>>;
  readonly stream?: boolean;
  /** Where the provider `other` is; absent: at the same place. */
  readonly otherUrl?: string;
  /** Absent: real time. */
  readonly time?: VirtualTime;
  /** Absent: the program's own. */
  readonly fetch?: Fetch;
  /** A disk with faults. */
  readonly fs?: NodeFs;
  readonly over?: (files: Files) => Files;
  readonly timeouts?: Timeouts;
  /** Absent: always 0, so that no back-off takes time. */
  readonly random?: Random;
  readonly withCache?: boolean;
  /** Code of the project may be run, programs after a consent. */
  readonly withScorers?: boolean;
}

export interface Project extends AsyncDisposable {
  readonly path: string;
  readonly engine: Engine;
  readonly ci: Ci;
  /** Everything that was logged. */
  readonly logged: readonly string[];
  /** Where replies are cached. */
  readonly cacheFolder: string;
  write(file: string, text: string): Promise<void>;
}

/** USD per million tokens of the test models: a reply of 10 and 5 tokens costs 0.00002 USD. */
export const catalogueText = `version: 1
models:
  - { id: mock/small, status: approved, provider: mock, name: small, price: { input: 1, output: 2 } }
  - { id: mock/large, status: approved, provider: mock, name: large, price: { input: 1, output: 2 } }
  - { id: other/small, status: approved, provider: other, name: small, price: { input: 1, output: 2 } }
  - { id: mock/free, status: approved, provider: mock, name: free }
  - { id: mock/old, status: blocked, provider: mock, name: old, replacement: mock/small }
`;

/** A project in a folder of its own, whose models are all at one mock provider. */
export async function makeProject(options: ProjectOptions): Promise<Project> {
  const folder = await temporaryFolder();
  const home = await temporaryFolder();
  const write = async (file: string, text: string): Promise<void> => {
    const path = join(folder.path, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  };
  await write('assay.models.yml', catalogueText);
  for (const [file, text] of Object.entries(options.files ?? {})) await write(file, text);
  const { time } = options;
  const clock = time?.clock ?? nodeClock;
  const logged: string[] = [];
  const hear = (message: string): void => {
    logged.push(message);
  };
  const fs = options.fs ?? nodeFs;
  const files = nodeFiles(clock, time?.over(fs) ?? fs);
  const cacheFolder = join(folder.path, 'home', 'cache');
  const provider = (name: string, baseUrl: string) => ({
    settings: {
      provider: name,
      kind: 'compatible',
      baseUrl,
      stream: options.stream ?? false,
    },
    needsKey: true,
  });
  const setup: EngineSetup = {
    ports: {
      files: options.over?.(files) ?? files,
      clock,
      log: { info: hear, warn: hear },
      secrets: { get: () => Promise.resolve(makeSecret('test key', canaryKey)) },
      fetch: options.fetch ?? time?.fetch ?? makeNodeFetch(),
      random: options.random ?? (() => 0),
    },
    root: folder.path,
    version: '0.0.0-test',
    providers: new Map([
      ['mock', provider('mock', options.baseUrl)],
      ['other', provider('other', options.otherUrl ?? options.baseUrl)],
    ]),
    ...(options.withCache === true ? { cacheFolder } : {}),
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
    self: { pid: process.pid, host: 'test', isAlive: () => false },
    ...(options.withScorers === true ? { scorers: scorerSetup(home.path) } : {}),
    git: {
      disk: nodeFiles(nodeClock),
      env: { PATH: process.env['PATH'] ?? '', HOME: home.path },
      platform: process.platform,
    },
  };
  const engine = createEngine(setup);
  return {
    path: folder.path,
    engine,
    ci: createCi(setup, engine),
    logged,
    cacheFolder,
    write,
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

export const everything: RunRequest = { files: [], models: [], variants: [], cases: [], tags: [] };

/** A prompt that asks `[[row-n]]` and expects `yes`, over so many cases. */
export function promptOver(cases: number, more = ''): string {
  const rows = Array.from(
    { length: cases },
    (_, row) => `  - { id: row-${row}, question: "[[row-${row}]]", expected: "yes" }`,
  );
  return `name: asked
model: mock/small
modelParameters: { temperature: 0, maxTokens: 20 }
messages:
  - role: user
    content: "Is it so? {{question}}"
testData:
${rows.join('\n')}
evaluators:
  - { name: right, uses: exact-match }
${more}`;
}

export interface Ran {
  readonly summary: RunSummary;
  readonly results: readonly TrialResult[];
}

/** Plans and runs; fails the test where the plan has an error. */
export async function runAll(
  { engine }: Pick<Project, 'engine'>,
  request: Partial<RunRequest> = {},
  control: { readonly stopping?: AbortSignal; readonly signal?: AbortSignal } = {},
): Promise<Ran> {
  const none = new AbortController().signal;
  const { problems, ready } = await engine.plan({ ...everything, cache: 'off', ...request }, none);
  if (ready === undefined) throw new Error(JSON.stringify(problems, undefined, 1));
  return runReady(engine, ready, control);
}

export async function runReady(
  engine: Engine,
  ready: ReadyRun,
  control: {
    readonly stopping?: AbortSignal;
    readonly signal?: AbortSignal;
    readonly hear?: (event: RunEvent) => void;
  } = {},
): Promise<Ran> {
  const none = new AbortController().signal;
  const results: TrialResult[] = [];
  const summary = await engine.run(ready, {
    stopping: control.stopping ?? none,
    signal: control.signal ?? none,
    tell(event) {
      if (event.kind === 'trial-finished') results.push(event.result);
      control.hear?.(event);
    },
  });
  return { summary, results };
}
