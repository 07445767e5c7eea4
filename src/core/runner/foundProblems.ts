import type { Problem } from '#protocol/problem.ts';

/** Collects problems of several readers; what two of them noticed alike is told once, as the worse of the two. */
export class FoundProblems {
  private readonly problems = new Map<string, Problem>();
  private settle: ((problems: readonly Problem[]) => readonly Problem[]) | undefined;

  add(problems: readonly Problem[]): void {
    for (const problem of problems) {
      const { line, column } = problem.range.start;
      const key = `${problem.code} ${problem.file} ${line}:${column} ${problem.message}`;
      if (this.problems.get(key)?.severity !== 'error') this.problems.set(key, problem);
    }
  }

  /** How the project wants problems told; known only once it was read. */
  settleBy(settle: (problems: readonly Problem[]) => readonly Problem[]): void {
    this.settle = settle;
  }

  get all(): readonly Problem[] {
    const found = [...this.problems.values()];
    return this.settle?.(found) ?? found;
  }
}
