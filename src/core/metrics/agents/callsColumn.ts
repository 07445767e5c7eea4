import * as z from 'zod/mini';
import type { ZodMiniType } from 'zod/mini';

/** Where the calls stand that are measured. */
export const callsColumn: ZodMiniType<string | undefined> = z.optional(
  z
    .string()
    .check(
      z.minLength(1),
      z.describe('The column that holds the calls. Left out: the reply does.'),
    ),
);
