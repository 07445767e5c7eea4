import type { TextRange } from '#protocol/problem.ts';
import type { DocumentNode, MapEntry } from '../../documents/node.ts';
import { warningAt } from '../../documents/problems.ts';
import type { ResponseFormat } from '../../models/model.ts';
import type { NamedModel } from '../../prompts/prompt.ts';
import {
  asMap,
  dropping,
  type ForeignFile,
  type KeyReader,
  readKeys,
  scalarText,
} from '../foreignKeys.ts';
import { parameterReaders, type Parameters } from '../foreignParameters.ts';
import { field, textField } from '../promptYml/fields.ts';
import { environmentIn } from '../references.ts';

export interface PromptyModel {
  readonly models: readonly NamedModel[];
  readonly parameters: Parameters;
  readonly responseFormat: ResponseFormat | undefined;
}

const userOnly =
  "Where a model is, and with which key, only the user's own settings say: see the providers.";

/** Everything under `model:`. */
export function readModel(foreign: ForeignFile, entry: MapEntry | undefined): PromptyModel {
  const parameters: Parameters = {};
  const found: { format: ResponseFormat | undefined } = { format: undefined };
  if (entry === undefined) return { models: [], parameters, responseFormat: undefined };
  const { value } = entry;
  if (value.kind === 'scalar') {
    const models = named(foreign, value, 'model', undefined);
    return { models, parameters, responseFormat: undefined };
  }
  const provider = providerOf(value);
  const models: NamedModel[] = [];
  const name: KeyReader = ({ value: node }, path) => {
    const isNew = models.length === 0;
    if (isNew) models.push(...named(foreign, node, path, provider));
    else foreign.report.dropped(path, node.range, 'The model is named twice; the first counts.');
  };
  const drop = dropping(foreign, userOnly);
  const connection: KeyReader = ({ value: node, keyRange }, path) => {
    // A file that it names, or nothing that could name a model.
    if (asMap(node) === undefined) foreign.report.dropped(path, keyRange, userOnly);
    readKeys(foreign, node, path, connectionReaders(foreign, drop, name));
  };
  const response: KeyReader = ({ value: node, keyRange }, path) => {
    found.format = readResponseFormat(foreign, node, path, keyRange);
  };
  const parameterKeys = new Map([
    ...parameterReaders(foreign, parameters),
    ['response_format', response] as const,
    ['responseFormat', response] as const,
  ]);
  const options: KeyReader = ({ value: node }, path) => {
    readKeys(foreign, node, path, parameterKeys);
  };
  const readers = new Map<string, KeyReader>([
    ['id', name],
    ['api', apiReader(foreign)],
    ['apiType', apiReader(foreign)],
    ['provider', providerReader(foreign)],
    ['configuration', connection],
    ['connection', connection],
    ['parameters', options],
    ['options', options],
    ['response', dropping(foreign, 'Replies are always taken as their text.')],
  ]);
  // The model's own name counts before a deployment's.
  readKeys(
    foreign,
    { ...value, entries: ordered(asMap(value)?.entries ?? []) } as DocumentNode,
    'model',
    readers,
  );
  return { models, parameters, responseFormat: found.format };
}

function ordered(entries: readonly MapEntry[]): readonly MapEntry[] {
  return entries.toSorted((a, b) => Number(b.key === 'id') - Number(a.key === 'id'));
}

function connectionReaders(
  foreign: ForeignFile,
  drop: KeyReader,
  name: KeyReader,
): ReadonlyMap<string, KeyReader> {
  const dropped = [
    'azure_endpoint',
    'endpoint',
    'base_url',
    'api_key',
    'apiKey',
    'key',
    'api_version',
    'apiVersion',
    'organization',
    'project',
    'kind',
    'authenticationMode',
    'authority',
    'scopes',
    'usageDescription',
    'target',
    'credential',
  ];
  return new Map<string, KeyReader>([
    ...dropped.map((key): [string, KeyReader] => [key, drop]),
    ['type', providerReader(foreign)],
    ['azure_deployment', name],
    ['deployment', name],
    ['model', name],
    // Of a connection that is only referred to it is the connection's own name.
    ['name', (entry, path) => (isModelName(entry) ? name(entry, path) : drop(entry, path))],
  ]);
}

function isModelName({ value }: MapEntry): boolean {
  return /^(?:gpt|o\d|claude|gemini|llama|mistral|phi)/i.test(scalarText(value) ?? '');
}

function providerReader({ report }: ForeignFile): KeyReader {
  return ({ keyRange }, path) => {
    report.translated(path, keyRange, "It becomes the first part of the model's id.");
  };
}

function apiReader(foreign: ForeignFile): KeyReader {
  return ({ value, keyRange }, path) => {
    const api = scalarText(value)?.toLowerCase();
    if (api === 'chat' || api === undefined) {
      foreign.report.kept(path, keyRange);
      return;
    }
    const isNear = api === 'completion' || api === 'responses';
    const note = isNear
      ? 'It is asked as a conversation.'
      : `Assay evaluates conversations, not "${api}".`;
    foreign.report.tell(path, keyRange, isNear ? 'approximated' : 'dropped', note);
    if (isNear) return;
    const next = 'Evaluate prompts whose model answers with a text.';
    foreign.problems.push(warningAt(foreign.file, value.range, 'api-unsupported', note, next));
  };
}

/** As the catalogue's ids begin. */
const providers: ReadonlyMap<string, string> = new Map([
  ['azure_openai', 'openai'],
  ['azure_openai_beta', 'openai'],
  ['azure', 'openai'],
  ['openai', 'openai'],
  ['anthropic', 'anthropic'],
  ['foundry', 'openai'],
]);

function providerOf(model: DocumentNode): string | undefined {
  const written =
    textField(model, 'provider') ??
    textField(field(model, 'configuration'), 'type') ??
    textField(field(model, 'connection'), 'type');
  return written === undefined ? undefined : (providers.get(written) ?? written);
}

/** A model as the catalogue would call it: `openai/gpt-4o`. */
function named(
  { report, file, problems }: ForeignFile,
  node: DocumentNode,
  path: string,
  provider: string | undefined,
): readonly NamedModel[] {
  const { range } = node;
  const written = scalarText(node);
  if (written === undefined || written === '') {
    report.dropped(path, range, 'It is empty.');
    return [];
  }
  const asked = environmentIn(written);
  const name = asked === undefined ? written : asked.otherwise;
  if (name === undefined || name === '') {
    report.dropped(path, range, 'It is named by the environment, which no prompt may read.');
    const message = 'The model is named by an environment variable, which Assay does not read.';
    const next = `Name the model under \`model\` in a file beside this one, or with --model.`;
    problems.push(warningAt(file, range, 'environment-unread', message, next));
    return [];
  }
  const id = name.includes('/') || provider === undefined ? name : `${provider}/${name}`;
  if (id === written) report.kept(path, range);
  else report.translated(path, range, `The catalogue is asked for \`${id}\`.`);
  return [{ id, range }];
}

/** OpenAI's `response_format`. */
function readResponseFormat(
  { report }: ForeignFile,
  node: DocumentNode,
  path: string,
  keyRange: TextRange,
): ResponseFormat | undefined {
  const type = scalarText(node) ?? textField(node, 'type');
  if (type === 'text' || type === 'json_object') {
    report.translated(path, keyRange, 'It is called `responseFormat` here.');
    return { type };
  }
  const note = 'A schema of the reply is written under `outputs`; this one is not sent.';
  report.dropped(path, keyRange, note);
  return undefined;
}
