import type { ComparedCandidate, ComparedSide } from '#protocol/comparison.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import { CellTally } from '../compare/cells.ts';
import type { SidePrompt } from '../compare/compareSides.ts';
import { unknownEvaluator, type EvaluatorFacts } from '../compare/evaluatorFacts.ts';
import type { Baselines, Compared, History, StoredRun } from '../engine.ts';
import { prepareEvaluators } from '../metrics/evaluate.ts';
import { FileError } from '../ports.ts';
import { readPromptCopy } from '../project/readPrompt.ts';
import type { BaselineCell } from '../store/baselines.ts';

export interface CompareDesk {
  readonly history: Pick<History, 'results'>;
  readonly baselines: Pick<Baselines, 'read'>;
}

export interface LoadedSide {
  readonly side: ComparedSide;
  readonly prompts: readonly SidePrompt[];
  /** Sentences about what could not be read. */
  readonly faults: readonly string[];
}

type Refused = Extract<Compared, { refused: string }>;

export async function loadRunSide(
  { history }: CompareDesk,
  run: StoredRun,
): Promise<LoadedSide | Refused> {
  if (!('value' in run.manifest)) return { refused: run.manifest.message, fault: 'unusable' };
  const manifest = run.manifest.value;
  const summary = 'value' in run.summary ? run.summary.value : undefined;
  const tally = new CellTally(manifest);
  try {
    await history.results(run, (result) => tally.add(result));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { refused: error.message, fault: 'unusable' };
  }
  const prompts: SidePrompt[] = [];
  for (const [place, { cells }] of tally.prompts().entries()) {
    const { file = '', name = '' } = manifest.prompts[place] ?? {};
    const candidates = manifest.candidates.filter(({ prompt }) => prompt === place).map(namesOf);
    const evaluators = await factsOf(manifest, summary, place);
    prompts.push({ file, name, candidates, cells, evaluators });
  }
  const side: ComparedSide = { what: 'run', run: manifest.id, at: manifest.startedAt };
  return { side, prompts, faults: [] };
}

/** The baselines of these prompts. What they say of metrics the other side has to say. */
export async function loadBaselineSide(
  { baselines }: CompareDesk,
  prompts: readonly Pick<SidePrompt, 'file' | 'name'>[],
): Promise<LoadedSide | Refused> {
  const found: SidePrompt[] = [];
  const faults: string[] = [];
  const missing: string[] = [];
  const runs = new Set<string>();
  let at = '';
  for (const { file, name } of prompts) {
    const stored = await baselines.read(file);
    if (!('value' in stored)) {
      if (stored.fault === 'missing') missing.push(stored.message);
      else faults.push(stored.message);
      continue;
    }
    const { cells, run, acceptedAt } = stored.value;
    runs.add(run);
    if (acceptedAt > at) at = acceptedAt;
    found.push({ file, name, candidates: candidatesOf(cells), cells, evaluators: undefined });
  }
  if (found.length === 0) {
    const refused = [...faults, ...missing].join(' ');
    return { refused, fault: faults.length === 0 ? 'missing' : 'unusable' };
  }
  const [run] = runs;
  const side = { what: 'baseline', at, ...(run !== undefined && runs.size === 1 ? { run } : {}) };
  return { side: side as ComparedSide, prompts: found, faults };
}

function candidatesOf(cells: readonly BaselineCell[]): readonly ComparedCandidate[] {
  const names = new Map(cells.map((cell) => [JSON.stringify(namesOf(cell)), namesOf(cell)]));
  return [...names.values()];
}

function namesOf({ variant, model }: ComparedCandidate): ComparedCandidate {
  return { variant, model };
}

/** From the run's own copy of the prompt; where that cannot be used any more, from its summary. */
async function factsOf(
  { prompts, candidates, options }: RunManifest,
  summary: RunSummary | undefined,
  place: number,
): Promise<ReadonlyMap<string, EvaluatorFacts>> {
  const copy = prompts[place] ?? { file: '', text: '' };
  const { file } = copy;
  const { value: prompt } = await readPromptCopy(copy);
  const prepared = await prepareEvaluators(prompt?.evaluators ?? [], {
    file,
    defaultJudge: options.judge,
  });
  const facts = new Map<string, EvaluatorFacts>();
  for (const { name, metric, accumulate, judges, threshold } of prepared.value ?? []) {
    const { kind, level, better, range, comparedFigures = [] } = metric;
    const written = prompt?.evaluators.find((one) => one.name === name)?.with;
    const settings = JSON.stringify([written, threshold, judges]);
    const known = { name, kind, settings, level, better, range, comparedFigures };
    facts.set(name, accumulate === undefined ? known : { ...known, accumulate });
  }
  const index = candidates.findIndex((one) => one.prompt === place);
  const summed = summary?.candidates.find(({ candidate }) => candidate === index);
  for (const { name, kind, level, better } of summed?.evaluators ?? []) {
    if (!facts.has(name)) facts.set(name, { ...unknownEvaluator(name), kind, level, better });
  }
  return facts;
}
