import * as z from 'zod/mini';
import { looksLikeKey } from '../scorers/programs/childEnvironment.ts';
import type { Metric, PrepareContext, Preparation } from './metric.ts';
import { ownShape, prepareOwn, unopened, type OwnSettings } from './ownScorer.ts';
import { measurePrepared } from './prepared.ts';

export interface ProcessSettings extends OwnSettings {
  readonly command: readonly string[];
  readonly files: readonly string[];
  readonly env: readonly string[];
  readonly timeoutMs: number;
  readonly parallel: number;
}

/** A person has to be able to read it before they allow it. */
const command = z.array(z.string()).check(
  z.minLength(1),
  z.maxLength(50),
  z.refine((words: readonly string[]) => words.join(' ').length <= 2000, {
    params: { code: 'out-of-range', allowed: 'at most 2,000 characters', next: 'Shorten it.' },
  }),
  z.refine((words: readonly string[]) => words[0] !== '' && !words.join('').includes('\0'), {
    params: { code: 'wrong-format', allowed: 'the name of a program first', next: 'Correct it.' },
  }),
  z.describe(
    'The program and its arguments, run without a shell in the folder of the prompt: `[python3, score.py]`.',
  ),
);

const variable = z.string().check(
  z.refine((text: string) => /^[A-Za-z_]\w{0,99}$/.test(text) && !looksLikeKey(text), {
    error: 'This is no variable that a scorer is given.',
    params: {
      code: 'scorer-key',
      allowed: 'names that do not sound like a key, a token, a password or another secret',
      next: 'Remove it: a scorer is never given a key.',
    },
  }),
);

export const process: Metric<ProcessSettings> = {
  kind: 'process',
  title: 'Your own program',
  documentation:
    'What a program of yours says of the reply, in Python or anything else: it is started once a run and answers a line of JSON with a line of JSON. ' +
    'It gets `{ id, reply, expected, values, messages, context, settings }` and answers `{ id, value, pass?, why?, details? }`, or `{ id, notApplicable: true }`. ' +
    'It can do whatever you can, so it runs only once you have allowed its command with its files as they are (`assay scorer allow`), and without your keys. ' +
    'A value outside of `range`, a text or NaN is no score. ' +
    'Misleads as far as your program does. Source: your program.',
  level: 'case',
  better: 'higher',
  range: [-Infinity, Infinity],
  needs: ['reply'],
  cost: 'free',
  useCases: ['any'],
  settings: z.strictObject({
    command,
    files: z.prefault(
      z
        .array(z.string())
        .check(
          z.maxLength(100),
          z.describe('What it imports: files that it is allowed with, beside those of `command`.'),
        ),
      [],
    ),
    env: z.prefault(
      z
        .array(variable)
        .check(
          z.maxLength(20),
          z.describe('Environment variables that it sees beside `PATH`, `HOME` and the like.'),
        ),
      [],
    ),
    timeoutMs: z.prefault(
      z
        .number()
        .check(
          z.gte(10),
          z.lte(600_000),
          z.describe('How long it may take for an answer, in milliseconds; its start included.'),
        ),
      30_000,
    ),
    parallel: z.prefault(
      z
        .int()
        .check(
          z.gte(1),
          z.lte(32),
          z.describe('Requests that it is given before it has answered the first.'),
        ),
      1,
    ),
    ...ownShape,
  }),
  scale: ({ range, better }) => ({ range, better }),
  runsCode: true,
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

async function prepare(settings: ProcessSettings, context?: PrepareContext): Promise<Preparation> {
  if (context?.scorers === undefined) return unopened;
  const source = { ...settings, prompt: context.file };
  return prepareOwn(await context.scorers.program(source), settings);
}
