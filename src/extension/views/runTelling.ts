import { plainField } from '#base/plainText.ts';
import type { StoredRun } from '#core/engine.ts';
import { counted } from '#core/report/numbers.ts';
import { endSentence, gateLines, nameOfCandidate } from '#core/report/sentences.ts';
import { checkGate } from '#core/runner/gate.ts';
import { runStartMs } from '#core/store/ulid.ts';
import type { CandidateSummary, GateRule, RunEnd, RunManifest, RunSummary } from '#protocol/run.ts';
import { moneyText, outcomeColor, outcomeIcon } from '../running/outcomeText.ts';
import { dotted, type RowIcon } from './row.ts';

/** What is said of one run, for the prompt that it is shown under. */
export interface Told {
  readonly label: string;
  /** Before and after what is said of every run. */
  readonly state?: string;
  readonly icon: RowIcon;
  readonly contextValue: string;
  readonly lines: readonly string[];
}

export function tellGoing({
  finished,
  planned,
}: {
  readonly finished: number;
  readonly planned: number;
}): Told {
  return {
    label: `${finished} of ${planned} done`,
    state: 'running',
    icon: { id: outcomeIcon('running') },
    contextValue: 'run partial',
    lines: ['Running now.'],
  };
}

export function tellRun({ manifest, summary }: StoredRun, file: string | undefined): Told {
  if (!('value' in manifest)) return tellDamaged(manifest);
  if ('value' in summary) return tellEnded(manifest.value, summary.value, file);
  if (summary.fault !== 'missing') return tellDamaged(summary);
  return {
    label: 'Unfinished',
    state: 'can be resumed',
    icon: { id: 'debug-pause', color: 'list.warningForeground' },
    contextValue: 'run partial',
    lines: ['It did not end in an orderly way. What it did is kept, and it can be resumed.'],
  };
}

function tellDamaged({
  fault,
  message,
}: {
  readonly fault: string;
  readonly message: string;
}): Told {
  return {
    label: fault === 'newer' ? 'Of a newer Assay' : 'Damaged',
    icon: { id: 'warning', color: 'list.warningForeground' },
    contextValue: 'run damaged',
    lines: [message],
  };
}

const endWords = {
  complete: undefined,
  cancelled: 'cancelled',
  'budget-reached': 'budget reached',
  stopped: 'stopped',
} as const;

function tellEnded(manifest: RunManifest, summary: RunSummary, file: string | undefined): Told {
  const { ended, failure } = summary;
  const own = candidatesOf(manifest, summary, file);
  const { judged, passed, errors } = totals(own);
  // Of a run over several prompts each answers for itself here.
  const isStored = own.length === summary.candidates.length && needsResults(manifest);
  const gate = isStored
    ? summary.gate
    : checkGate(partRule(manifest.gate), evidenceOf(manifest, own));
  const end = failure === undefined ? endWords[ended] : `${endWords[ended] ?? ''}: ${failure.code}`;
  return {
    label: judged === 0 ? 'No verdict' : `${passed} of ${judged} passed`,
    state: dotted([
      end === undefined ? undefined : plainField(end, 60),
      gate.pass ? undefined : 'gate failed',
      errors > 0 ? counted(errors, 'error') : undefined,
    ]),
    icon: endIcon(ended, gate.pass, judged, passed),
    contextValue: ended === 'complete' ? 'run complete' : 'run partial',
    lines: [endSentence(manifest, summary), ...gateLines(manifest.gate, summary)],
  };
}

/** Whether sums alone cannot say what the gate says. */
function needsResults({ gate, quarantine = [] }: RunManifest): boolean {
  return gate.tags !== undefined || gate.regression !== undefined || quarantine.length > 0;
}

/** Tags and regressions are asked of a whole run. */
function partRule({ tags: _tags, regression: _regression, ...rule }: GateRule): GateRule {
  return rule;
}

function evidenceOf(
  manifest: RunManifest,
  summaries: readonly CandidateSummary[],
): Parameters<typeof checkGate>[1] {
  return {
    summaries,
    candidateOf: (index) => manifest.candidates[index],
    nameOf: (index) => nameOfCandidate(manifest, index),
  };
}

function endIcon(ended: RunEnd, passesGate: boolean, judged: number, passed: number): RowIcon {
  if (ended === 'cancelled') return { id: 'circle-slash', color: outcomeColor('not-scored') };
  if (ended === 'budget-reached') return { id: 'credit-card', color: 'list.warningForeground' };
  if (ended === 'stopped') return look('error');
  return passesGate ? verdictIcon(judged, passed) : look('failed');
}

export function verdictIcon(judged: number, passed: number): RowIcon {
  if (judged === 0) return look('not-scored');
  return passed === judged ? look('passed') : look('failed');
}

function look(outcome: 'passed' | 'failed' | 'error' | 'not-scored'): RowIcon {
  return { id: outcomeIcon(outcome), color: outcomeColor(outcome) };
}

export function manifestLines({ candidates, commit, startedAt }: RunManifest): string[] {
  const models = [...new Set(candidates.map(({ model }) => model))];
  return [
    `Models: ${models.join(', ')}`,
    `Started ${startedAt}`,
    ...(commit === undefined ? [] : [`Commit ${commit.slice(0, 12)}`]),
  ];
}

/** `+2 since previous`. Only what is as large and made of the same candidates can be set against each other. */
export function changeText(
  run: StoredRun,
  older: readonly StoredRun[],
  file: string | undefined,
): string | undefined {
  const shape = shapeOf(run, file);
  if (shape === undefined) return undefined;
  const before = older.find((one) => shapeOf(one, file) === shape);
  const now = passedOf(run, file);
  const was = before === undefined ? undefined : passedOf(before, file);
  if (now === undefined || was === undefined) return undefined;
  const change = now - was;
  const shown = change > 0 ? `+${change}` : change === 0 ? '±0' : `−${-change}`;
  return `${shown} since previous`;
}

/** The same for runs whose counts can be compared; absent where a run is not complete. */
function shapeOf({ manifest, summary }: StoredRun, file: string | undefined): string | undefined {
  if (!('value' in manifest) || !('value' in summary)) return undefined;
  if (summary.value.ended !== 'complete') return undefined;
  const { candidates, options, prompts } = manifest.value;
  const index = prompts.findIndex((one) => one.file === file);
  const { judged } = totals(candidatesOf(manifest.value, summary.value, file));
  return JSON.stringify([
    judged,
    prompts[index]?.cases,
    prompts[index]?.repeats,
    options.cases,
    options.tags,
    candidates.flatMap(({ prompt, variant, model }) => (prompt === index ? [variant, model] : [])),
  ]);
}

function passedOf({ manifest, summary }: StoredRun, file: string | undefined): number | undefined {
  if (!('value' in manifest) || !('value' in summary)) return undefined;
  return totals(candidatesOf(manifest.value, summary.value, file)).passed;
}

export function candidatesOf(
  { candidates, prompts }: RunManifest,
  summary: RunSummary,
  file: string | undefined,
): readonly CandidateSummary[] {
  return summary.candidates.filter(({ candidate }) => {
    return prompts[candidates[candidate]?.prompt ?? -1]?.file === file;
  });
}

function totals(candidates: readonly CandidateSummary[]): {
  readonly judged: number;
  readonly passed: number;
  readonly errors: number;
} {
  const sum = (of: (one: CandidateSummary) => number): number =>
    candidates.reduce((total, one) => total + of(one), 0);
  return {
    judged: sum((one) => one.judged),
    passed: sum((one) => one.passed),
    errors: sum((one) => one.states.error),
  };
}

export function errorsText({ states }: CandidateSummary): string | undefined {
  return states.error > 0 ? counted(states.error, 'error') : undefined;
}

/** Of the whole run. What models without a price cost is never taken for nothing. */
export function costText({ manifest, summary }: StoredRun): string | undefined {
  if (!('value' in manifest) || !('value' in summary)) return undefined;
  const { models } = manifest.value;
  const unpriced = models.filter((model) => model.price === undefined).length;
  if (unpriced === 0) return moneyText(summary.value.spentUsd);
  if (unpriced === models.length) return 'unpriced';
  return `${moneyText(summary.value.spentUsd)} + unpriced`;
}

export function startOf({ id, manifest }: StoredRun): number {
  const told = 'value' in manifest ? Date.parse(manifest.value.startedAt) : Number.NaN;
  return Number.isFinite(told) ? told : runStartMs(id);
}
