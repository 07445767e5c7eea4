import type { DocumentNode, MapEntry } from '../documents/node.ts';
import { quoteFound, warningAt } from '../documents/problems.ts';
import type { ModelParameters } from '../models/model.ts';
import { type ForeignFile, type KeyReader, notSent } from './foreignKeys.ts';

/** What other tools call a parameter → what it is called here. */
const names: ReadonlyMap<string, keyof ModelParameters> = new Map([
  ['max_tokens', 'maxTokens'],
  ['maxTokens', 'maxTokens'],
  ['max_completion_tokens', 'maxTokens'],
  ['max_output_tokens', 'maxTokens'],
  ['maxOutputTokens', 'maxTokens'],
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['topP', 'topP'],
  ['seed', 'seed'],
  ['stop', 'stop'],
  ['stopSequences', 'stop'],
  ['stop_sequences', 'stop'],
]);

const unsent = [
  'frequency_penalty',
  'frequencyPenalty',
  'presence_penalty',
  'presencePenalty',
  'top_k',
  'topK',
  'n',
  'candidateCount',
  'user',
  'stream',
  'logit_bias',
  'logprobs',
  'tools',
  'tool_choice',
  'toolChoice',
  'allowMultipleToolCalls',
  'parallel_tool_calls',
  'version',
  'apiKey',
  'safetySettings',
  'response_modalities',
  'reasoning_effort',
  'additionalProperties',
];

export type Parameters = { -readonly [Key in keyof ModelParameters]: ModelParameters[Key] };

/** Readers of a model's parameters, which put what they find into `parameters`. */
export function parameterReaders(
  foreign: ForeignFile,
  parameters: Parameters,
): ReadonlyMap<string, KeyReader> {
  const sent = [...names].map(([name, ours]): [string, KeyReader] => [
    name,
    (entry, path) => {
      take(foreign, entry, path, ours, parameters);
    },
  ]);
  const left = unsent.map((name): [string, KeyReader] => [
    name,
    ({ keyRange }, path) => {
      foreign.report.dropped(path, keyRange, notSent);
    },
  ]);
  return new Map([...sent, ...left]);
}

function take(
  { file, report, problems }: ForeignFile,
  { key, keyRange, value }: MapEntry,
  path: string,
  name: keyof ModelParameters,
  parameters: Parameters,
): void {
  const isSet = name === 'stop' ? setStop(value, parameters) : setNumber(value, name, parameters);
  if (!isSet) {
    report.dropped(path, keyRange, 'Its value is not of a kind that can be sent.');
    const found = value.kind === 'scalar' ? quoteFound(value.raw) : `a ${value.kind}`;
    const message = `${quoteFound(key)} is ${found}, which cannot be sent; it has no effect.`;
    problems.push(
      warningAt(file, value.range, 'wrong-type', message, 'Write a number, or remove it.'),
    );
  } else if (key === name) report.kept(path, keyRange);
  else report.translated(path, keyRange, `It is called \`${name}\` here.`);
}

function setNumber(
  value: DocumentNode,
  name: Exclude<keyof ModelParameters, 'stop'>,
  parameters: Parameters,
): boolean {
  if (value.kind !== 'scalar' || typeof value.value !== 'number') return false;
  const number = value.value;
  const { least, most, isWhole } = bounds[name];
  if (number < least || number > most || (isWhole && !Number.isInteger(number))) return false;
  parameters[name] = number;
  return true;
}

const bounds = {
  maxTokens: { least: 1, most: Number.MAX_SAFE_INTEGER, isWhole: true },
  temperature: { least: 0, most: 2, isWhole: false },
  topP: { least: 0, most: 1, isWhole: false },
  seed: { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER, isWhole: true },
} as const;

function setStop(value: DocumentNode, parameters: Parameters): boolean {
  const nodes = value.kind === 'list' ? value.items : [value];
  const texts = nodes.flatMap((node) =>
    node.kind === 'scalar' && typeof node.value === 'string' ? [node.value] : [],
  );
  if (texts.length !== nodes.length) return false;
  if (texts.length > 0) parameters.stop = texts;
  return true;
}
