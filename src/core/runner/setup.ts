import type { GitSetup } from '../git/git.ts';
import type { ModelKind, ProviderSettings, Timeouts } from '../models/model.ts';
import type { TrialSource } from '../models/layers/stack.ts';
import type { Ports } from '../ports.ts';
import type { RequestQueue } from '../queue/openQueue.ts';
import type { ScorerSetup } from '../scorers/scorerSetup.ts';
import type { Tokenizers } from '../tokens/tokenCounter.ts';
import type { ThisProcess } from '../store/runLock.ts';

/** A provider that the user declared, or that is built in. */
export interface KnownProvider {
  readonly settings: ProviderSettings;
  /** It refuses requests without a key. */
  readonly needsKey: boolean;
  /** How a person gives the key, for messages: `Set the environment variable OPENAI_API_KEY.` */
  readonly keyHint?: string;
}

/** What an engine is made of. Everything in it is the user's or the program's, nothing the workspace's. */
export interface EngineSetup {
  readonly ports: Ports;
  /** Absolute, without links. */
  readonly root: string;
  readonly version: string;
  /** By name. */
  readonly providers: ReadonlyMap<string, KnownProvider>;
  /** Kinds of models that only this program can open, beside the built-in ones. */
  readonly kinds?: readonly ModelKind[];
  /** The user's own folder for replies; outside the workspace. Absent: no cache. */
  readonly cacheFolder?: string;
  readonly self: ThisProcess;
  /** Who is at work, as labels name them; `undefined`: nobody knows. */
  readonly person?: () => Promise<string | undefined>;
  /** Absent: no code that users wrote is run. */
  readonly scorers?: ScorerSetup;
  /** Absent: nothing that needs the history of the repository can be done. */
  readonly git?: GitSetup;
  /** Where requests go instead of to their providers. Absent: this machine asks itself. */
  readonly queue?: RequestQueue;
  /** What answers trials in the place of their providers. Absent: the providers do. */
  readonly source?: TrialSource;
  /** Absent: token counts are estimates. */
  readonly tokenizers?: Tokenizers;
  /** How long a request may take; absent: `defaultTimeouts`. */
  readonly timeouts?: Timeouts;
}
