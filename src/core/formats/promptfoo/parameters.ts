import type { JsonObject, JsonValue } from '#base/json.ts';
import type { ModelParameters } from '../../models/model.ts';
import { readResponseFormat } from './responseFormat.ts';
import type { Place, PromptfooReading } from './reading.ts';

type Writable = { -readonly [Key in keyof ModelParameters]: ModelParameters[Key] };

const names: Readonly<Record<string, 'temperature' | 'topP' | 'maxTokens' | 'seed'>> = {
  temperature: 'temperature',
  top_p: 'topP',
  topP: 'topP',
  max_tokens: 'maxTokens',
  maxTokens: 'maxTokens',
  max_completion_tokens: 'maxTokens',
  max_output_tokens: 'maxTokens',
  maxOutputTokens: 'maxTokens',
  num_predict: 'maxTokens',
  seed: 'seed',
};

/** A provider's `config`: five parameters are sent, the rest is told. */
export function readParameters(
  config: JsonObject,
  place: Place,
  reading: PromptfooReading,
): ModelParameters {
  const parameters: Writable = {};
  for (const [key, value] of Object.entries(config)) {
    const path = `${place.key}.config.${key}`;
    const name = Object.hasOwn(names, key) ? names[key] : undefined;
    if (name !== undefined && typeof value === 'number') {
      parameters[name] = value;
      const isSame = name === key;
      if (isSame) reading.report.kept(path, place.range);
      else reading.report.translated(path, place.range, `\`${name}\`.`);
    } else if (key === 'stop' || key === 'stop_sequences' || key === 'stopSequences') {
      parameters.stop = stopsOf(value);
      reading.report.translated(path, place.range, '`stop`.');
    } else if (key === 'response_format' && readResponseFormat(value) !== undefined) {
      reading.report.translated(path, place.range, '`responseFormat`.');
    } else tellOther(key, value, path, place, reading);
  }
  return parameters;
}

/** The same as a provider's `config`, in the words that the service is asked in. */
export function configOf(parameters: ModelParameters, service: string): JsonObject {
  const { temperature, topP, maxTokens, seed, stop } = parameters;
  const [top, most, stops] = Object.hasOwn(spellings, service)
    ? (spellings[service] ?? usual)
    : usual;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { [top]: topP }),
    ...(maxTokens === undefined ? {} : { [most]: maxTokens }),
    ...(seed === undefined ? {} : { seed }),
    ...(stop === undefined ? {} : { [stops]: [...stop] }),
  };
}

type Spelling = readonly [topP: string, maxTokens: string, stop: string];

const usual: Spelling = ['top_p', 'max_tokens', 'stop'];

const spellings: Readonly<Record<string, Spelling>> = {
  anthropic: ['top_p', 'max_tokens', 'stop_sequences'],
  google: ['topP', 'maxOutputTokens', 'stopSequences'],
  ollama: ['top_p', 'num_predict', 'stop'],
  vertex: ['topP', 'maxOutputTokens', 'stopSequences'],
};

function stopsOf(value: JsonValue): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return list.filter((one) => typeof one === 'string');
}

function tellOther(
  key: string,
  value: JsonValue,
  path: string,
  place: Place,
  reading: PromptfooReading,
): void {
  const name = key.toLowerCase().replaceAll(/[_-]/g, '');
  const isWritten = typeof value === 'string' && !value.includes('{{') && !value.startsWith('$');
  if (/apikey|accesskey|secret|password|credential/.test(name) && isWritten) {
    reading.tell(
      'error',
      place,
      'key-in-workspace',
      `\`${key}\` puts an API key into a file that others read.`,
      'Remove it, rotate the key, and set the new one in the keychain or the environment.',
    );
  }
  const isEndpoint = /baseurl|host|endpoint|^url$|headers|proxy|organization/.test(name);
  const note = isEndpoint
    ? "Where a provider is, only the user's own settings say."
    : `Assay sends temperature, topP, maxTokens, seed and stop, and no \`${key}\`.`;
  reading.report.dropped(path, place.range, note);
}
