import * as z from 'zod/mini';
import type { ZodMiniType } from 'zod/mini';
import type { Evidence, Measured } from './metric.ts';
import { fold, references } from './text.ts';
import { noExpected, notApplicable, verdict } from './verdict.ts';

/** The settings of the metrics that look for one text inside the reply. */
export interface TextPartSettings {
  readonly value?: string | undefined;
  readonly ignoreCase: boolean;
}

const partShape = {
  value: z.optional(
    z
      .string()
      .check(
        z.minLength(1),
        z.describe("The text to look for. Left out: the case's expected text."),
      ),
  ),
  ignoreCase: z.prefault(
    z.boolean().check(z.describe('Upper and lower case are the same.')),
    false,
  ),
};

export function textPartSettings(): ZodMiniType<TextPartSettings> {
  return z.strictObject(partShape);
}

/** The same for metrics that look at an end of the reply. */
export interface TextEndSettings extends TextPartSettings {
  readonly trim: boolean;
}

export function textEndSettings(): ZodMiniType<TextEndSettings> {
  return z.strictObject({
    ...partShape,
    trim: z.prefault(
      z.boolean().check(z.describe('White space around the reply does not count.')),
      true,
    ),
  });
}

/** Judges by one text: the setting's, else any of the case's expected ones. `trim` takes white space off the reply first. */
export function measurePart(
  { reply, expected }: Evidence,
  { value, ignoreCase }: TextPartSettings,
  trim: boolean,
  found: (reply: string, part: string) => boolean,
): Measured {
  const parts = value === undefined ? references(expected) : [value];
  if (parts === undefined) return noExpected;
  if (parts.includes(''))
    return notApplicable('the expected text is empty, and every reply has that');
  const folded = fold(reply, { ignoreCase, trim });
  return verdict(parts.some((part) => found(folded, fold(part, { ignoreCase }))));
}
