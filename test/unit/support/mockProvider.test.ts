import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { MockLog } from '#support/mockProvider.ts';
import type { MockScript } from '#support/mockScript.ts';

interface ChatBody {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
}

describe('the mock provider as a process of its own', () => {
  let origin = '';
  let stop: () => Promise<void>;

  before(async () => {
    const child = spawn(process.execPath, ['test/support/mockProviderMain.ts', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    origin = `http://127.0.0.1:${(JSON.parse(String(line)) as { port: number }).port}`;
    stop = async () => {
      child.kill();
      await once(child, 'exit');
    };
  });

  after(() => stop());

  async function follow(script: MockScript): Promise<void> {
    await fetch(`${origin}/__script`, { method: 'POST', body: JSON.stringify(script) });
  }

  function ask(prompt: string): Promise<Response> {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }] });
    const headers = { authorization: 'Bearer sk-1' };
    return fetch(`${origin}/v1/chat/completions`, { method: 'POST', headers, body });
  }

  async function answer(prompt: string): Promise<string | undefined> {
    const body = (await (await ask(prompt)).json()) as ChatBody;
    return body.choices[0]?.message.content;
  }

  it('echoes without a script', async () => {
    await follow({});
    assert.equal(await answer('hello'), 'hello');
  });

  it('follows rules by marker, by count and by text', async () => {
    await follow({
      rules: [
        { when: { marker: 'row-7' }, times: 1, do: { status: 500, body: {} } },
        { when: { contains: 'sort', nth: 2 }, do: { reply: { answer: { text: 'second' } } } },
      ],
      otherwise: { reply: { answer: { text: 'usual' } } },
    });
    assert.equal((await ask('[[row-7]] a')).status, 500);
    assert.equal(await answer('[[row-7]] a'), 'usual');
    assert.equal(await answer('sort this'), 'usual');
    assert.equal(await answer('sort that'), 'second');
  });

  it('records what came, and no key', async () => {
    await follow({});
    await ask('one [[row-1]]');
    const log = (await (await fetch(`${origin}/__log`)).json()) as MockLog;
    assert.deepEqual(
      log.requests.map(({ key, marker, model, status }) => ({ key, marker, model, status })),
      [{ key: 'bearer:0f2c10bf', marker: 'row-1', model: 'm', status: 200 }],
    );
    assert.ok(!JSON.stringify(log).includes('sk-1'));
  });

  it('takes only so many at a time', async () => {
    await follow({
      parallel: { allowed: 3, headers: { 'retry-after': '7' } },
      otherwise: { latencyMs: 1000 },
    });
    const replies = await Promise.all(Array.from({ length: 8 }, (_, n) => ask(`call ${n}`)));
    const refused = replies.filter((one) => one.status === 429);
    assert.equal(refused.length, 5);
    assert.equal(refused[0]?.headers.get('retry-after'), '7');
  });
});
