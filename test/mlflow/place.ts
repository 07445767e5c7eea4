import { nodeClock } from '#core/adapters/nodeClock.ts';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { thisProcess } from '#core/adapters/thisProcess.ts';
import type { StoredRun } from '#core/engine.ts';
import { openMlflow, type Delivery, type Mlflow } from '#core/mlflow/mlflow.ts';
import { mlflowTerms, type MlflowCredential, type MlflowSource } from '#core/mlflow/terms.ts';
import { makeCliProject, type CliProject } from '#support/cli.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import { makeProject, promptOver, runAll, type Project } from '#support/project.ts';
import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';

export const never: AbortSignal = new AbortController().signal;

/** Who is asked about `[[row-1]]` says no, and yes to everybody else. */
const script = {
  otherwise: {
    reply: { answer: (prompt: string) => (prompt.includes('[[row-1]]') ? 'no' : 'yes') },
  },
};

/** Forty evaluators, each with a setting: more than 100 parameters. */
const evaluators: string = Array.from(
  { length: 40 },
  (_, at) =>
    `  - { name: "part ${at}", uses: contains, with: { value: "${'yesno'.charAt(at % 5)}", ignoreCase: true } }`,
).join('\n');

export const largePrompt: string = promptOver(30, `${evaluators}\n`);

/** A project in this process, with one run that has ended. */
export interface RunPlace extends AsyncDisposable {
  readonly project: Project;
  readonly run: StoredRun;
  open(source: Partial<MlflowSource>, credential?: MlflowCredential): Mlflow;
}

export async function makeRunPlace(prompt: string = promptOver(4)): Promise<RunPlace> {
  const provider: MockProvider = await startMockProvider({ script });
  const project = await makeProject({
    baseUrl: provider.baseUrl,
    files: { 'asked.prompt.yml': prompt },
  });
  await runAll(project, { models: ['mock/small', 'mock/large'] });
  const run = await project.engine.history.find('last');
  assert.ok(run !== undefined);
  return {
    project,
    run,
    open(source, credential) {
      const terms = mlflowTerms([{ foundIn: 'test', ...source }]);
      if (!('value' in terms)) throw new Error(terms.message);
      return openMlflow({
        ports: { files: nodeFiles(nodeClock), clock: nodeClock, fetch: makeNodeFetch() },
        root: project.path,
        history: project.engine.history,
        self: thisProcess,
        terms: terms.value,
        credential: () => Promise.resolve(credential),
      });
    },
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

/** The one family of a run that was pushed. */
export function pushed(delivery: Delivery | undefined) {
  assert.equal(delivery?.kind, 'pushed', JSON.stringify(delivery));
  const [family] = delivery.families;
  assert.ok(family !== undefined);
  return family;
}

/** A project of the built program, whose user names a server. */
export interface CliRunPlace extends AsyncDisposable {
  readonly project: CliProject;
}

export async function makeCliPlace(
  mlflow: string,
  env: Readonly<Record<string, string>> = {},
): Promise<CliRunPlace> {
  const provider = await startMockProvider({ script });
  const project = await makeCliProject({
    baseUrl: provider.baseUrl,
    files: { 'asked.prompt.yml': promptOver(4) },
    env,
  });
  await appendFile(project.config, `mlflow: ${mlflow}\n`);
  return {
    project,
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}
