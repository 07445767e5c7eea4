import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { readCatalogue } from '#core/catalogue/read.ts';
import { readSuite } from '#core/project/suite.ts';
import { firstCaseOf } from '#extension/running/firstCase.ts';
import {
  prepareRun,
  type Prepared,
  type Preparing,
  type RunProject,
} from '#extension/running/prepareRun.ts';
import type { RunTarget } from '#extension/running/runSessions.ts';
import { catalogueText, makeProject, promptOver, type Project } from './project.ts';

const none = new AbortController().signal;

export interface PreparingBench extends AsyncDisposable {
  readonly project: Project;
  /** What the person was asked. */
  readonly asked: string[];
  requests: number;
  /** What the person says to programs. */
  consents: boolean;
  suiteText: string;
  prepare(change?: Partial<Preparing>, more?: PreparingBench['options']): Promise<Prepared>;
  readonly options?: {
    readonly target?: Partial<RunTarget>;
    readonly origin?: 'person' | 'save';
    readonly signal?: AbortSignal;
  };
  /** Folders of runs. */
  left(): Promise<readonly string[]>;
}

/** A project that asks nobody, and a person who says what the bench holds. */
export async function preparingBench(
  files: Readonly<Record<string, string>> = {},
): Promise<PreparingBench> {
  const asked: string[] = [];
  const project = await makeProject({
    baseUrl: 'http://127.0.0.1:9/v1',
    withScorers: true,
    files: { 'a.prompt.yml': promptOver(3), ...files },
    fetch: () => {
      one.requests += 1;
      return Promise.reject(new Error('Nothing may be asked.'));
    },
  });
  const { engine, path } = project;
  const disk = nodeFiles(nodeClock);
  const one: PreparingBench = {
    project,
    asked,
    requests: 0,
    consents: false,
    suiteText: files['assay.yml'] ?? '',
    prepare(change = {}, { target = {}, origin = 'person', signal = none } = {}) {
      const preparing: Preparing = {
        workspace: { project: (root) => (root === path ? runProject() : undefined) },
        keys: { state: () => Promise.resolve({ kind: 'stored' }) },
        log: { error: () => {}, info: () => {} },
        isTrusted: () => true,
        settings: () => ({ perRunUsd: 1, onSaveUsd: 0.05, cache: 'off' }),
        ask: {
          overBudget(expected, high, limit) {
            asked.push(`over ${limit}: ${String(expected > limit && high >= expected)}`);
            return Promise.resolve(undefined);
          },
          unpriced(models) {
            asked.push(`unpriced ${models.join()}`);
            return Promise.resolve(false);
          },
        },
        askConsent(commands) {
          asked.push(`consent ${commands.map(({ command }) => command.join(' ')).join()}`);
          return Promise.resolve(one.consents);
        },
        configProblems: () => [],
        firstCase: firstCaseOf(disk),
        ...change,
      };
      const whole = { root: path, prompts: [join(path, 'a.prompt.yml')], ...target };
      return prepareRun(preparing, whole, origin, signal);
    },
    left: () => readdir(join(path, '.assay', 'runs')).catch(() => []),
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
  const runProject = (): RunProject => ({
    engine,
    catalogue: readCatalogue(Buffer.from(catalogueText), 'assay.models.yml').value,
    suite: readSuite(Buffer.from(one.suiteText), 'assay.yml').value ?? {
      file: 'assay.yml',
      models: [],
      allowUnpriced: [],
    },
  });
  return one;
}

export async function release(prepared: Prepared): Promise<void> {
  if (prepared.kind === 'ready') await prepared.ready.release();
}
