import type { CalibrationFigures, Share } from '#protocol/calibration.ts';
import { fewLabels } from '../calibration/figures.ts';
import { counted, figure, percent, percentRange } from './numbers.ts';

/** How a judge did, a sentence a line, the most important first. */
export function calibrationLines(
  figures: CalibrationFigures,
  minAgreement: number,
): readonly string[] {
  const { compared, kappa, kappaInterval, scale } = figures;
  const weights = scale === 'number' ? ' (quadratic weights)' : '';
  const range =
    kappaInterval === undefined
      ? ''
      : `, 95 % between ${figure(kappaInterval.low)} and ${figure(kappaInterval.high)}`;
  return [
    kappa === undefined
      ? `No kappa${weights}: people or judge and people together say only one thing; ${figure(minAgreement)} is needed.`
      : `Cohen's kappa${weights} ${figure(kappa)}${range}; ${figure(minAgreement)} is needed.`,
    ...(compared < fewLabels
      ? [
          `Provisional: ${counted(compared, 'reply', 'replies')} compared, ${fewLabels} or more say something.`,
        ]
      : []),
    ...comparedLines(figures),
    ...verdictLines(figures),
    ...furtherLines(figures),
  ];
}

function comparedLines(figures: CalibrationFigures): string[] {
  const { labelled, compared, failed, notApplicable, withoutVerdict, disputed } = figures;
  const rest = [
    [failed, 'failed'],
    [notApplicable, 'not applicable'],
    [withoutVerdict, 'without a verdict'],
    [disputed, 'that people disagree on'],
  ] as const;
  const left = rest.flatMap(([times, word]) => (times > 0 ? [`${times} ${word}`] : []));
  const more = left.length === 0 ? '' : ` Left out: ${left.join(', ')}.`;
  return [
    `${counted(labelled, 'labelled reply', 'labelled replies')}, ${compared} compared.${more}`,
  ];
}

function verdictLines({
  accuracy,
  constant,
  sensitivity,
  specificity,
}: CalibrationFigures): string[] {
  if (accuracy === undefined || constant === undefined) return [];
  const always = `always saying "${constant.verdict}" gets ${percent(constant.accuracy)}`;
  return [
    `Accuracy ${percent(accuracy)}; ${always}.`,
    ...(accuracy <= constant.accuracy
      ? [`The judge is no better than always saying "${constant.verdict}".`]
      : []),
    shareLine('Sensitivity', 'pass', sensitivity),
    shareLine('Specificity', 'fail', specificity),
  ];
}

function shareLine(name: string, verdict: 'pass' | 'fail', share: Share | undefined): string {
  if (share === undefined) return `${name} unknown: people ${verdict} none of the replies.`;
  const { value, n, interval } = share;
  const found = Math.round(value * n);
  return `${name} ${percent(value)} (${percentRange(interval)}): of the ${n} that people ${verdict}, ${found} ${verdict} with the judge too.`;
}

function furtherLines({ people, lengthCorrelation }: CalibrationFigures): string[] {
  const lines: string[] = [];
  if (people !== undefined) {
    const { replies, agreed, alpha } = people;
    const beyondChance = alpha === undefined ? '' : `, Krippendorff's alpha ${figure(alpha)}`;
    lines.push(`People agree on ${agreed} of ${replies} that several labelled${beyondChance}.`);
  }
  if (lengthCorrelation !== undefined) {
    lines.push(
      `Correlation of the judge's value with the length of the reply: ${figure(lengthCorrelation)}.`,
    );
  }
  return lines;
}
