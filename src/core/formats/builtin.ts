import type { PromptFormat } from './format.ts';
import { lateFormat } from './lateFormat.ts';
import { promptYml } from './promptYml/read.ts';

const promptfoo = lateFormat(
  {
    kind: 'promptfoo',
    endings: ['.promptfoo.yaml', '.promptfoo.yml', '.promptfoo.json'],
    names: ['promptfooconfig.yaml', 'promptfooconfig.yml', 'promptfooconfig.json'],
  },
  async () => (await import('./promptfoo/read.ts')).promptfooReader,
);

const prompty = lateFormat({ kind: 'prompty', endings: ['.prompty'] }, async () => {
  const { promptyReader } = await import('./prompty/read.ts');
  return promptyReader;
});

const dotpromptNames = { kind: 'dotprompt', endings: ['.prompt'], partPrefix: '_' };

const dotprompt = lateFormat(dotpromptNames, async () => {
  const { dotpromptReader } = await import('./dotprompt/read.ts');
  return dotpromptReader;
});

const text = lateFormat({ kind: 'text', endings: ['.prompt.txt'] }, async () => {
  const { textReader } = await import('./plain/read.ts');
  return textReader;
});

const markdown = lateFormat({ kind: 'markdown', endings: ['.prompt.md'] }, async () => {
  const { markdownReader } = await import('./plain/read.ts');
  return markdownReader;
});

const openaiEval = lateFormat(
  { kind: 'openai-eval', endings: ['.openai-eval.json'] },
  async () => (await import('./openaiEval/read.ts')).openaiEvalReader,
);

export const builtinFormats: readonly PromptFormat[] = [
  promptYml,
  prompty,
  dotprompt,
  text,
  markdown,
  promptfoo,
  openaiEval,
];

/** The format of a prompt file, by its name; `undefined` where no format has it. */
export function formatOf(path: string): PromptFormat | undefined {
  const name = path.toLowerCase();
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  return builtinFormats.find(
    ({ names = [], endings, partPrefix }) =>
      names.includes(base) ||
      (endings.some((ending) => base.endsWith(ending)) &&
        (partPrefix === undefined || !base.startsWith(partPrefix))),
  );
}

/** What prompt files are called, for people: `Names that end in .prompt.yml or .prompt.yaml.` */
export function promptNames(): string {
  const endings = builtinFormats.flatMap((format) => format.endings);
  const names = builtinFormats.flatMap((format) => format.names ?? []);
  const ending = `Names that end in ${endings.slice(0, -1).join(', ')} or ${endings.at(-1) ?? ''}`;
  return names.length === 0 ? `${ending}.` : `${ending}, and ${names.join(', ')}.`;
}

/** What prompt files are called, as patterns of file names: `*.prompt.yml`. */
export const promptPatterns: readonly string[] = builtinFormats.flatMap(
  ({ endings, names = [] }) => [...endings.map((ending) => `*${ending}`), ...names],
);
