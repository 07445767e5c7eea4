import { posix } from 'node:path';
import type { JsonObject } from '#base/json.ts';
import type { Problem } from '#protocol/problem.ts';
import { type MapEntry, type MapNode, entryOf } from '../../documents/node.ts';
import { errorAt, firstProblems, problemsInOrder, quoteFound } from '../../documents/problems.ts';
import type { Reading } from '../../documents/reading.ts';
import { decodeSource, type SourceText } from '../../documents/source.ts';
import type { ResponseFormat } from '../../models/model.ts';
import type { Prompt, PromptVariant } from '../../prompts/prompt.ts';
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
import { noOtherFiles, type OtherFiles } from '../otherFiles.ts';
import { field, textField } from '../promptYml/fields.ts';
import { besides } from '../references.ts';
import { sampleCase } from '../sampleCase.ts';
import { readSidecar, withSidecar } from '../sidecar.ts';
import { type PromptyInputs, readInputs, readSample } from './inputs.ts';
import { readBody } from './messages.ts';
import { type PromptyModel, readModel } from './model.ts';
import { schemaOfOutputs } from './outputs.ts';
import { type PromptyVersion, versionOf } from './version.ts';

/** Prompty's files, of 2024 to 2026. */
export const promptyReader: PromptReader = {
  read(bytes, file, others = noOtherFiles) {
    const problems: Problem[] = [];
    const source = decodeSource(bytes, file);
    problems.push(...source.problems);
    const prompt = source.value && readPrompty(source.value, others, problems);
    const sidecar = readSidecar(file, others, problems);
    const value = prompt && withSidecar(prompt, sidecar);
    return {
      value,
      problems: firstProblems(problemsInOrder(problems, file)),
    } satisfies Reading<Prompt>;
  },
};

const rules = { fences: ['---', '+++'], mayHaveComments: false } as const;

function readPrompty(
  source: SourceText,
  others: OtherFiles,
  problems: Problem[],
): Prompt | undefined {
  const { file } = source;
  const { root, problems: found, bodyStart } = splitFrontMatter(source, rules);
  problems.push(...found);
  const report = new FidelityReport();
  const version = versionOf(root);
  const head = readHead(root, { file, report, problems, others }, version, 0);
  const trims = version === 'v2' ? 'lines' : 'space';
  const messages = readBody(
    source,
    bodyStart,
    { threads: head.inputs.threads, trims, isJinja: head.language === 'jinja' },
    problems,
  );
  if (messages.length === 0)
    problems.push(
      errorAt(
        file,
        source.range(bodyStart, bodyStart),
        'no-messages',
        'There is no message to send.',
        'Write the texts behind the head of the file, each after a line like "user:".',
      ),
    );
  const { defaults, optional, samples } = head.inputs;
  const format = head.outputs ?? head.model.responseFormat;
  const variant: PromptVariant = {
    name: 'base',
    messages,
    parameters: head.model.parameters,
    ...(format === undefined ? {} : { responseFormat: format }),
    template: {
      language: head.language,
      ...(Object.keys(defaults).length === 0 ? {} : { defaults }),
      ...(optional.length === 0 ? {} : { optional }),
      trims,
    },
    range: source.range(bodyStart, bodyStart),
  };
  return {
    file,
    name: head.name ?? nameOf(file),
    ...(head.description === undefined ? {} : { description: head.description }),
    models: head.model.models,
    variants: [variant],
    cases: sampleCase(variant, { ...defaults, ...samples }, file, sampleLine(root)),
    datasets: [],
    evaluators: [],
    fidelity: report.lines(root),
  };
}

/** Where the values of the case stand that the file's samples make. */
function sampleLine(root: MapNode | undefined): number {
  const entry = root && (entryOf(root, 'sample') ?? entryOf(root, 'inputs'));
  return entry?.keyRange.start.line ?? 1;
}

/** For keys that have been spoken of already. */
function told(): void {}

interface Head {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly model: PromptyModel;
  readonly inputs: PromptyInputs;
  readonly outputs: ResponseFormat | undefined;
  readonly language: 'jinja' | 'mustache';
}

type Desk = ForeignFile & { readonly others: OtherFiles };

const deepestBase = 5;

function readHead(
  root: MapNode | undefined,
  desk: Desk,
  version: PromptyVersion,
  depth: number,
): Head {
  const entry = (key: string): MapEntry | undefined => root && entryOf(root, key);
  const own = readModel(desk, entry('model'));
  const inputs = readInputs(desk, entry('inputs'));
  const name = textField(root, 'name');
  let sample: JsonObject = {};
  let outputs: ResponseFormat | undefined;
  let language: Head['language'] = 'jinja';
  let base: Head | undefined;
  const keep: KeyReader = ({ keyRange }, path) => {
    desk.report.kept(path, keyRange);
  };
  readKeys(
    desk,
    root,
    '',
    new Map<string, KeyReader>([
      ['name', keep],
      ['description', keep],
      ['model', told],
      ['inputs', told],
      ...noEffect.map((key): [string, KeyReader] => [key, dropping(desk, 'It is for people.')]),
      ['tools', dropping(desk, 'Assay sends no tools; the model answers without them.')],
      [
        'sample',
        (one) => {
          sample = readSample(desk, one);
        },
      ],
      [
        'outputs',
        ({ value, keyRange }, path) => {
          outputs =
            version === 'v1' ? undefined : schemaOfOutputs(value, name ?? nameOf(desk.file));
          if (outputs === undefined) desk.report.dropped(path, keyRange, 'It is for people.');
          else desk.report.translated(path, keyRange, 'It is the JSON Schema of the reply.');
        },
      ],
      [
        'template',
        (one, path) => {
          language = readTemplate(desk, one, path, version);
        },
      ],
      [
        'base',
        (one, path) => {
          base = readBase(desk, one, path, depth);
        },
      ],
    ]),
  );
  const both = { ...inputs, samples: { ...inputs.samples, ...sample } };
  return merged(
    {
      name,
      description: textField(root, 'description'),
      model: own,
      inputs: both,
      outputs,
      language,
    },
    base,
  );
}

const noEffect = ['version', 'authors', 'tags', 'metadata', 'displayName', 'kind'];

/** What a file does not say, it takes over from its base. */
function merged(own: Head, base: Head | undefined): Head {
  if (base === undefined) return own;
  return {
    name: own.name ?? base.name,
    description: own.description ?? base.description,
    model: {
      models: own.model.models.length > 0 ? own.model.models : base.model.models,
      parameters: { ...base.model.parameters, ...own.model.parameters },
      responseFormat: own.model.responseFormat ?? base.model.responseFormat,
    },
    inputs: {
      defaults: { ...base.inputs.defaults, ...own.inputs.defaults },
      samples: { ...base.inputs.samples, ...own.inputs.samples },
      optional: [...base.inputs.optional, ...own.inputs.optional],
      threads: new Set([...base.inputs.threads, ...own.inputs.threads]),
    },
    outputs: own.outputs ?? base.outputs,
    language: own.language,
  };
}

function readBase(
  desk: Desk,
  { value, keyRange }: MapEntry,
  path: string,
  depth: number,
): Head | undefined {
  const { file, report, problems, others } = desk;
  report.translated(path, keyRange, 'What that file says counts where this one says nothing.');
  const name = scalarText(value) ?? '';
  const place = besides(file, name);
  const bytes = place === undefined || depth >= deepestBase ? undefined : others.read(place);
  const source =
    place === undefined || bytes === undefined ? undefined : decodeSource(bytes, place);
  if (place === undefined || source?.value === undefined) {
    const message = `The file ${quoteFound(name)} cannot be read.`;
    const next = 'Name a .prompty file in the folder of this one, or below it.';
    problems.push(errorAt(file, value.range, 'reference-missing', message, next));
    return undefined;
  }
  const { root, problems: found } = splitFrontMatter(source.value, rules);
  problems.push(...found);
  const inner = { file: place, report: new FidelityReport(), problems, others };
  const head = readHead(root, inner, versionOf(root), depth + 1);
  const models = head.model.models.map((model) => ({ file: place, ...model }));
  return { ...head, model: { ...head.model, models } };
}

function readTemplate(
  desk: ForeignFile,
  { value, keyRange }: MapEntry,
  path: string,
  version: PromptyVersion,
): Head['language'] {
  const { report, problems, file } = desk;
  const format = field(value, 'format') ?? field(value, 'type');
  const written = scalarText(value) ?? scalarText(format) ?? textField(format, 'kind') ?? 'jinja2';
  if (value.kind === 'scalar' && version === 'v2') {
    const message = '`template` is a text, and in this version of Prompty it is a map.';
    const next = 'Write `template: { format: { kind: jinja2 }, parser: { kind: prompty } }`.';
    problems.push(errorAt(file, value.range, 'wrong-type', message, next));
  }
  const language = written === 'mustache' || written === 'handlebars' ? 'mustache' : 'jinja';
  if (!['jinja', 'jinja2', 'nunjucks', 'mustache'].includes(written)) {
    const message = `There is no template language ${quoteFound(written)} in Prompty.`;
    const place = (format ?? value).range;
    problems.push(
      errorAt(file, place, 'wrong-value', message, 'Write jinja2 or mustache.', 'jinja2, mustache'),
    );
  }
  report.kept(path, keyRange);
  return language;
}

function nameOf(file: string): string {
  return posix.basename(file).replace(/\.prompty$/i, '');
}
