import { familiesOf } from '#core/mlflow/familyOf.ts';
import { trialRows } from '#core/mlflow/trialRows.ts';
import { makeSecret } from '#core/models/secret.ts';
import { promptOver } from '#support/project.ts';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { largePrompt, makeCliPlace, makeRunPlace, never, pushed } from './place.ts';
import { openDoor, python, type MlflowServer } from './server.ts';
import { sharedServer } from './shared.ts';
import { stateOf, withoutIds } from './state.ts';

describe('a run in a real MLflow', () => {
  let server: MlflowServer;

  before(async () => {
    server = await sharedServer();
  });

  it('reads back as it was written, with over 100 parameters and 1,000 metrics', async () => {
    await using place = await makeRunPlace(largePrompt);
    const experiment = 'reads back';
    const family = pushed(
      await place
        .open({ trackingUri: server.address, experiment, texts: 'all' })
        .push(place.run, never),
    );
    assert.ok('value' in place.run.manifest && 'value' in place.run.summary);
    const manifest = place.run.manifest.value;
    const rows = await trialRows(place.project.engine.history, place.run, manifest, true);
    const ended = { manifest, summary: place.run.summary.value, rows };
    const [image] = familiesOf(ended, { project: 'p', experiment, texts: 'all' });
    assert.ok(image !== undefined);
    const state = await stateOf(server.address, experiment);
    assert.deepEqual(
      state.map(({ name }) => name.replace(/ \d{4}.*/, '')),
      ['asked / base on mock/small', 'asked / base on mock/large', 'asked'],
    );
    for (const [at, written] of [...image.children, image.parent].entries()) {
      const found = state[at];
      assert.deepEqual(found?.params, Object.fromEntries(written.params));
      for (const [key, value] of written.tags) assert.equal(found.tags[key], value);
      const points = Object.entries(found.metrics).flatMap(([key, some]) =>
        some.map((point) => ({ key, ...point })),
      );
      assert.deepEqual(new Set(points.map(line)), new Set(written.metrics.map(line)));
      assert.equal(points.length, written.metrics.length);
      assert.deepEqual(
        found.artefacts,
        Object.fromEntries(written.artefacts.map(({ path, text }) => [path, text])),
      );
      assert.equal(found.status, 'FINISHED');
      assert.equal(found.startTime, Date.parse(manifest.startedAt));
    }
    const [small] = state;
    assert.ok(Object.keys(small?.params ?? {}).length > 100);
    assert.ok(Object.values(small?.metrics ?? {}).flat().length > 1000);
    assert.equal(small?.metrics['scores/right/value']?.[0]?.value, 29 / 30);
    assert.deepEqual(
      state.map(({ tags }) => tags['mlflow.parentRunId']),
      [family.parent, family.parent, undefined],
    );
  });

  it('is changed by nothing when it is pushed again', async () => {
    await using place = await makeRunPlace();
    const mlflow = place.open({ trackingUri: server.address, experiment: 'twice' });
    const first = pushed(await mlflow.push(place.run, never));
    const before = await stateOf(server.address, 'twice');
    const second = pushed(await mlflow.push(place.run, never));
    assert.deepEqual(await stateOf(server.address, 'twice'), before);
    assert.equal(before.length, 3);
    assert.deepEqual([first.created, second.created, second.written], [3, 0, 0]);
  });

  it('holds what somebody took away again after the next push, and nothing else', async () => {
    await using place = await makeRunPlace();
    const mlflow = place.open({ trackingUri: server.address, experiment: 'mended' });
    const { children } = pushed(await mlflow.push(place.run, never));
    const before = await stateOf(server.address, 'mended');
    await fetch(`${server.address}/api/2.0/mlflow/runs/delete-tag`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ run_id: children[0], key: 'assay.gate' }),
    });
    const again = pushed(await mlflow.push(place.run, never));
    assert.equal(again.written, 1);
    assert.deepEqual(await stateOf(server.address, 'mended'), before);
  });

  it('keeps texts back unless the user lets them go', async () => {
    await using place = await makeRunPlace();
    const mlflow = place.open({ trackingUri: server.address, experiment: 'kept back' });
    pushed(await mlflow.push(place.run, never));
    const everything = JSON.stringify(await stateOf(server.address, 'kept back'));
    assert.doesNotMatch(everything, /Is it so|\[\[row/);
    assert.match(everything, /row-1/);
  });

  it('arrives later, once, where the server was down', async () => {
    await using place = await makeRunPlace();
    const mlflow = place.open({ trackingUri: server.address, experiment: 'outage' });
    await server.stop();
    const delivery = await mlflow.push(place.run, never);
    assert.equal(delivery.kind, 'waiting');
    assert.match(delivery.error.message, /^MLflow could not be reached \(ECONNREFUSED\)/);
    assert.deepEqual(
      (await mlflow.waiting()).map(({ run, attempts }) => [run, attempts]),
      [[place.run.id, 1]],
    );
    await server.start();
    assert.deepEqual(await mlflow.deliver('due', never), []);
    pushed((await mlflow.deliver('all', never))[0]);
    assert.deepEqual(await mlflow.waiting(), []);
    assert.deepEqual(await mlflow.deliver('all', never), []);
    assert.equal((await stateOf(server.address, 'outage')).length, 3);
  });

  it('is there once, whatever answer was lost on the way', async () => {
    await using place = await makeRunPlace();
    const straight = place.open({ trackingUri: server.address, experiment: 'straight' });
    pushed(await straight.push(place.run, never));
    const wanted = withoutIds(await stateOf(server.address, 'straight'));
    // Making the experiment, a run, the first batch, the end of a run: the rest is tried without a server.
    for (const lost of [2, 4, 8, 11]) {
      const experiment = `lost ${lost}`;
      await using door = await openDoor(server.address, (_request, _answer, at) =>
        at === lost ? 'lose-answer' : 'pass',
      );
      const mlflow = place.open({ trackingUri: door.address, experiment });
      const broken = await mlflow.push(place.run, never);
      assert.equal(broken.kind, 'waiting', `request ${lost}`);
      pushed((await mlflow.deliver('all', never))[0]);
      assert.deepEqual(withoutIds(await stateOf(server.address, experiment)), wanted);
    }
  });

  it('is there once where the program was killed between two requests', async () => {
    await using cli = await makeCliPlace('{ experiment: killed }');
    const { project } = cli;
    assert.equal((await project.run('run', '--model', 'mock/small')).code, 1);
    const held = Promise.withResolvers<undefined>();
    await using door = await openDoor(server.address, (request, _answer, place) => {
      if (place < 6) return 'pass';
      held.resolve(undefined);
      request.resume();
      return 'answered';
    });
    const env = { ...project.env, MLFLOW_TRACKING_URI: door.address };
    const { startCli, runCli } = await import('#support/cli.ts');
    await using running = startCli(['mlflow', 'push'], { cwd: project.cwd, env });
    await held.promise;
    running.child.kill('SIGKILL');
    await running.ended;
    assert.equal((await stateOf(server.address, 'killed')).length, 2);
    const outbox = await readdir(join(project.cwd, '.assay/outbox/mlflow'));
    assert.equal(outbox.filter((name) => name.endsWith('.json')).length, 1);
    const direct = { cwd: project.cwd, env: { ...env, MLFLOW_TRACKING_URI: server.address } };
    const again = await runCli(['mlflow', 'push'], direct);
    assert.equal(again.code, 0, again.stderr);
    const state = await stateOf(server.address, 'killed');
    assert.deepEqual(
      state.map(({ status, tags }) => [status, tags['assay.candidate']]),
      [
        ['FINISHED', '0'],
        ['FINISHED', 'run'],
      ],
    );
  });

  it('is there once where two copies of a project push it at the same time', async () => {
    await using place = await makeRunPlace();
    const copy = `${place.project.path}-copy`;
    await cp(place.project.path, copy, { recursive: true });
    try {
      const { createdTwice } = await pushTwice(place, copy);
      assert.equal(createdTwice.length, 2);
      const settled = pushed(
        await place
          .open({ trackingUri: server.address, experiment: 'raced' })
          .push(place.run, never),
      );
      assert.equal(settled.created, 0);
      assert.equal((await stateOf(server.address, 'raced')).length, 3);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });

  /** Both are let through to creating only when both have looked for what is there. */
  async function pushTwice(
    place: Awaited<ReturnType<typeof makeRunPlace>>,
    copy: string,
  ): Promise<{ readonly createdTwice: readonly unknown[] }> {
    const { openMlflow } = await import('#core/mlflow/mlflow.ts');
    const { openHistory } = await import('#core/runner/history.ts');
    const { nodeFiles } = await import('#core/adapters/nodeFiles.ts');
    const { nodeClock } = await import('#core/adapters/nodeClock.ts');
    const { makeNodeFetch } = await import('#core/adapters/nodeFetch.ts');
    const { thisProcess } = await import('#core/adapters/thisProcess.ts');
    const mlflow = place.open({ trackingUri: server.address, experiment: 'raced' });
    const files = nodeFiles(nodeClock);
    const history = openHistory(files, nodeClock, copy);
    const other = openMlflow({
      ports: { files, clock: nodeClock, fetch: makeNodeFetch() },
      root: copy,
      history,
      self: thisProcess,
      terms: mlflow.terms,
      credential: () => Promise.resolve(undefined),
    });
    const run = await history.find('last');
    assert.ok(run !== undefined);
    return {
      createdTwice: await Promise.all([mlflow.push(place.run, never), other.push(run, never)]),
    };
  }

  it('shows its table to the client of MLflow, nested under its parent', async () => {
    await using place = await makeRunPlace(promptOver(3));
    const mlflow = place.open({ trackingUri: server.address, experiment: 'table', texts: 'all' });
    const family = pushed(await mlflow.push(place.run, never));
    const program = [
      'import json, sys, mlflow',
      'mlflow.set_tracking_uri(sys.argv[1])',
      'mlflow.set_experiment("table")',
      "table = mlflow.load_table('eval_results_table.json', run_ids=[sys.argv[3]])",
      'nested = mlflow.search_runs(experiment_names=["table"], filter_string=f"tags.`mlflow.parentRunId` = \'{sys.argv[2]}\'")',
      'print(json.dumps({"columns": list(table.columns), "rows": table.astype(object).where(table.notna(), None).values.tolist(), "nested": sorted(nested["run_id"])}))',
    ].join('\n');
    const { stdout } = await promisify(execFile)(python, [
      '-c',
      program,
      server.address,
      family.parent,
      family.children[0] ?? '',
    ]);
    const read = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      readonly columns: readonly string[];
      readonly rows: readonly (readonly unknown[])[];
      readonly nested: readonly string[];
    };
    const at = (name: string): number => read.columns.indexOf(name);
    assert.deepEqual(
      read.rows.map((row) =>
        ['case', 'outputs', 'expected', 'pass', 'right/score'].map((name) => row[at(name)]),
      ),
      [
        ['row-0', 'yes', 'yes', true, 1],
        ['row-1', 'no', 'yes', false, 0],
        ['row-2', 'yes', 'yes', true, 1],
      ],
    );
    assert.deepEqual(read.nested, family.children.toSorted());
  });

  it('is refused with what to do where the server does not know the key', async () => {
    await using place = await makeRunPlace();
    await using door = await openDoor(server.address, (request, answer) => {
      if (request.headers.authorization === 'Basic ZGFuYTpzZWNyZXQ=') return 'pass';
      answer.writeHead(401, { 'content-type': 'text/html' });
      answer.end('You are not authenticated.');
      return 'answered';
    });
    const source = { trackingUri: door.address, experiment: 'guarded' };
    const refused = await place.open(source).push(place.run, never);
    assert.equal(refused.kind, 'waiting');
    assert.equal(refused.error.message, 'MLflow answered 401.');
    assert.match(refused.error.next, /MLFLOW_TRACKING_TOKEN/);
    assert.equal(refused.error.isPassing, false);
    const known = { user: 'dana', secret: makeSecret('test', 'secret') };
    pushed(await place.open(source, known).push(place.run, never));
  });

  it('tells an address that is no MLflow from one', async () => {
    await using place = await makeRunPlace();
    const mlflow = place.open({ trackingUri: `${server.address}/wrong` });
    await assert.rejects(mlflow.look(never), {
      code: 'model-not-found',
      message: 'MLflow answered 404.',
      next: 'Check the address of the MLflow server ("assay mlflow status" shows it); a path such as /mlflow may be missing.',
    });
  });

  it('is not sent on, nor is the key, where the server redirects', async () => {
    await using place = await makeRunPlace();
    await using stranger = await openDoor(server.address, () => 'pass');
    await using door = await openDoor(server.address, (_request, answer) => {
      answer.writeHead(307, { location: `${stranger.address}/api/2.0/mlflow/` });
      answer.end();
      return 'answered';
    });
    const key = { secret: makeSecret('test', 'token-of-a-person') };
    const delivery = await place.open({ trackingUri: door.address }, key).push(place.run, never);
    assert.equal(delivery.kind, 'waiting');
    assert.equal(delivery.error.code, 'redirected');
    assert.deepEqual(stranger.seen, []);
    assert.deepEqual(
      door.seen.map(({ authorization }) => authorization),
      ['Bearer token-of-a-person'],
    );
  });
});

function line(point: {
  readonly key: string;
  readonly step: number;
  readonly timestamp: number;
  readonly value: number;
}): string {
  return `${point.key} ${point.step} ${point.timestamp} ${point.value}`;
}
