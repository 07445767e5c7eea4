import type { Files } from '../ports.ts';
import type { Environment } from './programs/childEnvironment.ts';

/** What a program that lets code of a project run says about itself and its user. Nothing in it is the project's. */
export interface ScorerSetup {
  /** The disk without unsaved texts over it: what a child process sees. */
  readonly disk: Files;
  /** Where consents are kept; absent: nowhere. */
  readonly consentFolder?: string;
  /** Hashes of commands that are allowed beside those. */
  readonly pinned?: readonly string[];
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** Variables that hold keys, whatever they are called. */
  readonly keyVariables: () => ReadonlySet<string>;
  /** Asked before each measurement. */
  readonly isTrusted: () => boolean;
}
