import type { JsonObject, JsonValue } from '#base/json.ts';
import type { InputHash } from '#protocol/run.ts';
import type { SettingsFault } from '../metrics/settingsFault.ts';

/** What one measurement came to. Everything in it is foreign text. */
export type ScorerAnswer = (
  | { readonly kind: 'answered'; readonly answer: JsonValue }
  | { readonly kind: 'broken'; readonly why: string }
) & {
  /** What the code printed beside its answer: the console of a script, the end of a program's stderr. */
  readonly said?: string;
};

/** Code that a user wrote, ready to score one reply after the other. */
export interface Scorer {
  /** Never rejects: what goes wrong is `broken`, and concerns this measurement alone. */
  score(input: JsonObject): Promise<ScorerAnswer>;
  /** The files of the project that it is made of. */
  readonly inputs: readonly InputHash[];
}

export type ScorerReading =
  | { readonly scorer: Scorer }
  | { readonly faults: readonly SettingsFault[] };

/** JavaScript for the sandbox: a module whose default export scores. */
export interface ScriptSource {
  /** The prompt that names it, relative to the root with `/`. */
  readonly prompt: string;
  /** Relative to the prompt's folder; or the text itself. */
  readonly from: { readonly file: string } | { readonly code: string };
  readonly timeoutMs: number;
}

/** A program that answers over its standard streams. */
export interface ProgramSource {
  readonly prompt: string;
  /** The name of a program, or its path relative to the prompt's folder, and its arguments. */
  readonly command: readonly string[];
  /** More files that a consent is bound to, relative to the prompt's folder. */
  readonly files: readonly string[];
  /** Names of environment variables that it sees beside the usual ones. */
  readonly env: readonly string[];
  readonly timeoutMs: number;
  /** Requests that it is given at a time, at most. */
  readonly parallel: number;
}

/** Where scorers that users wrote come from. Neither method rejects. */
export interface ScorerHost {
  script(source: ScriptSource): Promise<ScorerReading>;
  program(source: ProgramSource): Promise<ScorerReading>;
}

/** Stands in where the program that holds the engine does not run code of a project. */
export const noScorers: ScorerHost = {
  script: () => Promise.resolve({ faults: [unavailable] }),
  program: () => Promise.resolve({ faults: [unavailable] }),
};

const unavailable: SettingsFault = {
  code: 'scorer-unavailable',
  path: [],
  message: 'it is code of the project, and this program runs none.',
  next: 'Use a metric that comes with Assay, or run the prompt with "assay run".',
};
