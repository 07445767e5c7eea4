import { plainField } from '#base/plainText.ts';
import type { Problem } from '#protocol/problem.ts';
import { counted } from './numbers.ts';
import type { RunBook } from '../views/runBook.ts';
import { troubledCases } from './troubledCases.ts';
import { troubleSentence } from './troubleSentence.ts';
import type { ReportDesk } from './reportDesk.ts';

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** Something to be shown beside a line of a file. Lines and columns count from 1. */
export interface Annotation {
  readonly level: AnnotationLevel;
  /** Relative to the repository's root. */
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly title: string;
  readonly message: string;
}

/** GitHub shows ten of a level in a step, and no more. */
const mostOfLevel = 10;

/** Annotations as the lines that GitHub's runner takes as commands; of each level at most ten, and a count of the rest. */
export function annotationLines(annotations: Iterable<Annotation>): readonly string[] {
  const shown: Record<AnnotationLevel, number> = { error: 0, warning: 0, notice: 0 };
  const left: Record<AnnotationLevel, number> = { error: 0, warning: 0, notice: 0 };
  const lines: string[] = [];
  for (const one of annotations) {
    // A place is kept for the count of the rest.
    const most = one.level === 'notice' ? mostOfLevel - 1 : mostOfLevel;
    if (shown[one.level] >= most) left[one.level] += 1;
    else {
      shown[one.level] += 1;
      lines.push(annotationLine(one));
    }
  }
  const rest = (['error', 'warning', 'notice'] as const).flatMap((level) =>
    left[level] === 0 ? [] : [counted(left[level], `more ${level}`)],
  );
  if (rest.length > 0) {
    const message = `${rest.join(', ')} not shown here. A report as SARIF or JUnit has them.`;
    lines.push(annotationLine({ level: 'notice', title: 'Assay', message }));
  }
  return lines;
}

function annotationLine({
  level,
  file,
  line,
  endLine,
  column,
  title,
  message,
}: Annotation): string {
  const properties = Object.entries({ file, line, endLine, col: column, title })
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${property(plainField(String(value), 300))}`],
    )
    .join(',');
  return `::${level} ${properties}::${data(plainField(message, 1000))}`;
}

/** As GitHub's runner takes it apart again. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

export function problemAnnotations(
  problems: readonly Problem[],
  nameOf: (file: string) => string,
): readonly Annotation[] {
  return problems.map(({ severity, file, range, code, message, allowed, next }) => ({
    level: severity === 'hint' ? 'notice' : severity,
    file: nameOf(file),
    line: range.start.line,
    endLine: range.end.line,
    column: range.start.column,
    title: code,
    message: [message, ...(allowed === undefined ? [] : [`Allowed: ${allowed}.`]), next].join(' '),
  }));
}

/** What a reader of a run's annotations is shown: cases that failed or broke, where they stand; then the gate. */
export async function runAnnotations(
  desk: ReportDesk,
  book: RunBook,
): Promise<readonly Annotation[]> {
  const { cases, left } = troubledCases(book, 3 * mostOfLevel);
  const annotations: Annotation[] = [];
  for (const one of cases) {
    const { source, title, message } = await troubleSentence(desk, book, one);
    const level = one.outcome === 'failed' ? 'error' : 'warning';
    annotations.push({ level, ...(source !== undefined && source), title, message });
  }
  const { summary } = book;
  const reasons = summary?.gate.reasons ?? [];
  if (reasons.length > 0) {
    annotations.unshift({ level: 'error', title: 'Gate failed', message: reasons.join('; ') });
  }
  if (left > 0) {
    const message = `${counted(left, 'more row')} failed or broke and ${left === 1 ? 'is' : 'are'} not listed.`;
    annotations.push({ level: 'notice', title: 'Assay', message });
  }
  return annotations;
}
