import { readCatalogue } from '#core/catalogue/read.ts';
import type { AuthoringScene } from '#core/authoring/completion.ts';
import { columnsInFile, columnsOf } from '#core/authoring/columns.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import { makeSource } from '#core/documents/source.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { builtinMetrics } from '#core/metrics/builtin.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import type { Catalogue } from '#protocol/catalogue.ts';

export const today = '2026-11-01';

export const catalogueText = `version: 1
models:
  - id: old/one
    status: deprecated
    provider: openai
    name: one
    replacement: openai/mini
  - id: openai/mini
    status: approved
    provider: openai
    name: mini-1
    price: { input: 0.25, cachedInput: 0.025, output: 2, asOf: 2026-10-01 }
    context: 400000
    limits: { requestsPerMinute: 500 }
    retires: 2027-06-30
    suits:
      - { useCase: classification, rating: recommended, why: cheap }
  - id: try/this
    status: trial
    provider: openai
    name: this
  - id: forbidden/thing
    status: blocked
    provider: openai
    name: bad
  - id: gone/one
    status: approved
    provider: openai
    name: gone
    retires: 2026-01-01
  - id: num/vectors
    status: approved
    task: embedding
    provider: num
    name: vectors
`;

export function catalogue(): Catalogue {
  const { value } = readCatalogue(new TextEncoder().encode(catalogueText), 'assay.models.yml');
  if (value === undefined) throw new Error('The catalogue is broken.');
  return value;
}

export function readPrompt(text: string): Prompt {
  const { value } = promptYml.read(new TextEncoder().encode(text), 'p/a.prompt.yml');
  if (value === undefined) throw new Error('The prompt cannot be read.');
  return value;
}

/** A case of a file, or of the prompt where no file is named. */
export function outlined(
  values: OutlinedCase['testCase']['values'],
  file = 'p/a.prompt.yml',
  line = 1,
): OutlinedCase {
  const testCase = { id: `${file}:${line}`, values, tags: [], source: { file, line } };
  return { testCase, firstLine: line, lastLine: line, isNamed: false };
}

/** A scene around the `¦` of a text. */
export function sceneOf(marked: string, cases: readonly OutlinedCase[] = []): AuthoringScene {
  const text = marked.replace('¦', '');
  return {
    text,
    at: makeSource('', text).position(marked.indexOf('¦')),
    catalogue: catalogue(),
    suite: { file: 'assay.yml', models: [], allowUnpriced: [] },
    metrics: builtinMetrics,
    today,
    columns: columnsOf(cases),
    datasetFiles: ['data/tickets.jsonl'],
    columnsOfDataset(index) {
      const prompt = readPrompt(text);
      const reference = prompt.datasets[index];
      return reference === undefined ? [] : columnsInFile(prompt, reference, cases);
    },
  };
}
