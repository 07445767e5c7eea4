import * as z from 'zod/mini';
import type { Metric, Preparation } from './metric.ts';
import { measurePrepared } from './prepared.ts';
import { verdict } from './verdict.ts';

interface Settings {
  readonly pattern: string;
  readonly flags: string;
  readonly negate: boolean;
}

export const regex: Metric<Settings> = {
  kind: 'regex',
  title: 'Regular expression',
  documentation:
    'Whether the pattern matches somewhere in the reply; anchor it with `^` and `$` to match the whole. ' +
    'It runs in time linear in the reply (RE2), so look-around and back-references do not exist, and `\\d`, `\\w`, `\\s`, `\\b` mean ASCII (`\\p{L}` is any letter). ' +
    'Good for formats; misleads where a right answer may be written in several ways. Source: RE2 syntax.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['any', 'extraction'],
  settings: z.strictObject({
    pattern: z
      .string()
      .check(z.minLength(1), z.maxLength(10_000), z.describe('In RE2 syntax, without slashes.')),
    flags: z.prefault(
      z.string().check(
        z.refine(
          (text: string) => /^[ims]{0,3}$/.test(text) && new Set(text).size === text.length,
          {
            params: {
              code: 'wrong-format',
              allowed: 'i, m, s, each at most once',
              next: 'Correct it.',
            },
          },
        ),
        z.describe(
          'Any of `i` (ignore case), `m` (`^` and `$` match at lines), `s` (`.` matches line ends).',
        ),
      ),
      '',
    ),
    negate: z.prefault(
      z.boolean().check(z.describe('Passes where the pattern does not match.')),
      false,
    ),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

async function prepare({ pattern, flags, negate }: Settings): Promise<Preparation> {
  const { compilePattern } = await import('./re2.ts');
  const compiled = compilePattern(pattern, flags);
  if ('fault' in compiled) return { faults: [{ ...compiled.fault, path: ['pattern'] }] };
  return { measure: ({ reply }) => verdict(compiled.test(reply) !== negate) };
}
