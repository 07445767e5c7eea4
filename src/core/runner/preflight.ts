import { charactersPerToken } from '../tokens/charactersPerToken.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import type { Candidate, Estimate, Preflight, RunOptions } from '#protocol/run.ts';
import { inBatch, pricingOf } from '../models/pricing.ts';
import type { ChosenPrompt } from './choose.ts';
import type { Collected } from './collect.ts';
import { instructionCharacters, type Judging } from './judging.ts';

/** What a run will send, counted while its cases were read. */
export interface Load {
  readonly candidate: Candidate;
  readonly entry: ModelEntry;
  readonly calls: number;
  /** Characters of all rendered messages of all calls. */
  readonly characters: number;
  /** Characters of the replies that the cases expect, all calls together; 0 where they name none. */
  readonly expectedCharacters: number;
  /** The most tokens one reply may have. */
  readonly outputCap: number;
}

/** The questions to one judge about all replies of a candidate. */
export interface JudgeLoad {
  readonly entry: ModelEntry;
  readonly calls: Estimate;
  /** Of one question, with what it shows. */
  readonly characters: number;
}

/** Where nothing says how long a reply will be. */
const usualReplyTokens = 120;
/** What one reply can have where neither the prompt nor the catalogue says. */
const usualCap = 4096;

type Bound = keyof Estimate;

/** Counts calls, tokens and USD. Models without a price are named, never counted as free. */
export function estimate(
  cases: number,
  loads: readonly Load[],
  judges: readonly JudgeLoad[],
): Preflight {
  const unpriced = new Set<string>();
  const tasks = loads.map((load) => {
    const tokens = tokensOf(load);
    const cost = costOf(load.entry, tokens, unpriced);
    return { load, tokens, cost };
  });
  const judging = judges.map((load) => {
    const tokens = judgeTokensOf(load);
    return { tokens, cost: costOf(load.entry, tokens, unpriced), calls: load.calls };
  });
  return {
    cases,
    trials: sumOf(loads, (load) => load.calls),
    calls: sumOf(loads, (load) => load.calls),
    judgeCalls: Math.round(sumOf(judging, (one) => one.calls.expected)),
    inputTokens: addUp([...tasks, ...judging].map((one) => one.tokens.input)),
    outputTokens: addUp([...tasks, ...judging].map((one) => one.tokens.output)),
    costUsd: addUp(tasks.flatMap((one) => one.cost ?? [])),
    judgeCostUsd: addUp(judging.flatMap((one) => one.cost ?? [])),
    unpriced: [...unpriced],
    candidates: tasks.map(({ load, cost }) => ({
      candidate: load.candidate,
      calls: load.calls,
      ...(cost === undefined ? {} : { costUsd: cost }),
    })),
  };
}

interface Tokens {
  readonly input: Estimate;
  readonly output: Estimate;
}

function tokensOf(load: Omit<Load, 'candidate' | 'entry'>): Tokens {
  const { calls, characters, expectedCharacters, outputCap } = load;
  const input = byBound((bound) => Math.ceil(characters / charactersPerToken[bound]));
  const reply =
    expectedCharacters > 0 && calls > 0
      ? expectedCharacters / calls / charactersPerToken.expected + 2
      : usualReplyTokens;
  const output: Estimate = {
    low: Math.min(calls, calls * outputCap),
    expected: Math.ceil(calls * Math.min(reply, outputCap)),
    high: calls * outputCap,
  };
  return { input, output };
}

/** A verdict with its reasons is as long as a usual reply, and no longer than most of them can be. */
function judgeTokensOf({ entry, calls, characters }: JudgeLoad): Tokens {
  // An embedding is no text that is paid for.
  const cap =
    entry.task === 'embedding' ? 0 : Math.min(usualCap, entry.limits?.maxOutputTokens ?? usualCap);
  return {
    input: byBound((bound) => Math.ceil((calls[bound] * characters) / charactersPerToken[bound])),
    output: {
      low: Math.min(Math.round(calls.low), Math.ceil(calls.low * cap)),
      expected: Math.ceil(calls.expected * Math.min(usualReplyTokens, cap)),
      high: Math.ceil(calls.high * cap),
    },
  };
}

function costOf(entry: ModelEntry, tokens: Tokens, unpriced: Set<string>): Estimate | undefined {
  const pricing = pricingOf(entry);
  if (pricing.price === undefined) {
    unpriced.add(entry.id);
    return undefined;
  }
  return byBound(
    (bound) =>
      pricing.cost({ inputTokens: tokens.input[bound], outputTokens: tokens.output[bound] }) ?? 0,
  );
}

function byBound(value: (bound: Bound) => number): Estimate {
  return { low: value('low'), expected: value('expected'), high: value('high') };
}

function addUp(estimates: readonly Estimate[]): Estimate {
  return byBound((bound) => sumOf(estimates, (one) => one[bound]));
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum;
}

/** The arguments of `estimate`, from what a plan has found. */
export function loadsOf(
  chosen: readonly ChosenPrompt[],
  collected: readonly Collected[],
  judging: Pick<Judging, 'callsOf' | 'judges'>,
  { batch }: Pick<RunOptions, 'batch'> = {},
): [number, readonly Load[], readonly JudgeLoad[]] {
  const loads: Load[] = [];
  const judges: JudgeLoad[] = [];
  for (const [place, { candidates, repeats }] of chosen.entries()) {
    const found = collected[place];
    if (found === undefined) continue;
    for (const { info, entry: named, variant } of candidates) {
      const entry = batch === true ? inBatch(named) : named;
      const calls = found.cases * repeats;
      const outputCap = variant.parameters.maxTokens ?? entry.limits?.maxOutputTokens ?? usualCap;
      const characters = (found.characters.get(variant.name) ?? 0) * repeats;
      const expectedCharacters = found.expectedCharacters * repeats;
      loads.push({ candidate: info, entry, calls, characters, expectedCharacters, outputCap });
      const replyCharacters = Math.min(usualReplyTokens, outputCap) * charactersPerToken.expected;
      const askedCharacters = calls === 0 ? 0 : characters / calls;
      for (const ask of found.asks) {
        const known = judging.judges.find(({ id }) => id === ask.model);
        if (known === undefined) continue;
        const { characters: ofSettings, calls: asked, task } = ask;
        const shown = askedCharacters + replyCharacters;
        judges.push({
          entry: known.entry,
          calls: byBound((bound) => repeats * asked[bound]),
          characters: task === 'chat' ? instructionCharacters + ofSettings + shown : shown,
        });
      }
      for (const judge of judging.callsOf(place)) {
        judges.push({
          entry: judge.entry,
          calls: byBound((bound) => calls * judge.calls[bound]),
          characters: judge.characters + askedCharacters + replyCharacters,
        });
      }
    }
  }
  return [sumOf(collected, (one) => one.cases), loads, judges];
}
