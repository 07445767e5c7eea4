import * as z from 'zod/mini';
import type { Measured, Metric } from '../metric.ts';
import { reasonShape } from './choices.ts';
import { defineJudge, judgeSetting, scored, type Bench, type JudgeSettings } from './judge.ts';
import type { NamedText } from './material.ts';
import { columnOf, expectedOf, questionOf } from './sources.ts';

interface Settings extends JudgeSettings {
  readonly by: 'errors' | 'points';
  readonly source?: string | undefined;
  readonly references: boolean;
}

const pointsShape = z.object({
  reason: reasonShape,
  points: z.number().check(z.describe('0 to 100')),
});

const severities = ['minor', 'major', 'critical'] as const;

const errorsShape = z.object({
  errors: z.array(
    z.object({
      span: z.string().check(z.describe('the words, exactly as they stand in a text')),
      reason: reasonShape,
      severity: z.enum(severities),
    }),
  ),
});

/** What an error takes off, of 25. */
const weights = { minor: 1, major: 5, critical: 25 } as const;
const worst = 25;

export const translationQuality: Metric<Settings> = defineJudge<Settings>({
  kind: 'translation-quality',
  version: 1,
  title: 'Translation quality',
  documentation:
    'A judge marks the errors of the reply as a translation, each with its words and a severity: minor takes 1, major 5 and critical 25 points off 25, and the score is what is left on a scale from 0 to 1; words that stand in neither text are no error and asked for again. ' +
    'With `by: points` it gives 0 to 100 points instead. ' +
    'Marked errors can be checked by people and differ less between judges than points. Source: Kocmi and Federmann 2023, GEMBA-MQM and GEMBA-DA; weights of MQM, cut off at 25.',
  needs: ['reply', 'values'],
  useCases: ['translation'],
  settings: z.strictObject({
    by: z.prefault(
      z
        .enum(['errors', 'points'])
        .check(z.describe('What the judge gives: marked errors, or points.')),
      'errors',
    ),
    source: z.optional(
      z
        .string()
        .check(
          z.minLength(1),
          z.describe(
            'The column with the original. Left out: `input`, else the last user message.',
          ),
        ),
    ),
    references: z.prefault(
      z.boolean().check(z.describe('The judge sees the expected text as a good translation.')),
      false,
    ),
    ...judgeSetting,
  }),
  judge(evidence, settings, bench) {
    const original =
      settings.source === undefined ? questionOf(evidence) : columnOf(evidence, settings.source);
    const texts: readonly NamedText[] = [
      ['original', original],
      ...(settings.references ? [['reference', expectedOf(evidence)] as const] : []),
      ['translation', evidence.reply],
    ];
    return settings.by === 'points'
      ? byPoints(bench, texts)
      : byErrors(bench, texts, [original, evidence.reply]);
  },
});

async function byPoints(bench: Bench, texts: readonly NamedText[]): Promise<Measured> {
  const { points, reason } = await bench.ask({
    task: `${shownWords} Give it from 0 (no meaning is kept) to 100 (perfect in meaning and language) points.`,
    texts,
    shape: pointsShape,
    fault: (answer) =>
      answer.points >= 0 && answer.points <= 100
        ? undefined
        : `"points" is ${answer.points}, which is not from 0 to 100`,
  });
  return scored(points / 100, `${points} points: ${reason}`, { points, reason });
}

const shownWords =
  'You are shown an "original", its "translation" and perhaps a "reference" that is right; other right translations are just as good.';

async function byErrors(
  bench: Bench,
  texts: readonly NamedText[],
  spanned: readonly string[],
): Promise<Measured> {
  const { errors } = await bench.ask({
    task: `${shownWords} Mark each error of the translation: the shortest words that are wrong, copied from the translation, or from the original where they were left out. Minor: it disturbs. Major: it misleads. Critical: it turns the meaning round or does harm. Without errors the list is empty.`,
    texts,
    shape: errorsShape,
    fault: (answer) => spanFault(answer.errors, spanned),
  });
  const lost = penalty(errors.map(({ severity }) => severity));
  const counts = severities
    .map((one) => `${errors.filter(({ severity }) => severity === one).length} ${one}`)
    .join(', ');
  return scored(1 - lost / worst, counts, { errors, lost });
}

/** Points taken off, 25 at most. */
export function penalty(found: readonly (keyof typeof weights)[]): number {
  return Math.min(
    worst,
    found.reduce((sum, severity) => sum + weights[severity], 0),
  );
}

function spanFault(
  errors: readonly { readonly span: string }[],
  texts: readonly string[],
): string | undefined {
  const folded = texts.map(foldSpace);
  const lost = errors.findIndex(
    ({ span }) => span.trim() === '' || !folded.some((text) => text.includes(foldSpace(span))),
  );
  return lost < 0 ? undefined : `the words of error ${lost + 1} stand in neither text`;
}

function foldSpace(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
}
