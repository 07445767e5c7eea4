import { resolve } from 'node:path';
import type { RunRequest } from '#core/engine.ts';
import type { CacheMode } from '#protocol/run.ts';
import type { ReportArgument } from '../reportFiles.ts';
import type { RunFormat } from '../runFormats.ts';

/** The options of `run`, their values already checked one by one. */
export interface RunOptions {
  readonly model?: readonly string[];
  readonly variant?: readonly string[];
  readonly case?: readonly string[];
  readonly tag?: readonly string[];
  readonly tier?: string;
  readonly since?: string;
  readonly sample?: number;
  readonly shard?: { readonly index: number; readonly of: number };
  readonly partFolder?: string;
  readonly repeat?: number;
  readonly maxCost?: number;
  readonly concurrency?: number;
  readonly cache?: CacheMode;
  readonly record?: true;
  /** Asks only about what is not recorded, and records it; not an option, but a command of its own. */
  readonly complete?: true;
  readonly replay?: true;
  readonly live?: true;
  readonly queue?: string;
  readonly batch?: true;
  readonly resume?: string;
  readonly baseline?: true;
  readonly dryRun?: true;
  readonly allowUnpriced?: readonly string[];
  readonly format: RunFormat;
  readonly output?: string;
  readonly report?: readonly ReportArgument[];
  readonly link?: string;
}

/** What they ask for together, or why they do not go together. */
export function readRunOptions(
  options: RunOptions,
  files: readonly string[],
  cwd: string,
): { readonly request: RunRequest; readonly resume?: string } | { readonly refusal: string } {
  const refusal =
    fileAmongValues(options) ??
    besideResume(options, files) ??
    besideBatch(options) ??
    partOfNothing(options);
  if (refusal !== undefined) return { refusal };
  const { repeat, maxCost, concurrency, cache, resume, tier, since, sample, shard } = options;
  const recordings = recordingsOf(options);
  return {
    request: {
      files: files.map((file) => resolve(cwd, file)),
      models: options.model ?? [],
      variants: options.variant ?? [],
      cases: options.case ?? [],
      tags: options.tag ?? [],
      ...(tier === undefined ? {} : { tier }),
      ...(since === undefined ? {} : { since }),
      ...(sample === undefined ? {} : { sample }),
      ...(shard === undefined ? {} : { shard }),
      ...(repeat === undefined ? {} : { repeats: repeat }),
      ...(maxCost === undefined ? {} : { maxCostUsd: maxCost }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(cache === undefined ? {} : { cache }),
      ...(recordings === undefined ? {} : { recordings }),
      ...(options.allowUnpriced === undefined ? {} : { allowUnpriced: options.allowUnpriced }),
      ...(options.batch === undefined ? {} : { batch: options.batch }),
    },
    ...(resume === undefined ? {} : { resume }),
  };
}

/** Absent: as the suite says. */
function recordingsOf({ record, replay, live, complete }: RunOptions): RunRequest['recordings'] {
  if (complete === true) return 'complete';
  if (live === true) return 'off';
  if (replay === true) return 'replay';
  return record === true ? 'record' : undefined;
}

const listOptions = {
  model: '--model',
  variant: '--variant',
  case: '--case',
  tag: '--tag',
  allowUnpriced: '--allow-unpriced',
} as const;

/** These options take every word up to the next option, so they swallow a file that stands behind them. */
function fileAmongValues(options: RunOptions): string | undefined {
  for (const [key, option] of Object.entries(listOptions)) {
    const values = options[key as keyof typeof listOptions];
    const file = values?.find((value) => /\.prompt(?:\.ya?ml)?$/.test(value));
    if (file !== undefined) {
      return `option '${option}' was given the file '${file}'. Put files before the options, or after "--".`;
    }
  }
  return undefined;
}

const besides = new Set([
  'resume',
  'partFolder',
  'queue',
  'batch',
  'maxCost',
  'baseline',
  'format',
  'output',
  'report',
  'link',
  'color',
]);

const optionNames: Readonly<Record<string, string>> = {
  ...listOptions,
  dryRun: '--dry-run',
};

function besideResume(options: RunOptions, files: readonly string[]): string | undefined {
  if (options.resume === undefined) return undefined;
  const other = Object.keys(options).find((key) => !besides.has(key));
  const given = other === undefined ? files[0] : (optionNames[other] ?? `--${other}`);
  if (given === undefined) return undefined;
  return `option '--resume' goes on with what the run was started with; '${given}' cannot be given beside it. Allowed: --batch, --max-cost, --baseline, --format, --output, --report, --link.`;
}

/** There are no results yet that these could be told of. */
function besideBatch(options: RunOptions): string | undefined {
  if (options.batch === undefined || options.dryRun === true) return undefined;
  const early = (['baseline', 'report', 'output', 'link'] as const).find(
    (key) => options[key] !== undefined,
  );
  if (early !== undefined) {
    return `option '--batch' only submits; give '--${early}' to "assay batch collect".`;
  }
  const { format } = options;
  if (format === 'table' || format === 'json') return undefined;
  return `option '--batch' only submits; give '--format ${format}' to "assay batch collect". Allowed: table, json.`;
}

function partOfNothing({ partFolder, shard, resume, dryRun }: RunOptions): string | undefined {
  if (partFolder === undefined) return undefined;
  if (shard === undefined && resume === undefined) {
    return "option '--part-folder' is for a part of a run. Give --shard i/n too.";
  }
  return dryRun === true
    ? "option '--part-folder' has nothing to put there with --dry-run."
    : undefined;
}
