import type { CandidateSummary, RunManifest, RunSummary } from '#protocol/run.ts';

/** 46 of 48 passed, nothing went wrong. */
export function candidateSummary(change: Partial<CandidateSummary> = {}): CandidateSummary {
  return {
    candidate: 0,
    planned: 48,
    states: {
      replied: 48,
      truncated: 0,
      filtered: 0,
      empty: 0,
      error: 0,
      cancelled: 0,
      'budget-reached': 0,
      unknown: 0,
    },
    errors: {},
    judged: 48,
    passed: 46,
    passRate: 46 / 48,
    interval: { low: 0.86, high: 0.988 },
    evaluators: [
      {
        name: 'right queue',
        kind: 'exact-match',
        level: 'case',
        better: 'higher',
        scored: 48,
        notApplicable: 0,
        failed: 0,
        value: 46 / 48,
        judged: 48,
        passed: 46,
      },
    ],
    latency: { p50: 812, p95: 2100 },
    inputTokens: 12_345,
    outputTokens: 678,
    withoutUsage: 0,
    costUsd: 0.0123,
    ...change,
  };
}

export function runManifest(change: Partial<RunManifest> = {}): RunManifest {
  return {
    version: 1,
    id: '01M858VHTA4QX50TDF3RFW2075',
    startedAt: '2026-11-23T22:36:00.000Z',
    assay: '0.1.0',
    prompts: [
      {
        file: 'prompts/triage.prompt.yml',
        name: 'triage',
        sha256: 'ab'.repeat(32),
        text: 'name: triage\n',
        cases: 48,
        repeats: 1,
      },
    ],
    candidates: [{ prompt: 0, variant: 'base', model: 'openai/gpt-5-mini' }],
    models: [
      {
        id: 'openai/gpt-5-mini',
        status: 'approved',
        provider: 'openai',
        name: 'gpt-5-mini',
        price: { input: 0.25, output: 2 },
      },
    ],
    options: {
      cache: 'on',
      recordings: 'off',
      keep: 'hash',
      allowUnpriced: [],
      cases: [],
      tags: [],
    },
    gate: { passRate: 0.9 },
    inputs: [],
    casesSha256: 'cd'.repeat(32),
    trials: 48,
    ...change,
  };
}

export function runSummary(change: Partial<RunSummary> = {}): RunSummary {
  return {
    version: 1,
    id: '01M858VHTA4QX50TDF3RFW2075',
    endedAt: '2026-11-23T22:36:12.300Z',
    ended: 'complete',
    candidates: [candidateSummary()],
    gate: { pass: true, reasons: [] },
    spentUsd: 0.0123,
    wallMs: 12_300,
    ...change,
  };
}
