import * as z from 'zod/mini';

/** A text that several files hold in the same form, with its own words for what does not fit. */
function wordOf(pattern: RegExp, allowed: string, description: string): z.ZodMiniString {
  return z.string().check(
    z.refine((text: string) => pattern.test(text), {
      params: { code: 'wrong-format', allowed, next: `Write ${allowed}.` },
    }),
    z.meta({ description, pattern: pattern.source }),
  );
}

/** The id of a model in the catalogue. */
export function modelIdWord(description: string): z.ZodMiniString {
  return wordOf(
    /^[^\s\p{C}]{1,200}$/u,
    'an id such as openai/gpt-5-mini, without spaces',
    description,
  );
}

/** The name of a provider. */
export function providerWord(description: string): z.ZodMiniString {
  return wordOf(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'a name of letters, digits, "-", "_" and "."',
    description,
  );
}

export function wholeNumber(least: number, most: number, description: string): z.ZodMiniNumber {
  return z.int().check(z.gte(least), z.lte(most), z.meta({ description }));
}
