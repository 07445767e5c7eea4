import { posix } from 'node:path';
import type { Problem } from '#protocol/problem.ts';
import { errorAt, firstProblems, problemsInOrder } from '../../documents/problems.ts';
import { decodeSource, type SourceText } from '../../documents/source.ts';
import type { MapNode } from '../../documents/node.ts';
import type { MessageTemplate, NamedModel, Prompt, PromptVariant } from '../../prompts/prompt.ts';
import { trimMessage } from '../../prompts/trimMessage.ts';
import { FidelityReport } from '../fidelity.ts';
import {
  dropping,
  type ForeignFile,
  type KeyReader,
  readKeys,
  scalarText,
} from '../foreignKeys.ts';
import type { PromptReader } from '../format.ts';
import { splitFrontMatter } from '../frontMatter.ts';
import { noOtherFiles } from '../otherFiles.ts';
import { textField } from '../promptYml/fields.ts';
import { sampleCase } from '../sampleCase.ts';
import { readSidecar, withSidecar } from '../sidecar.ts';

/** Plain text: the whole file is one message of the user, with `{{name}}` as in Assay's own files. */
export const textReader: PromptReader = readerOf(false);

/** The same in Markdown, whose head says what Copilot's prompt files say there. */
export const markdownReader: PromptReader = readerOf(true);

function readerOf(hasHead: boolean): PromptReader {
  return {
    read(bytes, file, others = noOtherFiles) {
      const problems: Problem[] = [];
      const source = decodeSource(bytes, file);
      problems.push(...source.problems);
      const prompt = source.value && readText(source.value, hasHead, problems);
      const sidecar = readSidecar(file, others, problems);
      const value = prompt && withSidecar(prompt, sidecar);
      return { value, problems: firstProblems(problemsInOrder(problems, file)) };
    },
  };
}

const rules = { fences: ['---'], mayHaveComments: false } as const;

function readText(source: SourceText, hasHead: boolean, problems: Problem[]): Prompt {
  const { file, text } = source;
  const split = hasHead
    ? splitFrontMatter(source, rules)
    : { root: undefined, problems: [], body: text, bodyStart: 0 };
  problems.push(...split.problems);
  const report = new FidelityReport();
  const { models, description } = readHead(split.root, { file, report, problems });
  const content = trimMessage(split.body, 'space');
  const start = split.bodyStart + Math.max(0, split.body.indexOf(content));
  const range = source.range(start, start + content.length);
  const message: MessageTemplate = { role: 'user', content, range, isVerbatim: true };
  if (content === '')
    problems.push(
      errorAt(file, range, 'no-messages', 'There is no message to send.', 'Write its text.'),
    );
  const messages = content === '' ? [] : [message];
  const variant: PromptVariant = { name: 'base', messages, parameters: {}, range };
  return {
    file,
    name: posix.basename(file).replace(/\.prompt\.(?:txt|md)$/i, ''),
    ...(description === undefined ? {} : { description }),
    models,
    variants: [variant],
    cases: sampleCase(variant, {}, file, 1),
    datasets: [],
    evaluators: [],
    fidelity: report.lines(split.root),
  };
}

function readHead(
  root: MapNode | undefined,
  foreign: ForeignFile,
): { readonly models: readonly NamedModel[]; readonly description: string | undefined } {
  const models: NamedModel[] = [];
  const editor = dropping(foreign, 'It is for the editor that the file was written for.');
  readKeys(
    foreign,
    root,
    '',
    new Map<string, KeyReader>([
      ['description', ({ keyRange }, path) => foreign.report.kept(path, keyRange)],
      [
        'model',
        ({ value, keyRange }, path) => {
          const id = scalarText(value);
          if (id !== undefined && id !== '') models.push({ id, range: value.range });
          foreign.report.kept(path, keyRange);
        },
      ],
      ...['name', 'mode', 'agent', 'tools', 'argument-hint', 'title'].map(
        (key): [string, KeyReader] => [key, editor],
      ),
    ]),
  );
  return { models, description: textField(root, 'description') };
}
