import type { JsonObject } from '#base/json.ts';
import { isGroup, type AnyAssertion, type CaseAssertions } from '#protocol/assertion.ts';
import type { Evidence, Measured, MetricTools, PrepareContext, Preparation } from '../metric.ts';
import { notApplicable } from '../verdict.ts';
import { demandsOf } from './demands.ts';
import { InnerMetrics } from './innerMetrics.ts';
import { outcomeOf } from './outcome.ts';
import { labelOf, measuredOf, namedMeans, weigh, type Outcome } from './weigh.ts';

/** Scores what each case demands. `models`: those that may be asked. */
export function openAssertions(
  context: PrepareContext,
  models: readonly string[],
): Exclude<Preparation, { readonly faults: unknown }> {
  const inner = new InnerMetrics(context, models);
  return {
    measure(evidence, tools) {
      const { assertions: demanded } = evidence.testCase;
      if (demanded === undefined) return notApplicable('the case demands nothing of its own');
      const parts = partsOf(demanded, { evidence, tools, inner });
      return parts instanceof Promise
        ? parts.then((found) => wholeOf(found, demanded.threshold))
        : wholeOf(parts, demanded.threshold);
    },
    ofCase: (testCase) => demandsOf(testCase, inner),
  };
}

interface Bench {
  readonly evidence: Evidence;
  readonly tools: MetricTools;
  readonly inner: InnerMetrics;
}

type Parts = readonly Outcome[];

/** One after the other: vectors are asked for one at a time within a measurement. */
function partsOf({ assert }: CaseAssertions, bench: Bench): Parts | Promise<Parts> {
  const done: Outcome[] = [];
  for (const [place, one] of assert.entries()) {
    const outcome = partOf(one, bench);
    if (outcome instanceof Promise) return rest(done, outcome, assert.slice(place + 1), bench);
    done.push(outcome);
  }
  return done;
}

async function rest(
  done: Outcome[],
  first: Promise<Outcome>,
  others: readonly AnyAssertion[],
  bench: Bench,
): Promise<Parts> {
  done.push(await first);
  for (const one of others) done.push(await partOf(one, bench));
  return done;
}

function partOf(one: AnyAssertion, bench: Bench): Outcome | Promise<Outcome> {
  if (!isGroup(one)) return outcomeOf(one, bench.evidence, bench.tools, bench.inner);
  const group = (parts: Parts): Outcome => {
    const { name, weight = 1, threshold } = one;
    const result = weigh(parts, threshold);
    return {
      label: labelOf('group', false, name),
      ...(name === undefined ? {} : { name }),
      weight,
      result,
      details: { ...told(result, weight, name), assert: parts.map(({ details }) => details) },
      parts,
    };
  };
  const parts = partsOf(one, bench);
  return parts instanceof Promise ? parts.then(group) : group(parts);
}

function told(result: Outcome['result'], weight: number, name: string | undefined): JsonObject {
  return { ...(name === undefined ? {} : { name }), weight, ...measuredOf(result) };
}

function wholeOf(parts: Parts, threshold: number | undefined): Measured {
  const means = namedMeans(parts);
  return {
    score: measuredOf(weigh(parts, threshold)),
    ...(Object.keys(means).length === 0 ? {} : { statistic: means }),
    details: { assert: parts.map(({ details }) => details) },
  };
}
