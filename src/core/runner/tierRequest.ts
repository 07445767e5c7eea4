import type { RunTier } from '#protocol/run.ts';
import type { RunRequest } from '../engine.ts';
import type { Tier } from '../project/tiers.ts';

/** What a tier asks for, as far as the request itself does not say otherwise. */
export function withTier(request: RunRequest, tier: Tier | undefined): RunRequest {
  if (tier === undefined) return request;
  const { repeats, maxCostUsd, cache, recordings, sample, models = [], tags = [] } = tier;
  return {
    ...(repeats === undefined ? {} : { repeats }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    ...(cache === undefined ? {} : { cache }),
    ...(recordings === undefined ? {} : { recordings }),
    ...(sample === undefined ? {} : { sample }),
    ...request,
    models: request.models.length > 0 ? request.models : models,
    tags: request.tags.length > 0 ? request.tags : tags,
  };
}

/** As a run's manifest names it. */
export function tierFacts({ name, level, judges, safety }: Tier): RunTier {
  return { name, level, judges, safety };
}
