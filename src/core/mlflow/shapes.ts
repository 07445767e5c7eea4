import * as z from 'zod/mini';
import { _default as otherwise } from 'zod/mini';
import type { Entry } from './batches.ts';
import type { Point } from './image.ts';

/** A run as the server tells it. Metrics are the latest value of each key. */
export interface ServerRun {
  readonly info: {
    readonly run_id: string;
    readonly run_name: string;
    readonly status: string;
    /** Milliseconds since 1970; 0: unknown. */
    readonly start_time: number;
    readonly end_time: number;
    readonly artifact_uri: string;
  };
  readonly data: {
    readonly tags: readonly Entry[];
    readonly params: readonly Entry[];
    /** A value may be `NaN`. */
    readonly metrics: readonly Point[];
  };
}

export interface Page {
  readonly next_page_token?: string | undefined;
}

/** 64-bit numbers come as numbers or as text. */
const whole: z.ZodMiniType<number> = z.pipe(
  z.union([z.number(), z.string().check(z.regex(/^-?\d+$/))]),
  z.transform(Number),
);
/** What is no number, `NaN` and the infinities, comes as text. */
const figure: z.ZodMiniType<number> = z.pipe(
  z.union([z.number(), z.string()]),
  z.transform((value) => (typeof value === 'number' ? value : Number.NaN)),
);
const text: z.ZodMiniType<string> = otherwise(z.string(), '');
const wholeOrNone: z.ZodMiniType<number> = otherwise(whole, 0);

const entries: z.ZodMiniType<readonly Entry[]> = otherwise(
  z.array(z.object({ key: z.string(), value: text })),
  [],
);

const points: z.ZodMiniType<readonly Point[]> = otherwise(
  z.array(
    z.object({
      key: z.string(),
      value: otherwise(figure, 0),
      timestamp: wholeOrNone,
      step: wholeOrNone,
    }),
  ),
  [],
);

const run: z.ZodMiniType<ServerRun> = z.object({
  info: z.object({
    run_id: z.string(),
    run_name: text,
    status: text,
    start_time: wholeOrNone,
    end_time: wholeOrNone,
    artifact_uri: text,
  }),
  data: otherwise(z.object({ tags: entries, params: entries, metrics: points }), {
    tags: [],
    params: [],
    metrics: [],
  }),
});

export const experimentAnswer: z.ZodMiniType<{
  readonly experiment: { readonly experiment_id: string; readonly lifecycle_stage: string };
}> = z.object({
  experiment: z.object({ experiment_id: z.string(), lifecycle_stage: text }),
});

export const createdExperiment: z.ZodMiniType<{ readonly experiment_id: string }> = z.object({
  experiment_id: z.string(),
});

export const runAnswer: z.ZodMiniType<{ readonly run: ServerRun }> = z.object({ run });

export const runsAnswer: z.ZodMiniType<Page & { readonly runs: readonly ServerRun[] }> = z.object({
  runs: otherwise(z.array(run), []),
  next_page_token: z.optional(z.string()),
});

export const historyAnswer: z.ZodMiniType<Page & { readonly metrics: readonly Point[] }> = z.object(
  { metrics: points, next_page_token: z.optional(z.string()) },
);

export interface ListedFile {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size: number;
}

export const artifactsAnswer: z.ZodMiniType<Page & { readonly files: readonly ListedFile[] }> =
  z.object({
    files: otherwise(
      z.array(
        z.object({
          path: z.string(),
          is_dir: otherwise(z.boolean(), false),
          file_size: wholeOrNone,
        }),
      ),
      [],
    ),
    next_page_token: z.optional(z.string()),
  });

export const anyAnswer: z.ZodMiniType = z.unknown();
