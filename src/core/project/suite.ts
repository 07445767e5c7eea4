import { hasErrors } from '#protocol/problem.ts';
import type { TextRange } from '#protocol/problem.ts';
import type { GateRule } from '#protocol/run.ts';
import { entryAt, nodeAt } from '../documents/node.ts';
import type { DocumentNode } from '../documents/node.ts';
import { firstProblems } from '../documents/problems.ts';
import type { Reading } from '../documents/reading.ts';
import { readShape } from '../documents/shape.ts';
import { decodeSource } from '../documents/source.ts';
import { readYaml } from '../documents/yaml.ts';
import type { LintSettings } from '../lint/lintSettings.ts';
import { suiteShape } from './suiteShape.ts';
import type { RecordingSettings, SuiteFile } from './suiteShape.ts';
import type { TierFile } from './tierShape.ts';

/** A model's id and where it is named. */
export interface PlacedModel {
  readonly id: string;
  readonly range: TextRange;
}

/** What a run must reach. */
export interface GateSettings extends GateRule {
  readonly range: TextRange;
  /** Where each name under `metrics` stands. */
  readonly places?: Readonly<Record<string, TextRange>>;
}

/** What `assay.yml` says; absent where it says nothing. */
export interface Suite {
  readonly file: string;
  /** Globs relative to the file's folder, never out of it. */
  readonly prompts?: readonly string[];
  /** For prompts that name none; without repetition. */
  readonly models: readonly PlacedModel[];
  readonly judge?: PlacedModel;
  readonly embedding?: PlacedModel;
  readonly repeats?: number;
  readonly concurrency?: number;
  readonly maxCostUsd?: number;
  readonly cache?: 'on' | 'off';
  readonly allowUnpriced: readonly string[];
  /** Absent `keep`: `hash`. `replay`: runs answer from recordings, unless they are told otherwise. */
  readonly recordings?: RecordingSettings;
  readonly gate?: GateSettings;
  /** By name; those that come with Assay are not here. */
  readonly tiers?: Readonly<Record<string, TierFile>>;
  readonly lint?: LintSettings;
}

/** Reads `assay.yml`. `value` only where there is no error: half of a suite would run something else. */
export function readSuite(bytes: Uint8Array, file: string): Reading<Suite> {
  const source = decodeSource(bytes, file);
  if (source.value === undefined) return { value: undefined, problems: source.problems };
  const document = readYaml(source.value);
  const problems = [...source.problems, ...document.problems];
  if (document.value === undefined) return { value: undefined, problems: firstProblems(problems) };
  const shape = readShape(suiteShape, document.value, file);
  problems.push(...shape.problems);
  const isSound = shape.value !== undefined && !hasErrors(problems);
  const value = isSound ? suiteOf(shape.value, document.value, file) : undefined;
  return { value, problems: firstProblems(problems) };
}

function suiteOf(written: SuiteFile, root: DocumentNode, file: string): Suite {
  const {
    version: _,
    models = [],
    judge,
    embedding,
    allowUnpriced = [],
    gate,
    lint,
    ...rest
  } = written;
  const placeOf = (...path: (string | number)[]): TextRange => (nodeAt(root, path) ?? root).range;
  const keyPlace = (...path: (string | number)[]): TextRange =>
    entryAt(root, path)?.keyRange ?? root.range;
  const placed = new Map<string, PlacedModel>();
  for (const [index, id] of models.entries()) {
    if (!placed.has(id)) placed.set(id, { id, range: placeOf('models', index) });
  }
  return {
    ...rest,
    file,
    models: [...placed.values()],
    allowUnpriced,
    ...(judge !== undefined && { judge: { id: judge, range: placeOf('judge') } }),
    ...(embedding !== undefined && {
      embedding: { id: embedding, range: placeOf('embedding') },
    }),
    ...(gate !== undefined && {
      gate: {
        ...gate,
        range: keyPlace('gate'),
        places: Object.fromEntries(
          Object.keys(gate.metrics ?? {}).map((name) => [name, keyPlace('gate', 'metrics', name)]),
        ),
      },
    }),
    ...(lint !== undefined && {
      lint: {
        rules: Object.entries(lint.rules ?? {}).map(([rule, level]) => ({
          rule,
          level,
          range: keyPlace('lint', 'rules', rule),
        })),
        ignore: (lint.ignore ?? []).map((one, index) => ({
          ...one,
          range: placeOf('lint', 'ignore', index),
        })),
      },
    }),
  };
}
