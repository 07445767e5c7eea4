import type { CandidateSummary, GateCheck, GateResult, RunSummary } from '#protocol/run.ts';
import { FileError, type Ports } from '../ports.ts';
import { checkGate } from './gate.ts';
import { findEvidence } from './gateEvidence.ts';
import { withJudges } from './judgeStates.ts';
import type { PreparedCandidate } from './prepared.ts';
import type { ReadyRun } from './run.ts';
import { CandidateTally } from './tally.ts';
import type { RunTraffic } from './traffic.ts';

/** What a run says against what was accepted before. `notes`: why it says nothing. */
export interface AgainstBaseline {
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
  readonly checks: readonly GateCheck[];
}

/** A run of which nothing is asked any more. */
export interface EndedRun extends Pick<ReadyRun, 'folder' | 'manifest' | 'spentUsd'> {
  readonly candidates: readonly Pick<
    PreparedCandidate,
    'index' | 'info' | 'account' | 'evaluators' | 'repeats'
  >[];
}

/** Compares a run, whose summary is not written yet, with the baselines of its prompts. */
export type HoldAgainstBaseline = (ready: EndedRun) => Promise<AgainstBaseline>;

/** What came of a run, once no trial is under way any more. */
export async function summarise(
  ports: Ports,
  ready: EndedRun,
  traffic: RunTraffic,
  tallies: readonly CandidateTally[],
  wallMs: number,
  hold: HoldAgainstBaseline | undefined,
): Promise<RunSummary> {
  const { manifest } = ready;
  const candidates = ready.candidates.map((candidate, place) => {
    const rest = traffic.haltOf(candidate) ?? { state: 'cancelled' as const };
    const planned = traffic.grid.planned(candidate.index);
    const tally = tallies[place] ?? new CandidateTally(candidate.evaluators, candidate.repeats);
    const summary = tally.summary(candidate.index, planned, rest);
    const states = manifest.prompts[candidate.info.prompt]?.judges ?? [];
    return withJudges(summary, states, manifest.gate, candidate.repeats);
  });
  const end = traffic.end();
  const gate = await gateOf(ports, ready, candidates);
  return {
    version: 1,
    id: manifest.id,
    endedAt: new Date(ports.clock.now()).toISOString(),
    ...end,
    candidates,
    gate: await withRegressions(gate, ready, end.ended === 'complete' ? hold : undefined),
    spentUsd: ready.spentUsd(),
    wallMs,
  };
}

async function gateOf(
  { files }: Ports,
  ready: EndedRun,
  candidates: readonly CandidateSummary[],
): Promise<GateResult> {
  const { manifest } = ready;
  if (manifest.shard !== undefined) return { pass: true, reasons: [], notes: [partNote] };
  try {
    const { evidence, quarantined } = await findEvidence(files, ready, candidates);
    const result = checkGate(manifest.gate, evidence);
    const isSafe = manifest.tier?.safety === true && (manifest.quarantine ?? []).length > 0;
    const notes = [
      ...(result.notes ?? []),
      ...(isSafe ? ['Nothing is quarantined in this tier: it is one for safety.'] : []),
    ];
    return {
      ...result,
      ...(notes.length === 0 ? {} : { notes }),
      ...(quarantined.length === 0 ? {} : { quarantined }),
    };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    // What cannot be looked at has not passed.
    return { pass: false, reasons: [`the run's own files cannot be read: ${error.message}`] };
  }
}

const partNote =
  'A part of a run is held against no gate: "assay merge" joins the parts, and looks at the whole.';

async function withRegressions(
  gate: GateResult,
  ready: EndedRun,
  hold: HoldAgainstBaseline | undefined,
): Promise<GateResult> {
  const { gate: rule, shard } = ready.manifest;
  if (rule.regression === undefined || shard !== undefined) return gate;
  const found =
    hold === undefined
      ? notCompared('The run was not compared with the baseline: it is not complete.')
      : await hold(ready);
  const notes = [...(gate.notes ?? []), ...found.notes];
  return {
    ...gate,
    pass: gate.pass && found.reasons.length === 0,
    reasons: [...gate.reasons, ...found.reasons],
    ...(notes.length === 0 ? {} : { notes }),
    checks: [...(gate.checks ?? []), ...found.checks],
  };
}

/** A run that says nothing against what was accepted, and why. */
export function notCompared(why: string): AgainstBaseline {
  return { reasons: [], notes: [why], checks: [{ rule: 'regression', state: 'not-counted', why }] };
}
