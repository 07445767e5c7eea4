import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { workspacePath } from '../../test/extension/window.ts';

const catalogueText = `version: 1
models:
  - { id: mock/small, status: approved, provider: mock, name: small, price: { input: 1, output: 2 } }
`;

export async function writeWorkspace(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries({ 'assay.models.yml': catalogueText, ...files })) {
    const path = workspacePath(file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** A prompt over a dataset, or over cases that stand in it. */
export function promptText(name: string, below: string): string {
  return `name: ${name}
model: mock/small
modelParameters: { temperature: 0, maxTokens: 20 }
messages:
  - role: user
    content: "Say this again: {{words}}"
evaluators:
  - { name: same, uses: exact-match }
${below}`;
}

export function datasetPrompt(name: string, file: string): string {
  return promptText(name, `datasets:\n  - file: ${file}\n`);
}

/** A case a line, or three lines, with `id`, `words` and `expected`, in each way in which cases can be written. */
export const writings = {
  yaml: {
    head: '',
    row: (id: string) =>
      `- id: ${id}\n  words: the words of ${id}\n  expected: the words of ${id}\n`,
    lines: 3,
  },
  jsonl: {
    head: '',
    row: (id: string) => {
      const words = `the words of ${id}`;
      return `${JSON.stringify({ id, words, expected: words })}\n`;
    },
    lines: 1,
  },
  csv: {
    head: 'id,words,expected\n',
    row: (id: string) => `${id},the words of ${id},the words of ${id}\n`,
    lines: 1,
  },
} as const;
