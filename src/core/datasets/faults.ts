import type { Problem, Severity, TextRange } from '#protocol/problem.ts';
import { fileStart } from '#protocol/problem.ts';

const mostProblems = 50;

/** Passes the first 50 problems of a file on as they come, counts the rest, and tells the number at the end. */
export class Faults {
  readonly file: string;
  private readonly tell: (problem: Problem) => void;
  private told = 0;
  private rest = 0;
  private restSeverity: Severity = 'warning';
  private restRange: TextRange = fileStart;

  constructor(file: string, tell: (problem: Problem) => void) {
    this.file = file;
    this.tell = tell;
  }

  /** Further problems are only counted: finding out what exactly is wrong with a row would be for nothing. */
  get full(): boolean {
    return this.told >= mostProblems;
  }

  get none(): boolean {
    return this.told === 0;
  }

  add(problem: Problem): void {
    if (this.full) {
      this.count(problem.severity, problem.range);
      return;
    }
    this.told += 1;
    this.tell(problem);
  }

  /** Stands for `add` where `full`. */
  count(severity: Severity, range: TextRange): void {
    if (this.rest === 0) this.restRange = range;
    if (severity === 'error') this.restSeverity = 'error';
    this.rest += 1;
  }

  finish(): void {
    if (this.rest === 0) return;
    this.tell({
      code: 'more-problems',
      severity: this.restSeverity,
      file: this.file,
      range: this.restRange,
      message: `And ${String(this.rest)} more problems in this file.`,
      next: 'Solve the ones above first.',
    });
    this.rest = 0;
  }
}

/** A place without extent, for what concerns a row as a whole. */
export function placeAt(line: number, column = 1): TextRange {
  const place = { line, column };
  return { start: place, end: place };
}
