import { join } from 'node:path';
import { FoundProblems } from '#core/runner/foundProblems.ts';
import type { Problem } from '#protocol/problem.ts';

/** The problems of every file, by who found them; what several found alike is there once. */
export class ProblemBoard {
  /** Source → path → problems. */
  private readonly sources = new Map<string, ReadonlyMap<string, readonly Problem[]>>();
  /** Path → sources that said something of it. */
  private readonly files = new Map<string, Set<string>>();

  /** Takes the place of what the source said before. Gives the paths whose problems may differ now. */
  set(source: string, root: string, problems: readonly Problem[]): readonly string[] {
    const before = this.sources.get(source);
    const now = byPath(root, problems);
    for (const path of before?.keys() ?? []) this.files.get(path)?.delete(source);
    for (const path of now.keys()) {
      const sources = this.files.get(path) ?? new Set();
      this.files.set(path, sources.add(source));
    }
    if (now.size === 0) this.sources.delete(source);
    else this.sources.set(source, now);
    return [...new Set([...(before?.keys() ?? []), ...now.keys()])];
  }

  of(path: string): readonly Problem[] {
    const found = new FoundProblems();
    for (const source of this.files.get(path) ?? [])
      found.add(this.sources.get(source)?.get(path) ?? []);
    return found.all;
  }

  /** Files that something was said of. */
  get paths(): readonly string[] {
    return [...this.files.keys()];
  }

  /** Who has said something. */
  get names(): readonly string[] {
    return [...this.sources.keys()];
  }
}

function byPath(
  root: string,
  problems: readonly Problem[],
): ReadonlyMap<string, readonly Problem[]> {
  const paths = new Map<string, Problem[]>();
  for (const problem of problems) {
    const path = join(root, problem.file);
    const others = paths.get(path);
    if (others === undefined) paths.set(path, [problem]);
    else others.push(problem);
  }
  return paths;
}
