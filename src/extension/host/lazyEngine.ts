import type { Engine } from '#core/engine.ts';
import type { Ports } from '#core/ports.ts';
import { onFirstUse } from '../lazy.ts';

export interface LazyEngineNeeds {
  readonly root: string;
  readonly ports: Pick<Ports, 'files' | 'clock'>;
  readonly open: () => Promise<Engine>;
}

/** An engine that is opened with the first run or check. Past runs and baselines are small, and are read without it. */
export function lazyEngine({ root, ports, open }: LazyEngineNeeds): Engine {
  const engine = onFirstUse(open);
  const history = onFirstUse(async () => {
    const { openHistory } = await import('#core/runner/history.ts');
    return openHistory(ports.files, ports.clock, root);
  });
  const baselines = onFirstUse(async () => {
    const { openBaselines } = await import('#core/runner/baselines.ts');
    return openBaselines({ ...ports, root, history: await history() });
  });
  return {
    root,
    preflight: async (...given) => (await engine()).preflight(...given),
    plan: async (...given) => (await engine()).plan(...given),
    resume: async (...given) => (await engine()).resume(...given),
    run: async (...given) => (await engine()).run(...given),
    lint: async (...given) => (await engine()).lint(...given),
    coverage: async (...given) => (await engine()).coverage(...given),
    review: async (...given) => (await engine()).review(...given),
    score: async (...given) => (await engine()).score(...given),
    async compare(...given) {
      const { compareRuns } = await import('#core/runner/compareRuns.ts');
      return compareRuns({ history: await history(), baselines: await baselines() }, ...given);
    },
    importPrompt: async (...given) => (await engine()).importPrompt(...given),
    exportPrompt: async (...given) => (await engine()).exportPrompt(...given),
    suggestMetrics: async (...given) => (await engine()).suggestMetrics(...given),
    catalogue: async () => (await engine()).catalogue(),
    consents: {
      find: async (...given) => (await engine()).consents.find(...given),
      allow: async (...given) => (await engine()).consents.allow(...given),
      list: async () => (await engine()).consents.list(),
      revoke: async (...given) => (await engine()).consents.revoke(...given),
    },
    history: {
      list: async (...given) => (await history()).list(...given),
      count: async () => (await history()).count(),
      load: async (...given) => (await history()).load(...given),
      lines: async (...given) => (await history()).lines(...given),
      find: async (...given) => (await history()).find(...given),
      at: async (...given) => (await history()).at(...given),
      results: async (...given) => (await history()).results(...given),
      cases: async (...given) => (await history()).cases(...given),
      resultAt: async (...given) => (await history()).resultAt(...given),
      caseAt: async (...given) => (await history()).caseAt(...given),
      remove: async (...given) => (await history()).remove(...given),
    },
    labels: {
      read: async (...given) => (await engine()).labels.read(...given),
      add: async (...given) => (await engine()).labels.add(...given),
      withdraw: async (...given) => (await engine()).labels.withdraw(...given),
      import: async (...given) => (await engine()).labels.import(...given),
      person: async () => (await engine()).labels.person(),
    },
    judges: {
      plan: async (...given) => (await engine()).judges.plan(...given),
      calibrate: async (...given) => (await engine()).judges.calibrate(...given),
      status: async () => (await engine()).judges.status(),
    },
    baselines: {
      read: async (...given) => (await baselines()).read(...given),
      accept: async (...given) => (await baselines()).accept(...given),
      list: async (...given) => (await baselines()).list(...given),
    },
  };
}
