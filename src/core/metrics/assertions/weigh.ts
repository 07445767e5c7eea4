import type { JsonObject } from '#base/json.ts';
import { quoteFound } from '../../documents/problems.ts';
import type { Measured } from '../metric.ts';

/** What came of one assertion, or of a group of them. */
export interface Outcome {
  /** How people are told of it: the kind of metric, `not` before it, or its name. */
  readonly label: string;
  readonly name?: string;
  readonly weight: number;
  readonly result:
    | {
        readonly kind: 'scored';
        /** From 0 to 1, more is better. */
        readonly value: number;
        readonly pass?: boolean;
        readonly why?: string;
      }
    | { readonly kind: 'not-applicable' | 'failed'; readonly why: string };
  /** What is kept of it for people. */
  readonly details: JsonObject;
  /** Of a group. */
  readonly parts?: readonly Outcome[];
}

/**
 * The weighted mean of what could be scored: Σ weight × value ÷ Σ weight. With a threshold it passes from there on,
 * otherwise where nothing of it failed; what has no weight fails nothing. A part that broke breaks the whole, since
 * nobody can know what it would have said.
 */
export function weigh(parts: readonly Outcome[], threshold: number | undefined): Outcome['result'] {
  const counted = parts.filter(({ weight }) => weight > 0);
  const broken = counted.find(({ result }) => result.kind === 'failed');
  if (broken?.result.kind === 'failed') {
    return { kind: 'failed', why: `${broken.label}: ${broken.result.why}` };
  }
  let sum = 0;
  let weights = 0;
  let missed: string | undefined;
  let isJudged = threshold !== undefined;
  const scored = (counted.length === 0 ? parts : counted).filter(isScored);
  for (const { label, weight, result } of scored) {
    sum += weight * result.value;
    weights += weight;
    if (weight === 0) continue;
    if (result.pass !== undefined) isJudged = true;
    if (result.pass === false) missed ??= `${label}${reasonOf(result.why)}`;
  }
  const [first] = parts;
  if (scored.length === 0) {
    const why = first === undefined ? 'the case demands nothing' : reasonOfNone(parts);
    return { kind: 'not-applicable', why };
  }
  // Where nothing has a weight there is no mean, and nothing can fail.
  const value = weights === 0 ? plainMean(scored.map(({ result }) => result.value)) : sum / weights;
  const left = counted.length - scored.length;
  const why = [
    threshold === undefined
      ? missed
      : `the mean ${round(value)} of ${scored.length} against ${threshold}`,
    left > 0 ? `${left} of ${counted.length} not applicable` : undefined,
  ].filter((one) => one !== undefined);
  return {
    kind: 'scored',
    value,
    ...(isJudged
      ? { pass: threshold === undefined ? missed === undefined : reaches(value, threshold) }
      : {}),
    ...(why.length === 0 ? {} : { why: why.join('; ') }),
  };
}

/**
 * The weighted mean of each name in one reply, groups and what is in them alike. One without a weight counts here as 1:
 * only to be told is what it is for.
 */
export function namedMeans(parts: readonly Outcome[]): Readonly<Record<string, number>> {
  const named = new Map<string, { sum: number; weight: number }>();
  const add = ({ name, weight, result, parts: inner = [] }: Outcome): void => {
    inner.forEach(add);
    if (name === undefined || result.kind !== 'scored') return;
    const known = named.get(name) ?? { sum: 0, weight: 0 };
    const share = weight === 0 ? 1 : weight;
    named.set(name, { sum: known.sum + share * result.value, weight: known.weight + share });
  };
  parts.forEach(add);
  return Object.fromEntries(Array.from(named, ([name, { sum, weight }]) => [name, sum / weight]));
}

/** A result as the whole metric tells it. */
export function measuredOf(result: Outcome['result']): Measured['score'] {
  if (result.kind !== 'scored') return { outcome: result.kind, why: result.why };
  const { value, pass, why } = result;
  return {
    outcome: 'scored',
    value,
    ...(pass === undefined ? {} : { pass }),
    ...(why === undefined ? {} : { why }),
  };
}

type Scored = Outcome & { readonly result: { readonly kind: 'scored' } };

function isScored(one: Outcome): one is Scored {
  return one.result.kind === 'scored';
}

function plainMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sums of weights are not exact, and 0.7 has to reach 0.7. */
function reaches(value: number, threshold: number): boolean {
  return value >= threshold - 1e-9;
}

function reasonOf(why: string | undefined): string {
  return why === undefined ? ' does not pass' : `: ${why}`;
}

function reasonOfNone(parts: readonly Outcome[]): string {
  const [first] = parts.flatMap(({ label, result }) =>
    result.kind === 'scored' ? [] : [`${label}: ${result.why}`],
  );
  return `nothing of it could be scored; ${first ?? ''}`;
}

function round(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}

/** How people are told of an assertion. */
export function labelOf(uses: string, not: boolean, name: string | undefined): string {
  const kind = not ? `not ${uses}` : uses;
  return name === undefined ? kind : `${quoteFound(name)} (${kind})`;
}
