import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Calibration } from '#protocol/calibration.ts';
import { leadsOut } from '../files/confine.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';
import { FileError, type Files } from '../ports.ts';
import type { Stored } from './runFolder.ts';
import { promptSlug, slugOf } from './slug.ts';

const largestCalibration = 1024 * 1024;

export function calibrationPath(root: string, promptFile: string, evaluator: string): string {
  const file = `${slugOf(evaluator)}.json`;
  return join(root, '.assay', 'calibrations', promptSlug(promptFile), file);
}

/** Never throws. */
export async function readCalibration(
  files: Files,
  root: string,
  promptFile: string,
  evaluator: string,
): Promise<Stored<Calibration>> {
  const path = calibrationPath(root, promptFile, evaluator);
  let value: unknown;
  try {
    if (await leadsOut(files, root, path)) return damaged(path, 'it is a link out of the project');
    const bytes = await files.read(path, largestCalibration);
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof FileError && error.code === 'missing') {
      return { fault: 'missing', message: `${evaluator} was never calibrated.` };
    }
    return damaged(path, error instanceof FileError ? error.message : 'it is not JSON');
  }
  const read = shape.safeParse(value);
  if (!read.success) return damaged(path, 'it is no calibration');
  if (read.data.prompt !== promptFile || read.data.evaluator !== evaluator) {
    return damaged(path, 'it is the calibration of another judge');
  }
  return { value: read.data };
}

/** All or nothing. Gives the path. Throws `FileError`. */
export async function writeCalibration(
  files: Files,
  root: string,
  calibration: Calibration,
): Promise<string> {
  const { prompt, evaluator } = calibration;
  const way = ['.assay', 'calibrations', promptSlug(prompt)];
  await makeOwnFolder(files, root, way, 'calibrations are');
  const path = calibrationPath(root, prompt, evaluator);
  await files.writeAtomic(path, `${JSON.stringify(calibration, undefined, 2)}\n`);
  return path;
}

const count = z.int().check(z.gte(0));
const part = z.number().check(z.gte(0), z.lte(1));
const interval = z.object({ low: z.number(), high: z.number() });
const share = z.object({ value: part, n: count, interval });

const shape = z.object({
  version: z.literal(1),
  prompt: z.string(),
  evaluator: z.string(),
  calibratedAt: z.string(),
  kind: z.string(),
  models: z.array(z.object({ id: z.string(), name: z.string() })),
  fingerprint: z.string(),
  labelsSha256: z.string(),
  minAgreement: z.number(),
  figures: z.object({
    labelled: count,
    disputed: count,
    failed: count,
    notApplicable: count,
    withoutVerdict: count,
    compared: count,
    scale: z.enum(['verdict', 'number']),
    kappa: z.exactOptional(z.number().check(z.gte(-1), z.lte(1))),
    kappaInterval: z.exactOptional(interval),
    confusion: z.exactOptional(
      z.object({
        bothPass: count,
        onlyPeoplePass: count,
        onlyJudgePasses: count,
        bothFail: count,
      }),
    ),
    accuracy: z.exactOptional(part),
    constant: z.exactOptional(z.object({ verdict: z.enum(['pass', 'fail']), accuracy: part })),
    sensitivity: z.exactOptional(share),
    specificity: z.exactOptional(share),
    people: z.exactOptional(
      z.object({ replies: count, agreed: count, alpha: z.exactOptional(z.number()) }),
    ),
    lengthCorrelation: z.exactOptional(z.number()),
  }),
});

function damaged(path: string, why: string): Stored<Calibration> {
  return {
    fault: 'damaged',
    message: `${path} cannot be used: ${why}. Put it right, or calibrate the judge anew.`,
  };
}
