import * as z from 'zod/mini';
import type { ZodMiniType } from 'zod/mini';
import type { Evidence } from './metric.ts';
import { fold, references } from './text.ts';

/** The settings of the metrics that look for several texts inside the reply. */
export interface TextPartsSettings {
  readonly values?: readonly string[] | undefined;
  readonly ignoreCase: boolean;
}

export function textPartsSettings(): ZodMiniType<TextPartsSettings> {
  return z.strictObject({
    values: z.optional(
      z
        .array(z.string().check(z.minLength(1)))
        .check(
          z.minLength(1),
          z.describe("The texts to look for. Left out: the case's expected list."),
        ),
    ),
    ignoreCase: z.prefault(
      z.boolean().check(z.describe('Upper and lower case are the same.')),
      false,
    ),
  });
}

/** The texts that the reply lacks, and how many were looked for. `undefined` where there is nothing to look for. */
export function lackingParts(
  { reply, expected }: Evidence,
  { values, ignoreCase }: TextPartsSettings,
): { readonly lacking: readonly string[]; readonly total: number } | undefined {
  const parts = (values ?? references(expected))?.filter((part) => part !== '');
  if (parts === undefined || parts.length === 0) return undefined;
  const folded = fold(reply, { ignoreCase });
  const lacking = parts.filter((part) => !folded.includes(fold(part, { ignoreCase })));
  return { lacking, total: parts.length };
}
