import type { ModelEntry } from '#protocol/catalogue.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { PreparedEvaluator } from '../metrics/metric.ts';
import type { Model } from '../models/model.ts';
import { compileConversation } from '../prompts/conversation.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { ScorerSession } from '../scorers/openScorers.ts';
import type { RunFolder } from '../store/runFolder.ts';
import type { OpenModels } from './access.ts';
import { markInforming } from './judgeStates.ts';
import type { PreparedCandidate } from './prepared.ts';
import type { Progress } from './progress.ts';
import type { ReadyRun } from './run.ts';

/** Parts of a run that are all checked. */
export interface RunParts {
  readonly folder: RunFolder;
  readonly manifest: RunManifest;
  /** By the manifest's prompts. */
  readonly prompts: readonly Prompt[];
  readonly evaluators: readonly (readonly PreparedEvaluator[])[];
  /** Judge ids as evaluators name them, with their entries. */
  readonly judges: readonly { readonly id: string; readonly entry: ModelEntry }[];
  readonly models: OpenModels;
  readonly scorers: ScorerSession;
  readonly release: () => Promise<void>;
  readonly before?: Progress;
}

/** How many requests of a judge may wait beside those of the candidates. */
const judgeWorkers = 8;
const usualWorkers = 32;

/** Opens every model once and makes the candidates ready to be asked. */
export function joinRun(parts: RunParts): ReadyRun {
  const { manifest, models, prompts, scorers } = parts;
  const opened = new Map<string, Model>();
  const open = (id: string, pool: 'trials' | 'judges'): Model => {
    const entry = entryOf(manifest, id);
    const source = pool === 'trials' ? models.source : undefined;
    const model =
      opened.get(`${pool} ${id}`) ?? models.run.open(entry, models.accessOf(entry), pool, source);
    opened.set(`${pool} ${id}`, model);
    return model;
  };
  const candidates = manifest.candidates.map((info, index): PreparedCandidate => {
    const variant = prompts[info.prompt]?.variants.find((one) => one.name === info.variant);
    if (variant === undefined) {
      throw new Error(`The prompt of candidate ${index} has no variant ${info.variant}.`);
    }
    return {
      index,
      info,
      promptName: manifest.prompts[info.prompt]?.name ?? '',
      promptFile: manifest.prompts[info.prompt]?.file ?? '',
      account: entryOf(manifest, info.model).provider,
      model: open(info.model, 'trials'),
      conversation: compileConversation(variant),
      parameters: variant.parameters,
      ...(variant.responseFormat === undefined ? {} : { responseFormat: variant.responseFormat }),
      evaluators: markInforming(
        parts.evaluators[info.prompt] ?? [],
        manifest.prompts[info.prompt]?.judges ?? [],
        manifest.gate,
      ),
      repeats: manifest.prompts[info.prompt]?.repeats ?? 1,
    };
  });
  const judges = new Map(parts.judges.map(({ id, entry }) => [id, open(entry.id, 'judges')]));
  return {
    folder: parts.folder,
    manifest,
    candidates,
    judges,
    workers: (account) => workersOf(manifest, account) + (judges.size > 0 ? judgeWorkers : 0),
    spentUsd: () => models.run.budget.spentUsd,
    scorers,
    async finish() {
      await scorers.close();
      return models.finish();
    },
    async release() {
      // A run that is let go without having been started must not keep the process alive.
      models.run.close();
      await scorers.close();
      await parts.release();
    },
    ...(parts.before === undefined ? {} : { before: parts.before }),
  };
}

/** As many workers as requests may be in flight: more would only wait in line. */
function workersOf({ options, models }: RunManifest, account: string): number {
  if (options.concurrency !== undefined) return options.concurrency;
  const limits = models
    .filter((entry) => entry.provider === account)
    .map((entry) => entry.limits?.concurrency ?? 0);
  return Math.max(usualWorkers, ...limits);
}

function entryOf(manifest: RunManifest, id: string): ModelEntry {
  const entry = manifest.models.find((one) => one.id === id);
  if (entry === undefined) throw new Error(`The manifest has no entry of the model ${id}.`);
  return entry;
}
