import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { Engine } from '#core/engine.ts';
import type { EngineSetup } from '#core/runner/setup.ts';
import { createEngine } from '#core/runner/createEngine.ts';
import { openaiTokenizers } from '#core/tokens/openaiTokenizers.ts';

/** The day on which fixtures are linted. */
export const lintDay = '2026-11-01';

/** An engine that reads what is on disk, and can ask nobody. */
export function lintEngine(root: string, over: Partial<EngineSetup> = {}): Engine {
  const clock = { ...nodeClock, now: () => Date.parse(lintDay) };
  return createEngine({
    ports: {
      files: nodeFiles(clock),
      clock,
      log: { info: () => {}, warn: () => {} },
      secrets: { get: refuse },
      fetch: refuse,
      random: () => 0,
    },
    root,
    version: '0.0.0-test',
    providers: new Map(),
    self: { pid: process.pid, host: 'test', isAlive: () => false },
    tokenizers: openaiTokenizers,
    ...over,
  });
}

function refuse(): never {
  throw new Error('Lint asks nobody.');
}
