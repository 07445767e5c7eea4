import { credentialInEnvironment, mlflowInEnvironment, mlflowTerms } from '#core/mlflow/terms.ts';
import assert from 'node:assert/strict';

describe('where runs are sent', () => {
  it('is nowhere until the user names a server', () => {
    const found = mlflowTerms([mlflowInEnvironment({}), { foundIn: 'user configuration' }]);
    assert.ok('fault' in found);
    assert.equal(found.fault, 'unset');
    assert.match(found.message, /MLFLOW_TRACKING_URI/);
  });

  it('goes by the environment first, then by the file, setting by setting', () => {
    const env = { MLFLOW_TRACKING_URI: 'https://mlflow.example.com/team/ ' };
    const file = {
      foundIn: 'user configuration',
      trackingUri: 'https://other.example.com',
      experiment: 'prompts/{prompt}',
      push: 'after-run',
    } as const;
    assert.deepEqual(mlflowTerms([mlflowInEnvironment(env), file]), {
      value: {
        trackingUri: 'https://mlflow.example.com/team',
        foundIn: 'environment variable MLFLOW_TRACKING_URI',
        experiment: 'prompts/{prompt}',
        push: 'after-run',
        texts: 'none',
        user: false,
      },
    });
  });

  for (const uri of [
    'http://mlflow.example.com',
    'https://dana:secret@mlflow.example.com',
    'https://mlflow.example.com?x=1',
    'databricks',
    'file:///tmp/mlruns',
  ]) {
    it(`is never ${uri}`, () => {
      const found = mlflowTerms([mlflowInEnvironment({ MLFLOW_TRACKING_URI: uri })]);
      assert.ok('fault' in found);
      assert.equal(found.fault, 'unsafe');
      assert.doesNotMatch(found.message, /secret/);
    });
  }
});

describe('what an MLflow server is shown', () => {
  it('is a user with a password before a token, as with its own client', () => {
    const both = {
      MLFLOW_TRACKING_USERNAME: 'dana',
      MLFLOW_TRACKING_PASSWORD: 'p',
      MLFLOW_TRACKING_TOKEN: 't',
    };
    const found = credentialInEnvironment(both);
    assert.deepEqual([found?.user, found?.secret.reveal()], ['dana', 'p']);
  });

  it('is a token where there is no password', () => {
    const found = credentialInEnvironment({
      MLFLOW_TRACKING_USERNAME: 'dana',
      MLFLOW_TRACKING_TOKEN: 't\n',
    });
    assert.deepEqual([found?.user, found?.secret.reveal()], [undefined, 't']);
  });

  it('is nothing where nothing is set', () => {
    assert.equal(credentialInEnvironment({}), undefined);
  });
});
