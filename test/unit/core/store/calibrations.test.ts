import assert from 'node:assert/strict';
import { judgeState } from '#core/calibration/state.ts';
import { correctionOf } from '#core/calibration/correction.ts';
import { calibrationFigures } from '#core/calibration/figures.ts';
import { calibrationPath, readCalibration, writeCalibration } from '#core/store/calibrations.ts';
import type { Calibration } from '#protocol/calibration.ts';
import { judged } from '#support/labelled.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';

const prompt = 'prompts/polite.prompt.yml';
const calibration: Calibration = {
  version: 1,
  prompt,
  evaluator: 'is polite',
  calibratedAt: '2026-11-24T10:00:00.000Z',
  kind: 'llm',
  models: [{ id: 'mock/judge', name: 'judge' }],
  fingerprint: 'f'.repeat(32),
  labelsSha256: 'a'.repeat(64),
  minAgreement: 0.6,
  figures: calibrationFigures(judged('pp pp pf fp ff ff ff'), undefined),
};
const path = calibrationPath('/p', prompt, 'is polite');

async function stored(text: string) {
  const files = new MemoryFiles();
  files.put(path, text);
  return readCalibration(files, '/p', prompt, 'is polite');
}

describe('a calibration', () => {
  it('is read as it was written', async () => {
    const files = new MemoryFiles();
    assert.equal(await writeCalibration(files, '/p', calibration), path);
    assert.deepEqual(await readCalibration(files, '/p', prompt, 'is polite'), {
      value: calibration,
    });
    assert.match(
      path,
      /\/p\/\.assay\/calibrations\/prompts-polite-[0-9a-f]{10}\/is-polite-[0-9a-f]{10}\.json$/,
    );
  });

  it('that is damaged, or of another judge, is none', async () => {
    const whole = JSON.stringify(calibration);
    for (const text of [
      '',
      '{}',
      whole.slice(0, -2),
      whole.replace('"version":1', '"version":2'),
      whole.replace('"is polite"', '"is kind"'),
      whole.replace('"bothPass":2', '"bothPass":-2'),
      whole.replace(/"kappa":[\d.]+/, '"kappa":7'),
    ]) {
      const found = await stored(text);
      assert.equal('fault' in found && found.fault, 'damaged', text.slice(0, 80));
      assert.equal(judgeState('is polite', found, 'f'.repeat(32)).status, 'uncalibrated');
    }
  });

  it('makes a judge calibrated, below or stale', () => {
    const { kappa = 0, confusion } = calibration.figures;
    assert.equal(kappa.toFixed(6), '0.416667');
    const state = (change: Partial<Calibration>, print = calibration.fingerprint) =>
      judgeState('is polite', { value: { ...calibration, ...change } }, print);
    const known = { evaluator: 'is polite', provisional: true, kappa, compared: 7 };
    assert.deepEqual(state({}), { ...known, status: 'below', confusion });
    assert.deepEqual(state({ minAgreement: kappa }), { ...known, status: 'calibrated', confusion });
    assert.deepEqual(state({}, 'other'), { ...known, status: 'stale' });
  });

  it('corrects a pass rate, or says why it cannot', () => {
    const counts = { bothPass: 90, onlyPeoplePass: 10, onlyJudgePasses: 20, bothFail: 80 };
    const corrected = correctionOf(counts, 80, 100, false);
    assert.deepEqual(Object.keys(corrected), ['value']);
    assert.equal('value' in corrected && corrected.value.toFixed(6), '0.857143');
    assert.ok('interval' in correctionOf(counts, 80, 100, true));
    assert.deepEqual(correctionOf(counts, 0, 0, true), { why: 'nothing was judged' });
    assert.deepEqual(correctionOf({ ...counts, onlyJudgePasses: 0, bothFail: 0 }, 1, 2, true), {
      why: 'people fail none of the labelled replies',
    });
    assert.deepEqual(correctionOf({ ...counts, bothPass: 10, onlyPeoplePass: 90 }, 1, 2, true), {
      why: 'on the labelled replies the judge is no better than chance',
    });
  });
});
