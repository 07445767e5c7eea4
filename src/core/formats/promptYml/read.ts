import type { Problem } from '#protocol/problem.ts';
import type { Prompt } from '../../prompts/prompt.ts';
import type { DocumentNode, MapNode } from '../../documents/node.ts';
import { errorAt, firstProblems, problemsInOrder } from '../../documents/problems.ts';
import type { Reading } from '../../documents/reading.ts';
import { readShape } from '../../documents/shape.ts';
import { decodeSource, type SourceText } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import { YamlPieces } from '../../documents/yamlPieces.ts';
import type { PromptFormat } from '../format.ts';
import { readCases } from './cases.ts';
import { readEvaluators } from './evaluators.ts';
import { field, textField } from './fields.ts';
import { repeatsOf } from './repeats.ts';
import { readDatasets, readModels } from './references.ts';
import { setAside } from './setAside.ts';
import { promptFileShape } from './shape.ts';
import { readVariants } from './variants.ts';

/** GitHub Models' prompt files and Assay's superset of them. */
export const promptYml: PromptFormat = {
  kind: 'prompt-yml',
  endings: ['.prompt.yml', '.prompt.yaml'],
  read: (bytes, file) => readPromptYml(bytes, file, readYaml),
  openReader() {
    const pieces = new YamlPieces();
    const readDocument: ReadDocument = (source) => {
      const value = pieces.read(source, 'testData');
      return value === undefined ? readYaml(source) : { value, problems: [] };
    };
    return (bytes, file) => readPromptYml(bytes, file, readDocument);
  },
};

type ReadDocument = (source: SourceText) => Reading<DocumentNode>;

function readPromptYml(
  bytes: Uint8Array,
  file: string,
  readDocument: ReadDocument,
): Reading<Prompt> {
  const source = decodeSource(bytes, file);
  if (source.value === undefined) return { value: undefined, problems: source.problems };
  const document = readDocument(source.value);
  const problems = [...source.problems, ...document.problems];
  const root = document.value;
  if (root === undefined) return { value: undefined, problems };
  const { value, problems: found } = readRoot(root, source.value);
  return { value, problems: firstProblems(problemsInOrder([...problems, ...found])) };
}

function readRoot(root: DocumentNode, source: SourceText): Reading<Prompt> {
  const { file } = source;
  if (root.kind === 'map') {
    const refusal = otherSchema(root, file);
    if (refusal !== undefined) return { value: undefined, problems: [refusal] };
  }
  const kept = root.kind === 'map' ? setAside(root, file) : { root, problems: [] };
  const problems: Problem[] = [...kept.problems];
  problems.push(...readShape(promptFileShape, kept.root, file).problems);
  const value = kept.root.kind === 'map' ? makePrompt(kept.root, source, problems) : undefined;
  return { value, problems };
}

/** A file of another tool that happens to have the same ending. */
function otherSchema(root: MapNode, file: string): Problem | undefined {
  if (root.entries.some((entry) => entry.key === 'messages')) return undefined;
  const foreign = root.entries.find((entry) => foreignKeys.has(entry.key));
  if (foreign === undefined) return undefined;
  return errorAt(
    file,
    foreign.keyRange,
    'other-schema',
    `This is a file of another kind: it has \`${foreign.key}\`, and no \`messages\`.`,
    'Write the prompt as `messages`, or give the file another ending.',
    'a prompt file has `messages`, a list of `role` and `content`',
  );
}

const foreignKeys = new Set([
  'prompt',
  'prompts',
  'cases',
  'tests',
  'providers',
  'scenarios',
  'inputs',
  'sample',
  'steps',
]);

function makePrompt(root: MapNode, source: SourceText, problems: Problem[]): Prompt {
  const { file } = source;
  const name = textField(root, 'name') ?? nameOf(file);
  const description = textField(root, 'description');
  return {
    file,
    name,
    ...(description === undefined ? {} : { description }),
    models: readModels(root),
    variants: readVariants(root, name, source, problems),
    cases: readCases(field(root, 'testData'), file, problems),
    datasets: readDatasets(root),
    evaluators: readEvaluators(field(root, 'evaluators'), file, problems),
    ...repeatsOf(root),
  };
}

/** The file's name without folders and ending. */
function nameOf(file: string): string {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const ending = promptYml.endings.find((one) => base.toLowerCase().endsWith(one));
  return ending === undefined || base.length === ending.length
    ? base
    : base.slice(0, -ending.length);
}
