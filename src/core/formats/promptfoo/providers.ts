import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { TextRange } from '#protocol/problem.ts';
import { plainValue, type DocumentNode } from '../../documents/node.ts';
import { quoteFound } from '../../documents/problems.ts';
import type { ModelParameters, ResponseFormat } from '../../models/model.ts';
import { modelOf } from './modelIds.ts';
import { readParameters } from './parameters.ts';
import { readResponseFormat } from './responseFormat.ts';
import { below, type Place, type PromptfooReading } from './reading.ts';

/** A model that the configuration asks, with what it says of it. */
export interface FoundProvider {
  /** An id of the catalogue. */
  readonly model: string;
  readonly label: string | undefined;
  readonly parameters: ModelParameters;
  readonly responseFormat: ResponseFormat | undefined;
  /** Only these prompts, by their labels. */
  readonly prompts: readonly string[] | undefined;
  readonly range: TextRange;
}

/** Providers in the order of the file; what cannot be asked is told and left out. */
export function readProviders(
  node: DocumentNode | undefined,
  place: Place,
  reading: PromptfooReading,
): readonly FoundProvider[] {
  if (node === undefined) return [];
  if (!place.key.endsWith(']')) {
    reading.report.translated(
      place.key,
      place.range,
      'Ids of the catalogue, with their parameters.',
    );
  }
  if (node.kind === 'list') {
    return node.items.flatMap((item, index) => oneOf(item, below(place, index, node), reading));
  }
  return oneOf(node, place, reading);
}

function oneOf(
  node: DocumentNode,
  place: Place,
  reading: PromptfooReading,
): readonly FoundProvider[] {
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') return [];
    const { value } = node;
    if (/^file:\/\/.*\.(?:ya?ml|json)$/i.test(value)) {
      const path = reading.path(value);
      const found = reading.document(path, place);
      return readProviders(found, { ...place, file: path, range: place.range }, reading);
    }
    return made(value, {}, place, reading);
  }
  const value = plainValue(node);
  if (!isJsonObject(value)) return [];
  if (typeof value['id'] === 'string') return made(value['id'], value, place, reading);
  // `- openai:gpt-5-mini: { config: … }`
  return Object.entries(value).flatMap(([id, options]) =>
    made(id, isJsonObject(options) ? options : {}, place, reading),
  );
}

function made(
  id: string,
  options: JsonObject,
  place: Place,
  reading: PromptfooReading,
): readonly FoundProvider[] {
  const found = modelOf(id);
  if (found.kind === 'external') {
    reading.tell(
      'warning',
      place,
      'provider-external',
      `${quoteFound(id)} ${found.why}, so it is not asked.`,
      'Name an approved model with `--model`, or in the file.',
    );
    reading.report.dropped(place.key, place.range, `${id} ${found.why}.`);
    return [];
  }
  checkOptions(options, place, reading);
  const { label, config: written, prompts } = options;
  const config = isJsonObject(written) ? written : {};
  reading.report.translated(place.key, place.range, `The model ${found.id} of the catalogue.`);
  return [
    {
      model: found.id,
      label: typeof label === 'string' ? label : undefined,
      parameters: readParameters(config, place, reading),
      responseFormat: readResponseFormat(config['response_format']),
      prompts: Array.isArray(prompts) ? texts(prompts as readonly JsonValue[]) : undefined,
      range: place.range,
    },
  ];
}

const known = new Set(['id', 'label', 'config', 'prompts', 'env', 'delay', 'inputs']);

function checkOptions(options: JsonObject, place: Place, reading: PromptfooReading): void {
  for (const key of Object.keys(options)) {
    if (key === 'transform') {
      reading.tell(
        'warning',
        place,
        'transform-unsupported',
        'The `transform` of this provider is not applied: assertions look at the reply as it came.',
        'Ask for the form in the prompt, or look at it in a script of your own.',
      );
      reading.report.dropped(`${place.key}.transform`, place.range, 'It is not run.');
    } else if (key === 'env' || key === 'delay' || key === 'inputs') {
      reading.report.dropped(
        `${place.key}.${key}`,
        place.range,
        'Keys, addresses and pace are your own settings.',
      );
    } else if (!known.has(key)) {
      reading.tell(
        'error',
        place,
        'unknown-key',
        `${quoteFound(key)} is no key of a provider; promptfoo leaves it out without a word.`,
        'Rename or remove it.',
        [...known].join(', '),
      );
    }
  }
}

function texts(values: readonly JsonValue[]): readonly string[] {
  return values.filter((one) => typeof one === 'string');
}
