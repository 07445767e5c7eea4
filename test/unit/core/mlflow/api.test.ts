import { openMlflowApi, servedFolder, type MlflowApi } from '#core/mlflow/api.ts';
import { MlflowError } from '#core/mlflow/mlflowError.ts';
import { makeSecret } from '#core/models/secret.ts';
import type { Fetch } from '#core/ports.ts';
import { FakeClock } from '#support/fakeClock.ts';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';

const trackingUri = 'https://mlflow.example.com/team';

function api(fetch: Fetch, credential?: Parameters<typeof openMlflowApi>[0]['credential']) {
  const ports = { clock: new FakeClock(), fetch };
  return openMlflowApi({ trackingUri, credential, ports }, new AbortController().signal);
}

function answer(status: number, code: string, message: string): Fetch {
  return () => Promise.resolve(Response.json({ error_code: code, message }, { status }));
}

const reads: readonly ((one: MlflowApi) => Promise<unknown>)[] = [
  (one) => one.experimentNamed('a'),
  (one) => one.createExperiment('a'),
  (one) => one.searchRuns({ experiment: '1' }),
  (one) => one.run('a'),
  (one) => one.metricHistory('a', 'b'),
  (one) => one.artefacts('a'),
];

describe('the talk with MLflow', () => {
  it('never rejects but with what a person can read, whatever JSON a server answers', () =>
    fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(...reads), async (value, read) => {
        const one = api(() => Promise.resolve(Response.json(value)));
        try {
          await read(one);
        } catch (error) {
          assert.ok(error instanceof MlflowError);
          assert.notEqual(error.next, '');
        }
      }),
      { numRuns: 300 },
    ));

  it('takes whole numbers as text, and a metric that is no number', async () => {
    const run = {
      info: { run_id: 'a', start_time: '1790000000000', lifecycle_stage: 'active' },
      data: { metrics: [{ key: 'm', value: 'NaN', timestamp: '5', step: '2' }] },
    };
    const { info, data } = await api(() => Promise.resolve(Response.json({ run }))).run('a');
    assert.equal(info.start_time, 1_790_000_000_000);
    assert.deepEqual(data.metrics, [{ key: 'm', value: Number.NaN, timestamp: 5, step: 2 }]);
    assert.deepEqual(data.params, []);
  });

  it('reads every page, and not one for ever', async () => {
    const seen: string[] = [];
    const one = api((_url, { body }) => {
      const { page_token: token = '' } = JSON.parse(typeof body === 'string' ? body : '') as {
        page_token?: string;
      };
      seen.push(token);
      const run = { info: { run_id: `run ${token}` } };
      const next = token === '' ? 'b' : 'c';
      return Promise.resolve(Response.json({ runs: [run], next_page_token: next }));
    });
    const runs = await one.searchRuns({ experiment: '1' });
    assert.deepEqual(seen, ['', 'b', 'c']);
    assert.equal(runs.length, 3);
  });

  it('shows a token as a bearer, and a password with its user', async () => {
    const seen: unknown[] = [];
    const fetch: Fetch = (_url, { headers }) => {
      seen.push(new Headers(headers).get('authorization'));
      return Promise.resolve(Response.json({ experiment_id: '1' }));
    };
    await api(fetch, { secret: makeSecret('r', 'token') }).createExperiment('a');
    await api(fetch, { secret: makeSecret('r', 'pass word'), user: 'dana' }).createExperiment('a');
    await api(fetch).createExperiment('a');
    assert.deepEqual(seen, ['Bearer token', 'Basic ZGFuYTpwYXNzIHdvcmQ=', null]);
  });

  it('lays an artefact down where the run has its own, with its name escaped', async () => {
    const seen: string[] = [];
    const one = api((url, { method }) => {
      seen.push(`${method ?? ''} ${url}`);
      return Promise.resolve(new Response(null, { status: 200 }));
    });
    const run = {
      info: {
        run_id: 'a',
        run_name: '',
        status: '',
        start_time: 0,
        end_time: 0,
        artifact_uri: 'mlflow-artifacts:/1/a/artifacts',
      },
      data: { tags: [], params: [], metrics: [] },
    };
    assert.equal(await one.putArtefact(run, 'prompts/a b?.txt', 'text'), 'stored');
    assert.deepEqual(seen, [
      'PUT https://mlflow.example.com/team/api/2.0/mlflow-artifacts/artifacts/1/a/artifacts/prompts/a%20b%3F.txt',
    ]);
  });

  it('goes by the code of an error, and tells its words without the key', async () => {
    const secret = makeSecret('r', 'token-of-a-person');
    const gone = answer(404, 'RESOURCE_DOES_NOT_EXIST', 'no such experiment');
    assert.equal(await api(gone).experimentNamed('a'), undefined);
    const refused = answer(403, 'PERMISSION_DENIED', 'token-of-a-person may not');
    await assert.rejects(api(refused, { secret }).experimentNamed('a'), {
      code: 'unauthorized',
      message: 'MLflow answered 403 (PERMISSION_DENIED): [key] may not',
    });
  });
});

describe('where the artefacts of a run are', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['mlflow-artifacts:/1/ab/artifacts', '1/ab/artifacts'],
    ['mlflow-artifacts://mlflow.example.com/1/ab/artifacts', '1/ab/artifacts'],
    ['mlflow-artifacts://elsewhere.example.com/1/ab/artifacts', undefined],
    ['mlflow-artifacts:/1/../../secret', undefined],
    ['s3://bucket/1/ab/artifacts', undefined],
    ['file:///tmp/mlruns/1', undefined],
    ['', undefined],
  ];
  for (const [uri, folder] of cases) {
    it(`is ${folder ?? 'not at the server'}: "${uri}"`, () => {
      assert.equal(servedFolder(uri, trackingUri), folder);
    });
  }
});
