import { openMlflowKey, type MlflowKey } from '#extension/mlflow/mlflowKey.ts';
import { makeKnownKeys, redacted } from '#extension/host/redaction.ts';
import assert from 'node:assert/strict';

const entries = new Map<string, string>();
const known = makeKnownKeys();
const storage = {
  get: (name: string) => Promise.resolve(entries.get(name)),
  store: (name: string, value: string) => {
    entries.set(name, value);
    return Promise.resolve();
  },
  delete: (name: string) => {
    entries.delete(name);
    return Promise.resolve();
  },
};

function keyFor(
  trackingUri: string,
  env: Readonly<Record<string, string>> = {},
  isTrusted = true,
): MlflowKey {
  const log = { info: () => undefined, warn: () => undefined };
  return openMlflowKey({
    trackingUri,
    entries: storage,
    env,
    known,
    log,
    isTrusted: () => isTrusted,
  });
}

describe('the token of an MLflow server in VS Code', () => {
  beforeEach(() => {
    entries.clear();
  });

  it('is used for the origin that it was given for', async () => {
    await keyFor('https://mlflow.example.com/team').set('token-of-a-person');
    const found = await keyFor('https://mlflow.example.com/other').credential();
    assert.equal(found?.secret.reveal(), 'token-of-a-person');
    assert.equal(redacted('token-of-a-person', known), '[key]');
  });

  it('is not used for another one, and the environment does not take its place', async () => {
    await keyFor('https://mlflow.example.com').set('token-of-a-person');
    const env = { MLFLOW_TRACKING_TOKEN: 'token-of-the-shell' };
    const other = keyFor('https://mlflow.example.org', env);
    assert.equal(await other.credential(), undefined);
    assert.deepEqual(await other.state(), {
      kind: 'other-origin',
      origin: 'https://mlflow.example.com',
    });
  });

  it('comes from the environment where none is kept', async () => {
    const env = { MLFLOW_TRACKING_USERNAME: 'dana', MLFLOW_TRACKING_PASSWORD: 'pass-of-dana' };
    const found = await keyFor('https://mlflow.example.com', env).credential();
    assert.deepEqual([found?.user, found?.secret.reveal()], ['dana', 'pass-of-dana']);
  });

  it('stays where it is in a folder that is not trusted', async () => {
    const env = { MLFLOW_TRACKING_TOKEN: 'token-of-the-shell' };
    assert.equal(await keyFor('https://mlflow.example.com', env, false).credential(), undefined);
  });
});
