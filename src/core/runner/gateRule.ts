import type { GateRule } from '#protocol/run.ts';
import type { Suite } from '../project/suite.ts';
import type { Tier } from '../project/tiers.ts';

/**
 * What a run must reach: what its tier says, else what the suite says. Without a rule of its own a project gates as the
 * GitHub Models tool did: everything has to pass.
 */
export function gateRuleOf({ gate }: Pick<Suite, 'gate'>, tier: Tier | undefined): GateRule {
  const written = tier?.gate ?? gate;
  if (written === undefined) return { passRate: 1 };
  const { passRate, metrics = {}, judges, regression, models, tags, labels } = written;
  const rule: GateRule = {
    ...(passRate === undefined ? {} : { passRate }),
    metrics,
    ...(judges === undefined ? {} : { judges }),
    ...(regression === undefined ? {} : { regression }),
    ...(models === undefined ? {} : { models }),
    ...(tags === undefined ? {} : { tags }),
    ...(labels === undefined ? {} : { labels }),
  };
  // What is wanted of judges says nothing of what is to be reached.
  return judges !== undefined && asksNothing(rule) ? { passRate: 1, judges } : rule;
}

/** Whether whatever comes of a run passes. */
export function asksNothing({
  passRate,
  metrics = {},
  regression,
  models,
  tags,
  labels,
}: GateRule): boolean {
  return (
    passRate === undefined &&
    Object.keys(metrics).length === 0 &&
    [regression, models, tags, labels].every((one) => one === undefined)
  );
}
