import type { RunManifest } from '#protocol/run.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { cutValue, keyPart, longestParam, storable } from './keys.ts';

export interface Params {
  /** As MLflow takes them. */
  readonly short: ReadonlyMap<string, string>;
  /** In full, those that had to be cut. */
  readonly long: Readonly<Record<string, string>>;
}

/** What a candidate was made of. All of it is in the manifest, which is written once: parameters in MLflow cannot be changed. */
export function candidateParams(
  manifest: RunManifest,
  place: number,
  prompt: Prompt | undefined,
): Params {
  const { prompts, candidates, models, options } = manifest;
  const { prompt: promptAt = -1, variant = '', model = '' } = candidates[place] ?? {};
  const copy = prompts[promptAt];
  const entry = models.find(({ id }) => id === model);
  const written = prompt?.variants.find(({ name }) => name === variant);
  const { judge, embedding, maxCostUsd, concurrency, cache, recordings } = options;
  return cutParams([
    ['prompt', copy?.name],
    ['prompt_file', copy?.file],
    ['variant', variant],
    ['model', model],
    ['cases', copy?.cases],
    ['repeats', copy?.repeats],
    ...flat('options', { judge, embedding, maxCostUsd, concurrency, cache, recordings }),
    ...flat('model_parameters', written?.parameters),
    ...flat('response_format', written?.responseFormat?.type),
    ...flat('catalogue', entry),
    ...(prompt?.evaluators ?? []).flatMap(({ name, uses, with: settings, threshold }) => {
      const root = `evaluators/${keyPart(name)}`;
      return [
        [`${root}/uses`, uses] as const,
        ...flat(`${root}/threshold`, threshold),
        ...flat(`${root}/with`, settings),
      ];
    }),
  ]);
}

/** The whole run's. */
export function runParams(manifest: RunManifest): Params {
  const { prompts, candidates, models, options, gate, trials } = manifest;
  return cutParams([
    ['trials', trials],
    ['candidates', candidates.length],
    ['prompts', prompts.map(({ file }) => file).join(', ')],
    ['models', models.map(({ id }) => id).join(', ')],
    ['variants', [...new Set(candidates.map(({ variant }) => variant))].join(', ')],
    ['cases', prompts.reduce((sum, one) => sum + one.cases, 0)],
    ...flat('options', options),
    ...flat('gate', gate),
  ]);
}

type Named = readonly [key: string, value: unknown];

/** The leaves of a value, each under its path; a list of plain values is one leaf. */
function flat(root: string, value: unknown, depth = 0): readonly Named[] {
  if (value === undefined) return [];
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap || depth === 3) return [[root, value]];
  return Object.entries(value).flatMap(([key, part]) =>
    flat(`${root}${depth === 0 ? '/' : '.'}${keyPart(key, 30)}`, part, depth + 1),
  );
}

function cutParams(all: readonly Named[]): Params {
  const short = new Map<string, string>();
  const long: Record<string, string> = {};
  for (const [key, value] of all) {
    if (value === undefined || value === '') continue;
    const whole = storable(typeof value === 'string' ? value : JSON.stringify(value));
    const cut = cutValue(whole, longestParam);
    short.set(key, cut);
    if (cut !== whole) long[key] = whole;
  }
  return { short, long };
}
