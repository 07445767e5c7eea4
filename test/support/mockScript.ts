/** What the mock provider is told to do. Plain data, so that a test may send it from another process to `POST /__script`. */
export interface MockScript {
  /** The first rule that applies to a request decides; its fields win over `otherwise`. */
  readonly rules?: readonly MockRule[];
  readonly otherwise?: MockBehaviour;
  /** So many requests at a time; each further one gets a 429 at once. */
  readonly parallel?: { readonly allowed: number; readonly headers?: Record<string, string> };
}

export interface MockRule {
  readonly when?: {
    /** Stands in the prompt as `[[row-7]]`. */
    readonly marker?: string;
    readonly contains?: string;
    readonly model?: string;
    /** Only the n-th request, from 1, among those that the other conditions let through. */
    readonly nth?: number;
  };
  /** How often the rule applies; without it, always. */
  readonly times?: number;
  readonly do: MockBehaviour;
}

export interface MockBehaviour {
  /** From the whole request to the first byte. */
  readonly latencyMs?: number;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent instead of a reply: text as it stands, anything else as JSON. */
  readonly body?: unknown;
  readonly reply?: MockReply;
  /** How a streamed reply is cut up and paced. */
  readonly chunks?: { readonly count?: number; readonly everyMs?: number };
  readonly fault?: MockFault;
}

export interface MockReply {
  /**
   * `echo` is the last message; `pick` chooses by the prompt's hash; `finding` is a pattern, and what its group finds in
   * the prompt takes the place of `{}` in the text; a function only within one process.
   */
  readonly answer?:
    | { readonly text: string; readonly finding?: string }
    | { readonly pick: readonly string[] }
    | 'echo'
    | ((prompt: string) => string);
  readonly ending?: 'stop' | 'length' | 'filter' | 'tool' | 'refusal';
  /** `none`: the reply says nothing of usage. */
  readonly usage?:
    | { readonly input: number; readonly cached?: number; readonly output: number }
    | 'none';
  /** The model that the provider says it was. */
  readonly model?: string;
  readonly fingerprint?: string;
}

/** `after` counts pieces of content that are sent before it happens. */
export type MockFault =
  | { readonly kind: 'silent' }
  | { readonly kind: 'stall'; readonly after: number; readonly pingEveryMs?: number }
  | { readonly kind: 'reset'; readonly after: number }
  | { readonly kind: 'end-early'; readonly after: number }
  | { readonly kind: 'error-event'; readonly after: number; readonly event: unknown }
  | { readonly kind: 'drip'; readonly everyMs: number }
  | { readonly kind: 'half-json' }
  | { readonly kind: 'truncated-gzip' }
  | { readonly kind: 'wrong-length' };

export interface MockRequestFacts {
  readonly prompt: string;
  readonly marker: string | undefined;
  readonly model: string;
}

/** Gives each request its behaviour; counts what the rules need counted. */
export function makeDirector(script: MockScript): (facts: MockRequestFacts) => MockBehaviour {
  const rules = (script.rules ?? []).map((rule) => ({ rule, seen: 0, used: 0 }));
  const otherwise = script.otherwise ?? {};
  return (facts) => {
    for (const entry of rules) {
      const { when, times, do: behaviour } = entry.rule;
      if (!describes(when, facts)) continue;
      entry.seen += 1;
      if (when?.nth !== undefined && when.nth !== entry.seen) continue;
      if (times !== undefined && entry.used >= times) continue;
      entry.used += 1;
      return { ...otherwise, ...behaviour };
    }
    return otherwise;
  };
}

function describes(when: MockRule['when'], facts: MockRequestFacts): boolean {
  if (when === undefined) return true;
  return (
    (when.marker === undefined || when.marker === facts.marker) &&
    (when.contains === undefined || facts.prompt.includes(when.contains)) &&
    (when.model === undefined || when.model === facts.model)
  );
}
