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
    score: async (...given) => (await engine()).score(...given),
    catalogue: async () => (await engine()).catalogue(),
    history: {
      list: async (...given) => (await history()).list(...given),
      lines: async (...given) => (await history()).lines(...given),
      find: async (...given) => (await history()).find(...given),
      results: async (...given) => (await history()).results(...given),
      cases: async (...given) => (await history()).cases(...given),
      remove: async (...given) => (await history()).remove(...given),
    },
    baselines: {
      read: async (...given) => (await baselines()).read(...given),
      accept: async (...given) => (await baselines()).accept(...given),
    },
  };
}
