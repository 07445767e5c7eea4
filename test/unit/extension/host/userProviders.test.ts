import { readUserConfig } from '#core/project/userConfig.ts';
import {
  knownProviders,
  listProviders,
  userSetting,
  type InspectedSetting,
  type ProviderList,
} from '#extension/host/userProviders.ts';
import assert from 'node:assert/strict';

const nothing = { value: undefined, problems: [] };
const ours = { kind: 'compatible', baseUrl: 'https://llm.example/v1', key: { env: 'OUR_KEY' } };

function names({ all }: ProviderList): string[] {
  return [...all.keys()];
}

function told({ problems }: ProviderList): unknown {
  return problems.map(({ code, file, range }) => [code, file, range.start.line]);
}

describe('the providers of a user', () => {
  it('are the built-in ones and VS Code where the user says nothing', () => {
    for (const setting of [undefined, null, {}]) {
      const list = listProviders(nothing, setting);
      assert.deepEqual(names(list), [
        'openai',
        'anthropic',
        'ollama',
        'lmstudio',
        'llamacpp',
        'vscode',
      ]);
      assert.deepEqual(list.problems, []);
    }
  });

  it('are those of the file and of the setting, which wins', () => {
    const file = readUserConfig(
      Buffer.from(
        'providers:\n  ours: { kind: openai, baseUrl: "https://old.example" }\n  theirs: { kind: compatible, baseUrl: "https://theirs.example/v1/" }\n',
      ),
      '/home/me/config.yml',
    );
    const list = listProviders(file, { ours });
    assert.deepEqual(list.problems, []);
    assert.deepEqual(list.all.get('theirs')?.settings.baseUrl, 'https://theirs.example/v1');
    assert.deepEqual(list.all.get('ours'), {
      settings: {
        provider: 'ours',
        kind: 'compatible',
        baseUrl: 'https://llm.example/v1',
        stream: true,
      },
      key: { env: 'OUR_KEY' },
    });
  });

  const where = 'the setting assay.providers';
  const wrong: readonly [string, unknown, string][] = [
    ['a list', [], 'wrong-type'],
    ['http to another machine', { ours: { ...ours, baseUrl: 'http://llm.example' } }, 'unsafe-url'],
    ['a password in the address', { ours: { ...ours, baseUrl: 'https://a:b@c.d' } }, 'unsafe-url'],
    ['headers', { ours: { ...ours, headers: { 'x-a': 'b' } } }, 'unknown-key'],
    ['another place for OpenAI', { openai: ours }, 'built-in-provider'],
    ['another VS Code', { vscode: ours }, 'built-in-provider'],
  ];
  for (const [what, setting, code] of wrong) {
    it(`are told what is wrong with ${what} in the setting`, () => {
      const list = listProviders(nothing, setting);
      assert.deepEqual(told(list), [[code, where, 1]]);
      assert.equal(list.all.get('openai')?.settings.baseUrl, 'https://api.openai.com/v1');
      assert.equal(list.all.get('vscode')?.settings.kind, 'vscode');
    });
  }

  it('do not repeat a key that stands in the setting by mistake', () => {
    const list = listProviders(nothing, { ours: { ...ours, key: { env: 'sk-canary-1234' } } });
    assert.equal(list.problems.length, 1);
    assert.doesNotMatch(JSON.stringify(list.problems), /canary/);
  });

  it('are not changed by a name that objects have of themselves', () => {
    const setting: unknown = JSON.parse(`{ "__proto__": ${JSON.stringify(ours)} }`);
    const list = listProviders(nothing, setting);
    assert.equal(list.problems[0]?.severity, 'error');
    assert.equal(list.all.size, 6);
  });

  it('come from the user alone: what a workspace or a folder sets is not looked at', () => {
    const hostile: InspectedSetting & Record<string, unknown> = {
      workspaceValue: { ours },
      workspaceFolderValue: { ours },
      defaultValue: {},
    };
    assert.equal(userSetting(hostile), undefined);
    assert.equal(userSetting({ ...hostile, globalValue: 1 }), 1);
    assert.equal(userSetting(undefined), undefined);
  });

  it('stand beside what the user says of MLflow, whose faults are told apart', () => {
    const file = readUserConfig(Buffer.from('mlflow: { push: after-run }'), 'config.yml');
    const good = listProviders(file, undefined, { trackingUri: 'https://mlflow.example.com' });
    assert.deepEqual(good.mlflow, {
      setting: { value: { trackingUri: 'https://mlflow.example.com' }, problems: [] },
      file: { push: 'after-run' },
    });
    const bad = listProviders(file, { ours }, { trackingUri: 'http://mlflow.example.com' });
    assert.deepEqual(
      bad.mlflow.setting.problems.map(({ code }) => code),
      ['unsafe-url'],
    );
    assert.deepEqual([bad.problems, bad.all.has('ours')], [[], true]);
  });

  it('that need a key say how to give it here', () => {
    const known = knownProviders(listProviders(nothing, { ours }));
    const facts = [...known].map(([name, one]) => [name, one.needsKey, one.keyHint]);
    assert.deepEqual(facts, [
      ['openai', true, 'Run "Assay: Set API Key".'],
      ['anthropic', true, 'Run "Assay: Set API Key".'],
      ['ollama', false, undefined],
      ['lmstudio', false, undefined],
      ['llamacpp', false, undefined],
      ['ours', true, 'Run "Assay: Set API Key".'],
      ['vscode', false, undefined],
    ]);
  });
});
