/** The few globals that Node and browsers share; declared here because `base` may lean on neither. */
interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(kind: 'abort', hear: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(kind: 'abort', hear: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}

declare const performance: { now(): number };

declare class URL {
  constructor(url: string);
  static canParse(url: string): boolean;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly href: string;
}
