import { columnsOf, type Column } from '#core/authoring/columns.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import type { AssayWorkspace, PromptFile } from '../files/workspace.ts';

/** What is known of a prompt's cases, while someone waits for a completion. */
export interface KnownCases {
  readonly cases: readonly OutlinedCase[];
  readonly columns: readonly Column[];
}

const longestWaitMs = 100;

/** Remembers the last cases of each prompt: datasets are read again after an edit, and may be broken just now. */
export class KnownColumns {
  private readonly workspace: AssayWorkspace;
  private readonly known = new Map<string, KnownCases>();

  constructor(workspace: AssayWorkspace) {
    this.workspace = workspace;
  }

  async of(file: PromptFile): Promise<KnownCases> {
    const reading = this.read(file);
    const before = this.known.get(file.path);
    if (before === undefined) return reading;
    return inTime(reading, before);
  }

  private async read(file: PromptFile): Promise<KnownCases> {
    const before = this.known.get(file.path);
    if (file.prompt === undefined && before !== undefined) return before;
    const { cases } = await this.workspace.casesOf(file);
    if (before?.cases === cases) return before;
    const now = { cases, columns: columnsOf(cases) };
    this.known.set(file.path, now);
    return now;
  }
}

/** What comes within the wait, or else what stands in for it. */
function inTime<T>(wanted: Promise<T>, standIn: T): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(standIn), longestWaitMs);
    const settle = (value: T): void => {
      clearTimeout(timer);
      resolve(value);
    };
    wanted.then(settle, () => settle(standIn));
  });
}
