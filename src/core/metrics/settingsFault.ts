import type { TextRange } from '#protocol/problem.ts';

/** What is wrong with settings beyond their shape: a broken pattern, two equal labels. */
export interface SettingsFault {
  /** Kebab-case, as in `Problem`. */
  readonly code: string;
  /** The way to the setting below `with:`. */
  readonly path: readonly (string | number)[];
  /** Set where it stands in a file that the settings name. */
  readonly at?: { readonly file: string; readonly range: TextRange };
  readonly message: string;
  readonly allowed?: string;
  readonly next: string;
}
