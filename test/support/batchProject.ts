import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '#protocol/run.ts';
import { makeCliProject, type CliProject } from './cli.ts';
import { MockBatches, type MockBatchOptions } from './mockBatches.ts';
import { startMockProvider, type MockProvider } from './mockProvider.ts';
import { promptOver } from './project.ts';

/** A project whose models are of two services with batches, and one without. */
export interface BatchProject extends AsyncDisposable {
  readonly project: CliProject;
  readonly mock: MockProvider;
  readonly batches: MockBatches;
  /** The newest run. */
  id(): Promise<string>;
  summary(): Promise<RunSummary>;
}

const catalogue = `version: 1
models:
  - { id: oa/small, status: approved, provider: oa, name: small, price: { input: 1, output: 2 } }
  - { id: oa/large, status: approved, provider: oa, name: large, price: { input: 1, output: 2, batch: 0.25 } }
  - { id: an/small, status: approved, provider: an, name: small, price: { input: 1, output: 2 } }
  - { id: mock/small, status: approved, provider: mock, name: small, price: { input: 1, output: 2 } }
`;

/** A prompt over so many cases; each is asked for the word \`yes\`. */
export function batchPrompt(cases: number, models: string, more = ''): string {
  return promptOver(cases, more).replace('model: mock/small', `model: ${models}`);
}

export async function makeBatchProject(
  prompt: string,
  options: MockBatchOptions = {},
): Promise<BatchProject> {
  const batches = new MockBatches(options);
  const answer = (text: string): string => {
    const outcome = batches.options.outcome?.(text);
    return outcome?.kind === 'reply' ? outcome.text : 'yes';
  };
  const mock = await startMockProvider({
    also: batches.answer,
    script: { otherwise: { reply: { answer } } },
  });
  const project = await makeCliProject({
    baseUrl: mock.baseUrl,
    files: { 'asked.prompt.yml': prompt, 'assay.models.yml': catalogue },
  });
  await project.write(
    '../config.yml',
    `providers:
  oa: { kind: openai, baseUrl: "${mock.baseUrl}", key: { env: MOCK_KEY } }
  an: { kind: anthropic, baseUrl: "${mock.baseUrl}", key: { env: MOCK_KEY } }
  mock: { kind: compatible, baseUrl: "${mock.baseUrl}", key: { env: MOCK_KEY } }
`,
  );
  const id = async (): Promise<string> => (await project.runs()).at(-1) ?? '';
  return {
    project,
    mock,
    batches,
    id,
    async summary() {
      const path = join(project.cwd, '.assay/runs', await id(), 'summary.json');
      return JSON.parse(await readFile(path, 'utf8')) as RunSummary;
    },
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await mock[Symbol.asyncDispose]();
    },
  };
}
