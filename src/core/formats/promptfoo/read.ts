import type { EvalCase } from '#protocol/case.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import {
  entryOf,
  nodeAt,
  type DocumentNode,
  type MapEntry,
  type MapNode,
  type ScalarNode,
} from '../../documents/node.ts';
import { errorAt, firstProblems } from '../../documents/problems.ts';
import type { Reading } from '../../documents/reading.ts';
import { decodeSource } from '../../documents/source.ts';
import { givenReplyColumn } from '../../prompts/givenReply.ts';
import type { Evaluator, Prompt } from '../../prompts/prompt.ts';
import type { PromptReader } from '../format.ts';
import { noOtherFiles, type OtherFiles } from '../otherFiles.ts';
import { AssertionMaker } from './assertions.ts';
import { casesOf } from './cases.ts';
import { checked } from './checked.ts';
import { Filler } from './filler.ts';
import { tellKeys } from './keys.ts';
import { nameOf } from './name.ts';
import { readPrompts } from './prompts.ts';
import { readProviders } from './providers.ts';
import { PromptfooReading, readDocument, type Place } from './reading.ts';
import { configKeys, configShape } from './shape.ts';
import { readSuite } from './suite.ts';
import { variantsOf } from './variants.ts';

/** A configuration of promptfoo: prompts, models, tests and what they assert, as one prompt. */
export const promptfooReader: PromptReader = { read: readPromptfoo };

function readPromptfoo(
  bytes: Uint8Array,
  file: string,
  others: OtherFiles = noOtherFiles,
): Reading<Prompt> {
  const source = decodeSource(bytes, file);
  if (source.value === undefined) return { value: undefined, problems: source.problems };
  const document = readDocument(source.value);
  const problems: readonly Problem[] = [...source.problems, ...document.problems];
  const root = document.value;
  if (root === undefined) return { value: undefined, problems };
  if (root.kind !== 'map' || isOther(root)) {
    return { value: undefined, problems: [...problems, otherSchema(root, file)] };
  }
  const reading = new PromptfooReading(file, others);
  const value = promptOf(root, reading);
  return { value, problems: firstProblems(inOrder([...problems, ...reading.problems], file)) };
}

function promptOf(root: MapNode, reading: PromptfooReading): Prompt {
  const { file } = reading;
  checked(configShape, withoutHolders(root, reading), { file }, reading);
  const prompts = readPrompts(nodeAt(root, ['prompts']), keyed(root, 'prompts', file), reading);
  const key = entryOf(root, 'providers') === undefined ? 'targets' : 'providers';
  const providers = readProviders(nodeAt(root, [key]), keyed(root, key, file), reading);
  const tests = readSuite(root, reading);
  const filler = new Filler();
  const maker = new AssertionMaker(reading, filler);
  const cases = casesOf(tests, filler, maker, reading);
  const hasAffixes = tests.some(({ options }) => 'prefix' in options || 'suffix' in options);
  const repeats = tellKeys(root, reading);
  const title = scalarAt(root, ['description']);
  const name = scalarAt(root, ['metadata', 'name']);
  return {
    file,
    name: typeof name === 'string' && name !== '' ? name : nameOf(file),
    ...(typeof title === 'string' ? { description: title } : {}),
    models: unique(providers.map(({ model, range }) => ({ id: model, range }))),
    variants: variantsOf(prompts, providers, hasAffixes),
    cases,
    datasets: [],
    evaluators: evaluatorsOf(cases, maker, keyed(root, 'tests', file)),
    ...(repeats === undefined ? {} : { repeats }),
    alsoRead: maker.hasCode ? namesIn(cases) : [...filler.read, givenReplyColumn],
    fidelity: reading.report.lines(root),
  };
}

function scalarAt(root: MapNode, path: readonly string[]): ScalarNode['value'] | undefined {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' ? node.value : undefined;
}

/** Keys that promptfoo does not know, and that hold what others refer to. */
function withoutHolders(root: MapNode, reading: PromptfooReading): MapNode {
  for (const { key, keyRange } of root.entries.filter(isHolder))
    reading.report.translated(key, keyRange, 'Put where it is referred to.');
  return { ...root, entries: root.entries.filter((entry) => !isHolder(entry)) };
}

function isHolder({ key, holdsAnchors }: MapEntry): boolean {
  return holdsAnchors === true && !configKeys.has(key);
}

function keyed(root: MapNode, key: string, file: string): Place {
  return { file, range: entryOf(root, key)?.value.range ?? fileStart, key };
}

function unique(models: Prompt['models']): Prompt['models'] {
  return models.filter(({ id }, place) => models.findIndex((one) => one.id === id) === place);
}

/** One evaluator looks at what each case demands. */
function evaluatorsOf(
  cases: readonly EvalCase[],
  { judges, embeddings }: AssertionMaker,
  { range }: Place,
): readonly Evaluator[] {
  if (cases.every(({ assertions }) => assertions === undefined)) return [];
  const models = {
    ...(judges.size === 0 ? {} : { judges: [...judges] }),
    ...(embeddings.size === 0 ? {} : { embeddings: [...embeddings] }),
  };
  return [{ name: 'assertions', uses: 'assertions', with: models, range }];
}

function namesIn(cases: readonly EvalCase[]): readonly string[] {
  return [...new Set(cases.flatMap(({ values }) => Object.keys(values)))];
}

/** Keys of which every configuration has one. */
const marks = ['prompts', 'providers', 'targets', 'tests', 'scenarios', 'redteam', 'defaultTest'];

function isOther(root: MapNode): boolean {
  return !root.entries.some(({ key }) => marks.includes(key));
}

function otherSchema(root: DocumentNode, file: string): Problem {
  return errorAt(
    file,
    root.range,
    'other-schema',
    'This is no configuration of promptfoo: it has neither prompts nor providers nor tests.',
    'Write `prompts`, `providers` and `tests`, or give the file another name.',
    marks.join(', '),
  );
}

/** Those of the file itself first, from top to bottom. */
function inOrder(problems: readonly Problem[], file: string): readonly Problem[] {
  const rank = (one: Problem): number => (one.file === file ? 0 : 1);
  return problems.toSorted((one, other) => {
    const { start: a } = one.range;
    const { start: b } = other.range;
    return (
      rank(one) - rank(other) ||
      one.file.localeCompare(other.file) ||
      a.line - b.line ||
      a.column - b.column
    );
  });
}
