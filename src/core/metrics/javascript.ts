import * as z from 'zod/mini';
import type { Metric, PrepareContext, Preparation } from './metric.ts';
import { ownShape, prepareOwn, unopened, type OwnSettings } from './ownScorer.ts';
import { measurePrepared } from './prepared.ts';

interface Settings extends OwnSettings {
  readonly file?: string | undefined;
  readonly code?: string | undefined;
  readonly timeoutMs: number;
}

export const javascript: Metric<Settings> = {
  kind: 'javascript',
  title: 'Your own JavaScript',
  documentation:
    'What a function of yours says of the reply: a module in a file of the project, or written here, whose default export gets `{ reply, expected, values, messages, context, settings }` and returns a number, a boolean, `{ value, pass, why, details }`, or `null` where it does not apply. ' +
    'It runs in a sandbox that has no files, no network, no timers and no modules, anew for each reply, with 64 MB and one second. ' +
    'A value outside of `range`, a text or NaN is no score. ' +
    'Misleads as far as your function does. Source: your code.',
  level: 'case',
  better: 'higher',
  range: [-Infinity, Infinity],
  needs: ['reply'],
  cost: 'free',
  useCases: ['any'],
  settings: z
    .strictObject({
      file: z.optional(
        z
          .string()
          .check(
            z.minLength(1),
            z.describe('The file with the module, relative to the prompt: `../scorers/polite.js`.'),
          ),
      ),
      code: z.optional(
        z
          .string()
          .check(
            z.minLength(1),
            z.maxLength(100_000),
            z.describe('The module itself: `export default ({ reply }) => reply.length < 200`.'),
          ),
      ),
      timeoutMs: z.prefault(
        z
          .number()
          .check(
            z.gte(10),
            z.lte(10_000),
            z.describe('How long one reply may take, in milliseconds.'),
          ),
        1000,
      ),
      ...ownShape,
    })
    .check(
      z.refine(({ file, code }) => (file === undefined) !== (code === undefined), {
        error: 'The function stands in a file or here, and in one of them.',
        params: { code: 'wrong-format', allowed: 'file, or code', next: 'Write one of the two.' },
      }),
    ),
  scale: ({ range, better }) => ({ range, better }),
  runsCode: true,
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

async function prepare(settings: Settings, context?: PrepareContext): Promise<Preparation> {
  if (context?.scorers === undefined) return unopened;
  const { file, code = '', timeoutMs } = settings;
  const from = file === undefined ? { code } : { file };
  const source = { prompt: context.file, from, timeoutMs };
  return prepareOwn(await context.scorers.script(source), settings);
}
