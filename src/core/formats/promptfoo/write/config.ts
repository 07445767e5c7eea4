import { posix } from 'node:path';
import type { JsonObject, JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import { quoteFound } from '../../../documents/problems.ts';
import { printValue } from '../../../prompts/printValue.ts';
import type { Prompt } from '../../../prompts/prompt.ts';
import { templateVariables } from '../../../prompts/template.ts';
import { nunjucksTemplates } from '../../../templates/jinja/jinja.ts';
import { marks } from '../../../templates/marks.ts';
import { nameOf } from '../name.ts';
import { prefixColumn, suffixColumn } from '../variants.ts';
import { writeEvaluator } from './assertions.ts';
import { literal } from './nunjucksText.ts';
import { writeCandidates } from './providers.ts';
import { writeTest } from './tests.ts';
import { type ModelNames, Writing } from './writing.ts';

/** A prompt as a configuration of promptfoo, and what it could not take along. */
export interface WrittenConfig {
  /** What the file is to say, in order. */
  readonly document: JsonObject;
  /** Tests that would make the file too long: lines for a file of this name beside it. */
  readonly tests?: { readonly file: string; readonly text: string };
  /** Sentences. */
  readonly losses: readonly string[];
}

/** More tests than this stand in a file of their own. */
const mostInline = 50;

/** `cases`: those of the file and of its datasets. `file`: where it is going to stand, from the project's root. */
export function writeConfig(
  prompt: Prompt,
  cases: readonly EvalCase[],
  file: string,
  names: ModelNames,
): WrittenConfig {
  const writing = new Writing(names);
  const evaluators = prompt.evaluators
    .filter(({ uses }) => uses !== 'assertions')
    .flatMap((one) => writeEvaluator(one, writing) ?? []);
  // Where each case expects a text, what compares with it stands in one place.
  const isEverywhere = cases.every(({ expected }) => isText(expected));
  const common = evaluators.filter(({ readsExpected }) => isEverywhere || !readsExpected);
  const some = evaluators.filter((one) => !common.includes(one));
  tellPrinted(prompt, cases, writing);
  const tests = cases.map((one) => writeTest(one, some, evaluators.length > 0, writing));
  const isLong = tests.length > mostInline;
  const testsFile = `${posix.basename(file).replace(/(?:\.promptfoo)?\.(?:ya?ml|json)$/i, '')}.tests.jsonl`;
  const base = defaultOf(
    prompt,
    common.map(({ assertion }) => assertion),
  );
  const document: JsonObject = {
    ...(prompt.description === undefined ? {} : { description: prompt.description }),
    ...(prompt.name === nameOf(file) ? {} : { metadata: { name: prompt.name } }),
    ...writeCandidates(prompt, writing),
    ...(Object.keys(base).length === 0 ? {} : { defaultTest: base }),
    ...(tests.length === 0 ? {} : { tests: isLong ? `file://${testsFile}` : tests }),
    ...(prompt.repeats === undefined ? {} : { evaluateOptions: { repeat: prompt.repeats } }),
  };
  const text = tests.map((one) => `${JSON.stringify(one)}\n`).join('');
  return {
    document,
    losses: writing.losses,
    ...(isLong ? { tests: { file: testsFile, text } } : {}),
  };
}

function isText(expected: JsonValue | undefined): boolean {
  return expected !== undefined && typeof expected !== 'object';
}

/** Values that count where a test has none, nothing for what may be left out, and what is asserted of every reply. */
function defaultOf({ variants }: Prompt, assert: readonly JsonObject[]): JsonObject {
  const { defaults = {}, optional = [] } = variants[0]?.template ?? {};
  const vars = Object.fromEntries(
    [
      ...optional.map((name): [string, JsonValue] => [name, '']),
      ...Object.entries(defaults).map(([name, one]): [string, JsonValue] => [name, literal(one)]),
    ].filter(([name]) => name !== prefixColumn && name !== suffixColumn),
  );
  return {
    ...(Object.keys(vars).length === 0 ? {} : { vars }),
    ...(assert.length === 0 ? {} : { assert }),
  };
}

const printed = nunjucksTemplates.compile('{{ value }}', { partials: {}, marks });

/** Values that are no texts read differently in a prompt of promptfoo. */
function tellPrinted(prompt: Prompt, cases: readonly EvalCase[], writing: Writing): void {
  const isOwn = prompt.variants.some(({ template }) => template === undefined);
  if (!isOwn) return;
  const read = new Set(
    prompt.variants.flatMap(({ messages }) =>
      messages.flatMap(({ content }) => templateVariables(content).map(({ name }) => name)),
    ),
  );
  for (const { id, values } of cases)
    for (const [name, value] of Object.entries(values))
      if (read.has(name) && printValue(value) !== printed.render({ value }).text)
        writing.lose(
          `The value ${quoteFound(name)} of the case ${quoteFound(id)} is no text, and promptfoo fills it in another way.`,
        );
}
