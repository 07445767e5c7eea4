import type { JsonValue } from '#base/json.ts';
import { done, type Outcome } from '#base/rpc.ts';
import type { SideRef } from '#protocol/panel.ts';
import type { CompareView, SideView } from '#protocol/panelCompare.ts';
import type { EvaluatorName } from '#protocol/panelRun.ts';
import { metricOf } from '../metrics/builtin.ts';
import type { PromptVariant } from '../prompts/prompt.ts';
import {
  openSide,
  scoreIn,
  type CompareDesk,
  type ComparedSide,
  type SideOpening,
} from './comparedSide.ts';
import { CompareTable } from './compareTable.ts';
import type { Engine } from '../engine.ts';
import type { Texts } from './texts.ts';
import { verdictsBetween, type Verdicts } from './verdicts.ts';

/** A table, and what it was made from. */
export interface OpenedComparison {
  readonly stamp: string;
  readonly table: CompareTable;
}

/** Opens all sides; the first that is not there is the failure. The one that was open before is given back where nothing has changed. */
export async function openComparison(
  desk: CompareDesk,
  refs: readonly SideRef[],
  before?: OpenedComparison,
): Promise<Outcome<OpenedComparison>> {
  const openings: SideOpening[] = [];
  for (const ref of refs) {
    const side = await openSide(desk, ref);
    if (!side.ok) return side;
    openings.push(side.value);
  }
  const stamp = JSON.stringify(openings.map((one) => one.stamp));
  if (before?.stamp === stamp) return done(before);
  return done({ stamp, table: new CompareTable(openings.map((one) => one.side())) });
}

export async function compareView(
  table: CompareTable,
  { engine, texts }: { readonly engine: Pick<Engine, 'compare'>; readonly texts: Texts },
  signal: AbortSignal,
): Promise<CompareView> {
  const { sides, evaluators, flips } = table;
  const [first, ...others] = sides;
  const verdicts: (Verdicts | undefined)[] = first === undefined ? [] : [undefined];
  for (const side of others) {
    verdicts.push(first && (await verdictsOfPair(engine, first, side, signal)));
  }
  return {
    sides: sides.map((side) => sideView(side, texts)),
    parameters: parametersOf(sides),
    evaluators,
    metrics: [
      {
        better: 'higher',
        values: sides.map((side) => passRateOf(side) ?? null),
        verdicts: verdicts.map((one) => one?.pass ?? null),
      },
      ...evaluators.map((evaluator) => ({
        evaluator: evaluator.name,
        better: evaluator.better,
        values: sides.map((side) => valueOf(side, evaluator) ?? null),
        verdicts: verdicts.map((one) => one?.metrics.get(evaluator.name) ?? null),
      })),
    ],
    flips,
  };
}

/** Two prompts are not one that has changed. */
async function verdictsOfPair(
  engine: Pick<Engine, 'compare'>,
  before: ComparedSide,
  after: ComparedSide,
  signal: AbortSignal,
): Promise<Verdicts | undefined> {
  if (before.promptFile !== after.promptFile) return undefined;
  return verdictsBetween(engine, after.promptFile, [before, after], signal);
}

function sideView(side: ComparedSide, texts: Texts): SideView {
  const { ref, variant, model, at, commit, promptFile, promptPlace, summary, written, cells } =
    side;
  const passRate = passRateOf(side);
  const quality = qualityOf(side);
  return {
    ref,
    name: { variant, model },
    when: ref.kind === 'baseline' ? 'baseline' : at,
    ...(commit !== undefined && { commit }),
    cases: cells.size,
    ...(passRate !== undefined && { passRate }),
    ...(summary?.costUsd !== undefined && { costUsd: summary.costUsd }),
    ...(summary?.latency !== undefined && { latency: summary.latency }),
    ...(written !== undefined && { prompt: texts.shown(promptText(written)) }),
    promptFile,
    ...(promptPlace !== undefined && { promptPlace }),
    ...(quality !== undefined && { quality }),
  };
}

/** The messages of a variant as one text, to be laid beside another. */
export function promptText({ messages }: Pick<PromptVariant, 'messages'>): string {
  return messages.map(({ role, content }) => `${role}:\n${content}`).join('\n\n');
}

/** Only what is not the same on all sides. */
export function parametersOf(sides: readonly ComparedSide[]): CompareView['parameters'] {
  const all = sides.map(({ model, written }) => {
    const { parameters = {}, responseFormat } = written ?? {};
    return new Map(
      Object.entries({ model, ...parameters, responseFormat }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, parameterText(value as JsonValue)] as const],
      ),
    );
  });
  const names = [...new Set(all.flatMap((one) => [...one.keys()]))];
  return names.flatMap((name) => {
    const values = all.map((one) => one.get(name) ?? null);
    return new Set(values).size === 1 ? [] : [{ name, values }];
  });
}

function parameterText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function passRateOf({ summary, cells }: ComparedSide): number | undefined {
  if (summary !== undefined) return summary.passRate;
  let judged = 0;
  let passed = 0;
  for (const cell of cells.values()) {
    judged += cell.judged;
    passed += cell.passed;
  }
  return judged === 0 ? undefined : passed / judged;
}

/** A baseline keeps means: the value of a corpus metric cannot be told from them. */
function valueOf({ summary, cells }: ComparedSide, evaluator: EvaluatorName): number | undefined {
  const { name, level } = evaluator;
  if (summary !== undefined) return summary.evaluators.find((one) => one.name === name)?.value;
  if (level === 'corpus') return undefined;
  let sum = 0;
  let n = 0;
  for (const cell of cells.values()) {
    const mean = scoreIn(cell, name);
    const count = cell.scores[name]?.n ?? 0;
    if (mean === undefined || count === 0) continue;
    sum += mean * count;
    n += count;
  }
  return n === 0 ? undefined : sum / n;
}

/** Mean of the evaluators that go from 0, bad, to 1, good; the share that passed where there is none. */
function qualityOf(side: ComparedSide): number | undefined {
  const values = side.evaluators.flatMap((evaluator) => {
    const { better = 'lower', range: [low, high] = [0, 0] } = metricOf(evaluator.kind) ?? {};
    const value = valueOf(side, evaluator);
    const isQuality = better === 'higher' && low === 0 && high === 1;
    return isQuality && value !== undefined && value >= 0 && value <= 1 ? [value] : [];
  });
  if (values.length === 0) return passRateOf(side);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
