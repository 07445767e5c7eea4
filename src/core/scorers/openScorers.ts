import { availableParallelism } from 'node:os';
import type { Clock, Files } from '../ports.ts';
import { Consents } from './consent/consents.ts';
import { readCommand, type ScorerCommand } from './consent/scorerCommand.ts';
import { ChildGroups } from './programs/childGroups.ts';
import { openProgram } from './programs/openProgram.ts';
import type { ProgramScorer } from './programs/programScorer.ts';
import type { ScorerHost } from './scorer.ts';
import type { ScorerSetup } from './scorerSetup.ts';
import { openScript } from './scripts/openScript.ts';
import { ScriptPool } from './scripts/scriptPool.ts';

/** Scorers of one run, or of one look at the files, with all that they start. */
export interface ScorerSession extends ScorerHost {
  /** Commands that were asked for and that nobody has allowed; each once. */
  readonly unallowed: readonly ScorerCommand[];
  /** Ends every thread and process. What is not measured yet is `broken`. More than once is as good as once. */
  close(): Promise<void>;
}

/**
 * `run`: ready to score; commands need a consent. `check`: tells what is wrong with the files, and runs nothing.
 */
export type ScorerPurpose = 'run' | 'check';

export interface SessionParts {
  /** As the editor shows them: where scripts are read from. */
  readonly files: Files;
  readonly clock: Clock;
  /** Absolute, without links. */
  readonly root: string;
  readonly setup: ScorerSetup;
  readonly purpose: ScorerPurpose;
}

const mostThreads = 4;

/** Nothing is started before it is needed. */
export function openScorers(parts: SessionParts): ScorerSession {
  const { clock, root, setup } = parts;
  const pool = new ScriptPool(clock, Math.min(mostThreads, availableParallelism()));
  const groups = new ChildGroups(setup.platform);
  const consents = consentsOf(setup, clock);
  const unallowed = new Map<string, ScorerCommand>();
  const programs: ProgramScorer[] = [];
  return {
    get unallowed() {
      return [...unallowed.values()];
    },
    script: (source) => openScript({ ...parts, pool }, source),
    async program(source) {
      const reading = await readCommand(setup.disk, root, source);
      if ('faults' in reading) return reading;
      const { command } = reading;
      const opened = await openProgram({ ...parts, groups, consents }, source, command);
      if ('unallowed' in opened) {
        unallowed.set(command.sha256, command);
        return { faults: [opened.unallowed] };
      }
      if ('faults' in opened) return opened;
      programs.push(opened.program);
      return { scorer: opened.scorer };
    },
    async close() {
      for (const program of programs) program.close();
      groups.killAll();
      await pool.close();
    },
  };
}

export function consentsOf(setup: ScorerSetup, clock: Clock): Consents {
  const { disk, consentFolder: folder, pinned = [] } = setup;
  return new Consents({ disk, clock, folder, pinned });
}
