import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { GitSetup } from '#core/git/git.ts';

/** What starts git: the real disk and this process's environment, of which git sees what `core/git` lets through. */
export function gitSetup(): GitSetup {
  return { disk: nodeFiles(nodeClock), env: process.env, platform: process.platform };
}
