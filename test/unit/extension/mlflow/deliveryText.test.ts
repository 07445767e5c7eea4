import { MlflowError } from '#core/mlflow/mlflowError.ts';
import { deliveryText } from '#extension/mlflow/deliveryText.ts';
import assert from 'node:assert/strict';

const family = {
  experiment: 'assay/shop',
  experimentId: '1',
  parent: 'p',
  children: ['a', 'b'],
  created: 3,
  written: 9,
  notes: [],
};

describe('what a person reads of a run that was sent', () => {
  it('is where it is', () => {
    assert.equal(
      deliveryText({ kind: 'pushed', run: 'r', families: [family] }),
      'MLflow has 3 runs in the experiment "assay/shop".',
    );
    assert.equal(
      deliveryText({
        kind: 'pushed',
        run: 'r',
        families: [{ ...family, created: 0, written: 0, notes: ['One [note](command:x).'] }],
      }),
      'MLflow has already 3 runs in the experiment "assay/shop". One (note)(command:x).',
    );
  });

  it('is that it waits, and why', () => {
    const error = new MlflowError('network', 'MLflow could not be reached.', 'Check it.');
    assert.equal(
      deliveryText({ kind: 'waiting', run: 'r', error }),
      'The run is not in MLflow yet. MLflow could not be reached. It is kept, and sent after a later run.',
    );
  });

  it('is what to do where waiting does not help', () => {
    const error = new MlflowError('unauthorized', 'MLflow answered 401.', 'Set a token.');
    assert.equal(
      deliveryText({ kind: 'waiting', run: 'r', error }),
      'The run is not in MLflow yet. MLflow answered 401. Set a token.',
    );
  });
});
