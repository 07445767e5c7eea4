import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JsonObject } from '#base/json.ts';
import type { Score } from '#protocol/score.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { Clock } from '#core/ports.ts';
import type { SettingsFault } from '#core/metrics/settingsFault.ts';
import {
  consentsOf,
  openScorers,
  type ScorerPurpose,
  type ScorerSession,
} from '#core/scorers/openScorers.ts';
import { readCommand } from '#core/scorers/consent/scorerCommand.ts';
import type { ProgramSource, Scorer, ScorerReading } from '#core/scorers/scorer.ts';
import { scoreOf } from '#core/scorers/scorerScore.ts';
import type { ScorerSetup } from '#core/scorers/scorerSetup.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** What a program that runs code of a project would say of itself, with a consent folder of the test's. */
export function scorerSetup(consentFolder: string, change: Partial<ScorerSetup> = {}): ScorerSetup {
  return {
    disk: nodeFiles(nodeClock),
    consentFolder,
    env: process.env,
    platform: process.platform,
    keyVariables: () => new Set(['MOCK_KEY']),
    isTrusted: () => true,
    ...change,
  };
}

/** Real sandboxes and real processes over a project in a folder of its own; the prompt is `prompts/a.prompt.yml`. */
export interface ScorerBench extends AsyncDisposable {
  readonly root: string;
  readonly setup: ScorerSetup;
  readonly session: ScorerSession;
  /** Lets the time of everything that is waited for run out. */
  runOut(): void;
  write(file: string, text: string): Promise<void>;
  /** Module text → scorer; a fault fails the test. */
  script(code: string, timeoutMs?: number): Promise<Scorer>;
  scriptFaults(from: { file: string } | { code: string }): Promise<readonly SettingsFault[]>;
  /** A program that is allowed; a fault fails the test. */
  program(change: Partial<ProgramSource>): Promise<Scorer>;
  readProgram(change: Partial<ProgramSource>): Promise<ScorerReading>;
  allow(change: Partial<ProgramSource>): Promise<void>;
}

export const prompt = 'prompts/a.prompt.yml';

export async function scorerBench(
  files: Readonly<Record<string, string>> = {},
  change: Partial<ScorerSetup> = {},
  purpose: ScorerPurpose = 'run',
): Promise<ScorerBench> {
  const folder = await temporaryFolder();
  const root = join(folder.path, 'project');
  const setup = scorerSetup(join(folder.path, 'consents'), change);
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  for (const [file, text] of Object.entries({ [prompt]: '', ...files })) await write(file, text);
  const disk = nodeFiles(nodeClock);
  const timers = new Set<() => void>();
  const timer: Clock['timer'] = (delayMs, fire) => {
    const cancel = nodeClock.timer(delayMs, fire);
    timers.add(fire);
    return () => {
      timers.delete(fire);
      cancel();
    };
  };
  const session = openScorers({
    files: disk,
    clock: { ...nodeClock, timer },
    root,
    setup,
    purpose,
  });
  const readProgram = (one: Partial<ProgramSource>): Promise<ScorerReading> =>
    session.program(sourceOf(one));
  const allow = async (one: Partial<ProgramSource>): Promise<void> => {
    const reading = await readCommand(disk, root, sourceOf(one));
    assert.ok('command' in reading, JSON.stringify(reading));
    await consentsOf(setup, nodeClock).allow(root, reading.command);
  };
  return {
    root,
    setup,
    session,
    runOut() {
      for (const fire of timers) fire();
    },
    write,
    readProgram,
    allow,
    script: async (code, timeoutMs = 5000) =>
      scorerIn(await session.script({ prompt, from: { code }, timeoutMs })),
    async scriptFaults(from) {
      const reading = await session.script({ prompt, from, timeoutMs: 1000 });
      return 'faults' in reading ? reading.faults : [];
    },
    async program(one) {
      await allow(one);
      return scorerIn(await readProgram(one));
    },
    async [Symbol.asyncDispose]() {
      await session.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function sourceOf(change: Partial<ProgramSource>): ProgramSource {
  const usual = { prompt, command: [], files: [], env: [], timeoutMs: 20_000, parallel: 1 };
  return { ...usual, ...change };
}

function scorerIn(reading: ScorerReading): Scorer {
  assert.ok('scorer' in reading, JSON.stringify(reading));
  return reading.scorer;
}

export const unit = { range: [0, 1], better: 'higher' } as const;

/** `1`, `0.5 pass: why`, `failed: why`: what a scorer makes of a reply, in a line. */
export async function told(scorer: Scorer, input: JsonObject | string = 'yes'): Promise<string> {
  const whole = typeof input === 'string' ? { reply: input } : input;
  return wordsOf(scoreOf(await scorer.score(whole), unit));
}

export function wordsOf(score: Score): string {
  if (score.outcome !== 'scored') return `${score.outcome}: ${score.why}`;
  const verdict = score.pass === undefined ? '' : score.pass ? ' pass' : ' miss';
  return `${score.value}${verdict}${score.why === undefined ? '' : `: ${score.why}`}`;
}
