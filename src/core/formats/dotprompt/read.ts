import { posix } from 'node:path';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { Problem } from '#protocol/problem.ts';
import {
  type DocumentNode,
  type MapEntry,
  type MapNode,
  plainValue,
} from '../../documents/node.ts';
import { errorAt, firstProblems, problemsInOrder, warningAt } from '../../documents/problems.ts';
import { decodeSource, type SourceText } from '../../documents/source.ts';
import type { ResponseFormat } from '../../models/model.ts';
import type { NamedModel, Prompt, PromptVariant } from '../../prompts/prompt.ts';
import { FidelityReport } from '../fidelity.ts';
import {
  dropping,
  type ForeignFile,
  type KeyReader,
  readKeys,
  scalarText,
} from '../foreignKeys.ts';
import { parameterReaders, type Parameters } from '../foreignParameters.ts';
import type { PromptReader } from '../format.ts';
import { type FrontMatter, splitFrontMatter } from '../frontMatter.ts';
import { noOtherFiles, type OtherFiles } from '../otherFiles.ts';
import { field, textField } from '../promptYml/fields.ts';
import { sampleCase } from '../sampleCase.ts';
import { readSidecar, withSidecar } from '../sidecar.ts';
import { messagesOf } from './history.ts';
import { partialsOf, rules } from './partials.ts';
import { optionalFields, type PicoFault, schemaOf } from './picoschema.ts';

/** Google's dotprompt files. */
export const dotpromptReader: PromptReader = {
  read(bytes, file, others = noOtherFiles) {
    const problems: Problem[] = [];
    const source = decodeSource(bytes, file);
    problems.push(...source.problems);
    const prompt = source.value && readDotprompt(source.value, others, problems);
    const sidecar = readSidecar(file, others, problems);
    const value = prompt && withSidecar(prompt, sidecar);
    return { value, problems: firstProblems(problemsInOrder(problems, file)) };
  },
};

function readDotprompt(
  source: SourceText,
  others: OtherFiles,
  problems: Problem[],
): Prompt | undefined {
  const { file } = source;
  const split = splitFrontMatter(source, rules);
  problems.push(...split.problems);
  const refusal = isPlainText(split) ? plainText(source) : undefined;
  if (refusal !== undefined) {
    problems.push(refusal);
    return undefined;
  }
  const report = new FidelityReport();
  const head = readHead(split.root, { file, report, problems });
  const [start, end] = bodyOf(source, split);
  const messages = messagesOf(source, start, end);
  if (messages.length === 0)
    problems.push(
      errorAt(
        file,
        source.range(split.bodyStart, split.bodyStart),
        'no-messages',
        'There is no message to send.',
        'Write the text behind the head of the file.',
      ),
    );
  const { defaults, optional, format, parameters } = head;
  const partials = partialsOf(split.body, file, others);
  const variant: PromptVariant = {
    name: 'base',
    messages,
    parameters,
    ...(format === undefined ? {} : { responseFormat: format }),
    template: {
      language: 'handlebars',
      ...(Object.keys(partials).length === 0 ? {} : { partials }),
      ...(Object.keys(defaults).length === 0 ? {} : { defaults }),
      ...(optional.length === 0 ? {} : { optional }),
    },
    range: source.range(split.bodyStart, split.bodyStart),
  };
  const written = messages.filter(({ thread }) => thread === undefined);
  return {
    file,
    name: head.name ?? nameOf(file),
    ...(head.description === undefined ? {} : { description: head.description }),
    models: head.models,
    variants: [variant],
    cases: sampleCase({ messages: written }, defaults, file, head.defaultsLine),
    datasets: [],
    evaluators: [],
    fidelity: report.lines(split.root),
  };
}

/** Behind a head white space around the text does not count. */
function bodyOf(
  { text }: SourceText,
  { root, bodyStart, body }: FrontMatter,
): readonly [number, number] {
  if (root === undefined) return [bodyStart, text.length];
  const start = bodyStart + body.length - body.trimStart().length;
  return [start, Math.max(start, bodyStart + body.trimEnd().length)];
}

/** The AI Toolkit gives the same ending to files of plain text. */
function isPlainText({ root, body, problems }: FrontMatter): boolean {
  return root === undefined && problems.length === 0 && !body.includes('{{');
}

function plainText(source: SourceText): Problem {
  return errorAt(
    source.file,
    source.range(0, 0),
    'other-schema',
    'This is plain text, as the AI Toolkit writes it, and no dotprompt file: it has neither a head nor a placeholder.',
    'Rename it to end in .prompt.txt, or give it a head between two lines "---".',
    'a dotprompt file: keys between two lines "---", then the text',
  );
}

interface Head {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly models: readonly NamedModel[];
  readonly parameters: Parameters;
  readonly format: ResponseFormat | undefined;
  readonly defaults: JsonObject;
  readonly defaultsLine: number;
  readonly optional: readonly string[];
}

function readHead(root: MapNode | undefined, foreign: ForeignFile): Head {
  const { report } = foreign;
  const parameters: Parameters = {};
  const models: NamedModel[] = [];
  let defaults: JsonObject = {};
  let defaultsLine = 1;
  let optional: readonly string[] = [];
  let format: ResponseFormat | undefined;
  const keep: KeyReader = ({ keyRange }, path) => {
    report.kept(path, keyRange);
  };
  const input = new Map<string, KeyReader>([
    [
      'default',
      ({ value, keyRange }, path) => {
        const held: JsonValue = plainValue(value);
        if (isJsonObject(held)) defaults = held;
        defaultsLine = keyRange.start.line;
        report.kept(path, keyRange);
      },
    ],
    [
      'schema',
      ({ value, keyRange }, path) => {
        optional = optionalFields(value);
        const faults: PicoFault[] = [];
        schemaOf(value, faults);
        tellFaults(foreign, faults);
        const note = 'It says what may be left out; values are not checked by it.';
        report.approximated(path, keyRange, note);
      },
    ],
  ]);
  const parametersKeys = parameterReaders(foreign, parameters);
  const readers = new Map<string, KeyReader>([
    ['name', keep],
    ['description', keep],
    [
      'model',
      ({ value, keyRange }, path) => {
        models.push(...readModel(foreign, value, path, keyRange));
      },
    ],
    ['config', ({ value }, path) => readKeys(foreign, value, path, parametersKeys)],
    ['input', ({ value }, path) => readKeys(foreign, value, path, input)],
    [
      'output',
      (entry) => {
        format = readOutput(foreign, entry, textField(root, 'name') ?? nameOf(foreign.file));
      },
    ],
    ['tools', dropping(foreign, 'Assay sends no tools; the model answers without them.')],
    ['toolDefs', dropping(foreign, 'Assay sends no tools; the model answers without them.')],
    ['metadata', dropping(foreign, 'It is for people.')],
    ['ext', dropping(foreign, 'It is for other programs.')],
    ['raw', dropping(foreign, 'It is for other programs.')],
    ['variant', dropping(foreign, 'The name of the file says which variant it is.')],
    ['version', dropping(foreign, 'It is for people.')],
    ...(root?.entries ?? [])
      .filter(({ key }) => key.includes('.'))
      .map(({ key }): [string, KeyReader] => [key, dropping(foreign, 'It is for other programs.')]),
  ]);
  readKeys(foreign, root, '', readers);
  const description = textField(root, 'description');
  const name = textField(root, 'name');
  return { name, description, models, parameters, format, defaults, defaultsLine, optional };
}

/** As the catalogue's ids begin. */
const providers: ReadonlyMap<string, string> = new Map([
  ['googleai', 'google'],
  ['vertexai', 'google'],
]);

function readModel(
  { report }: ForeignFile,
  node: DocumentNode,
  path: string,
  keyRange: MapEntry['keyRange'],
): readonly NamedModel[] {
  const written = scalarText(node);
  if (written === undefined || written === '') {
    report.dropped(path, keyRange, 'It is empty.');
    return [];
  }
  const slash = written.indexOf('/');
  const provider = providers.get(written.slice(0, Math.max(0, slash)));
  const id = provider === undefined ? written : `${provider}${written.slice(slash)}`;
  if (id === written) report.kept(path, keyRange);
  else report.translated(path, keyRange, `The catalogue is asked for \`${id}\`.`);
  return [{ id, range: node.range }];
}

function readOutput(
  foreign: ForeignFile,
  entry: MapEntry,
  promptName: string,
): ResponseFormat | undefined {
  const { report } = foreign;
  const schema = field(entry.value, 'schema');
  const faults: PicoFault[] = [];
  const made = schema && schemaOf(schema, faults);
  tellFaults(foreign, faults);
  const isJson = textField(entry.value, 'format') === 'json' || made !== undefined;
  readKeys(
    foreign,
    entry.value,
    'output',
    new Map<string, KeyReader>([
      [
        'format',
        ({ keyRange }, path) =>
          report.translated(path, keyRange, 'It is called `responseFormat` here.'),
      ],
      [
        'schema',
        ({ keyRange }, path) => report.translated(path, keyRange, 'It is sent as JSON Schema.'),
      ],
    ]),
  );
  if (made === undefined) return isJson ? { type: 'json_object' } : undefined;
  const name = promptName.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 64);
  return { type: 'json_schema', name: name === '' ? 'reply' : name, strict: false, schema: made };
}

function tellFaults({ file, problems }: ForeignFile, faults: readonly PicoFault[]): void {
  for (const { range, message } of faults) {
    const next = 'Write one of the types of Picoschema, or JSON Schema.';
    const allowed =
      'string, number, integer, boolean, null, any; (array), (object), (enum) behind a field';
    problems.push(warningAt(file, range, 'schema-unread', message, next, allowed));
  }
}

/** `name.variant.prompt` is a prompt of its own, called `name.variant`. */
function nameOf(file: string): string {
  return posix.basename(file).replace(/\.prompt$/i, '');
}
