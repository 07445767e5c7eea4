import type { Ci } from '../ci.ts';
import type { Engine } from '../engine.ts';
import { loadQuarantine } from '../project/quarantine.ts';
import { changedSince, graphOf } from './changedSince.ts';
import { bisectPrompt } from './bisectPrompt.ts';
import { createEngine } from './createEngine.ts';
import { checkDrift } from './checkDrift.ts';
import { recordingUse } from './recordingUse.ts';
import { againstBaseline } from './againstBaseline.ts';
import { mergeRuns } from './mergeRuns.ts';
import type { EngineSetup } from './setup.ts';
import { suggestQuarantine } from './suggestQuarantine.ts';

/** Made from what the engine of the same project is made from. */
export function createCi(setup: EngineSetup, engine: Engine): Ci {
  const { ports, root } = setup;
  return {
    async graph({ files, since }, signal) {
      if (since === undefined) return { graph: await graphOf(setup, files, signal), problems: [] };
      const changed = await changedSince(setup, since, files, signal);
      if ('problem' in changed) return { problems: [changed.problem] };
      return { graph: changed.graph, changed: changed.value, problems: [] };
    },
    bisect: (request, signal) => bisectPrompt(setup, createEngine, request, signal),
    recordings: {
      use: (signal) => recordingUse(setup, signal),
      drift: (request, control) => checkDrift(engine, request, control),
      async prune({ store, unneeded }) {
        for (const { key } of unneeded) store?.remove(key);
        await store?.save();
        return unneeded.length;
      },
    },
    async quarantine() {
      const today = new Date(ports.clock.now()).toISOString().slice(0, 10);
      const { value = [], problems } = await loadQuarantine(ports.files, root, today);
      return { entries: value.map(({ entry }) => entry), problems };
    },
    merge: (runs) =>
      mergeRuns(
        { setup, history: engine.history, hold: (one) => againstBaseline(engine, one) },
        runs,
      ),
    flakyCases: (newest) => suggestQuarantine(engine.history, newest),
  };
}
