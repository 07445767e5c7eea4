import * as z from 'zod/mini';

/** The setting that names the model which turns texts into numbers. */
export const embeddingModel: z.ZodMiniOptional<z.ZodMiniString> = z.optional(
  z
    .string()
    .check(z.minLength(1), z.describe('The embedding model. Left out: `embedding:` of the suite.')),
);
