import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { makeCliPlace } from './place.ts';
import { openDoor, python, type MlflowServer } from './server.ts';
import { sharedServer } from './shared.ts';
import { stateOf } from './state.ts';

describe('assay with a real MLflow', () => {
  let server: MlflowServer;

  before(async () => {
    server = await sharedServer();
  });

  it('sends a run that has ended, where the user wants that, and says what is where', async () => {
    const mlflow = `{ trackingUri: "${server.address}", experiment: by itself, push: after-run }`;
    await using place = await makeCliPlace(mlflow);
    const { project } = place;
    const run = await project.run('run', '--model', 'mock/small');
    assert.equal(run.code, 1);
    assert.match(run.stderr, /^MLflow: \w{26}: 2 runs in the experiment "by itself"$/m);
    assert.equal((await stateOf(server.address, 'by itself')).length, 2);
    const again = await project.run('mlflow', 'push', '--all');
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /2 runs in the experiment "by itself", nothing new/);
    const status = await project.run('mlflow');
    assert.equal(status.code, 0, status.stderr);
    assert.match(status.stdout, /^server {6}http:\/\/127\.0\.0\.1:\d+ \(user configuration\)$/m);
    assert.match(status.stdout, /^answer {6}yes, it is MLflow$/m);
    assert.match(status.stdout, /^waiting {5}0 runs$/m);
  });

  it('ends a run as ever where the server is away, and tells failures by their code', async () => {
    await using gone = await openDoor(server.address, (_request, answer) => {
      answer.writeHead(503).end();
      return 'answered';
    });
    const mlflow = `{ trackingUri: "${gone.address}", push: after-run }`;
    await using place = await makeCliPlace(mlflow);
    const { project } = place;
    const run = await project.run('run', '--model', 'mock/small');
    assert.equal(run.code, 1);
    assert.match(run.stderr, /warning The run \w{26} is not in MLflow yet\. MLflow answered 503\./);
    const push = await project.run('mlflow', 'push');
    assert.equal(push.code, 0, push.stderr);
    assert.match(push.stderr, /^1 run waiting in the outbox\.$/m);
    assert.equal((await project.run('mlflow', 'push', '--require')).code, 5);
    assert.equal((await project.run('mlflow', 'status')).code, 5);
  });

  it('says what is missing where no server is set', async () => {
    await using place = await makeCliPlace('{ push: after-run }');
    const { project } = place;
    assert.equal((await project.run('run', '--model', 'mock/small')).code, 1);
    const push = await project.run('mlflow', 'push');
    assert.equal(push.code, 2);
    assert.match(push.stderr, /No MLflow server is set\. Set the environment variable/);
  });

  it('shows runs of other programs in the history', async () => {
    await using place = await makeCliPlace(`{ trackingUri: "${server.address}" }`);
    const { project } = place;
    const program = [
      'import sys, mlflow',
      'mlflow.set_tracking_uri(sys.argv[1])',
      'mlflow.set_experiment("notebooks")',
      'with mlflow.start_run(run_name="by hand"):',
      '    mlflow.log_param("model", "gpt-of-somebody")',
      '    mlflow.log_metric("accuracy", 0.5, step=0)',
      '    mlflow.log_metric("accuracy", 0.75, step=1)',
    ].join('\n');
    await promisify(execFile)(python, ['-c', program, server.address]);
    const pulled = await project.run('mlflow', 'pull', '--experiment', 'notebooks');
    assert.equal(pulled.code, 0, pulled.stderr);
    assert.match(pulled.stderr, /^1 run kept in \.assay\/mlflow, 1 of them new\.$/m);
    const { stdout } = await project.run('history', 'list', '--format', 'json');
    const { runs, foreign } = JSON.parse(stdout) as {
      readonly runs: readonly unknown[];
      readonly foreign: readonly { readonly name: string; readonly metrics: unknown }[];
    };
    assert.deepEqual(runs, []);
    assert.deepEqual(
      foreign.map(({ name, metrics }) => [name, metrics]),
      [['by hand', { accuracy: 0.75 }]],
    );
    const table = await project.run('history');
    assert.match(table.stdout, /MLflow, another/);
    assert.match(table.stdout, /by hand/);
    const nobody = await project.run('mlflow', 'pull', '--experiment', 'nobody');
    assert.equal(nobody.code, 2);
  });
});
