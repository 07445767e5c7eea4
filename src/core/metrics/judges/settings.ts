import * as z from 'zod/mini';

/** Settings that several judges share, to be spread into their own. */

export const contextSetting: { readonly context: z.ZodMiniPrefault<z.ZodMiniString> } = {
  context: z.prefault(
    z
      .string()
      .check(
        z.minLength(1),
        z.describe(
          'The column with what was retrieved: a text, a list of texts, or of `{ id, text }`.',
        ),
      ),
    'context',
  ),
};

/** For judges that look at a context only where they are told to. */
export const shownSettings: {
  readonly references: z.ZodMiniPrefault<z.ZodMiniBoolean>;
  readonly context: z.ZodMiniOptional<z.ZodMiniString>;
} = {
  references: z.prefault(
    z
      .boolean()
      .check(
        z.describe('The judge sees what the case expects; cases without it are not applicable.'),
      ),
    false,
  ),
  context: z.optional(
    z
      .string()
      .check(
        z.minLength(1),
        z.describe('A column that the judge sees as well, such as `context`.'),
      ),
  ),
};

export function samplesSetting(usual: number): z.ZodMiniPrefault<z.ZodMiniNumber> {
  return z.prefault(
    z
      .int()
      .check(
        z.minimum(1),
        z.maximum(20),
        z.describe('How often the judge is asked; each time is paid.'),
      ),
    usual,
  );
}

export const criteriaSetting: z.ZodMiniString = z
  .string()
  .check(z.minLength(1), z.describe('What is judged, in your own words; sent as it is.'));

export const transcriptSetting: { readonly transcript: z.ZodMiniOptional<z.ZodMiniString> } = {
  transcript: z.optional(
    z
      .string()
      .check(
        z.minLength(1),
        z.describe(
          'A column with the conversation before the reply, a list of `{ role, content }`. Left out: what was sent.',
        ),
      ),
  ),
};
