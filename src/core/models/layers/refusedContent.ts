import { personalItems, type PersonalKind } from '../../metrics/safety/personalItems.ts';
import { personalKinds } from '../../metrics/safety/personalKinds.ts';
import type { Recording } from './recordings.ts';
import { findSecret } from './secretScan.ts';

/** Kinds of personal data that a project says are made up, or may be kept. Secrets may never. */
export type AllowedKinds = ReadonlySet<PersonalKind>;

/** What a recording may not hold, by kind, never the thing itself. */
export interface RefusedContent {
  /** `an API key (sk-…)`, or `personal data (e-mail)`. */
  readonly what: string;
  readonly isSecret: boolean;
}

/** `line`: the recording as it would be written. `keys`: those in use, as they are. */
export function refusedContent(
  recording: Recording,
  line: string,
  keys: readonly string[],
  allowed: AllowedKinds,
): RefusedContent | undefined {
  const secret = findSecret(line, keys);
  if (secret !== undefined) return { what: secret, isSecret: true };
  const kinds = personalKinds.filter((kind) => !allowed.has(kind));
  if (kinds.length === 0) return undefined;
  const texts = [
    recording.reply.text,
    ...(recording.request?.messages ?? []).map(({ content }) => content),
  ];
  const found = new Set(texts.flatMap((text) => kindsIn(text, kinds)));
  return found.size === 0
    ? undefined
    : { what: `personal data (${[...found].join(', ')})`, isSecret: false };
}

/** An embedding is numbers as base64, which only look like something. */
function kindsIn(text: string, kinds: readonly PersonalKind[]): readonly PersonalKind[] {
  if (/^[A-Za-z0-9+/]{64,}={0,2}$/.test(text)) return [];
  return personalItems(text, kinds).map(({ kind }) => kind);
}
