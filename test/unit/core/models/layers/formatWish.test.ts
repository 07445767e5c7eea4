import assert from 'node:assert/strict';
import { formatAsWish } from '#core/models/layers/formatWish.ts';
import type { Model, ModelCall, ModelRequest } from '#core/models/model.ts';
import { ModelError, type ModelErrorCode } from '#core/models/modelError.ts';

const call: ModelCall = { signal: new AbortController().signal, tell: () => {} };
const format = { type: 'json_schema', name: 'verdict', strict: true, schema: {} } as const;
const asking = (content: string): ModelRequest => ({
  messages: [{ role: 'user', content }],
  parameters: {},
  responseFormat: format,
  repeat: 0,
});

/** Refuses what `refuses` says, and remembers what came: `a+` with a format, `a` without. */
function inner(
  refuses: (isWished: boolean, content: string) => ModelErrorCode | undefined,
): Model & { readonly came: string[] } {
  const came: string[] = [];
  return {
    id: 'a/b',
    came,
    async reply({ messages, responseFormat }) {
      const content = messages[0]?.content ?? '';
      came.push(`${content}${responseFormat === undefined ? '' : '+'}`);
      await Promise.resolve();
      const code = refuses(responseFormat !== undefined, content);
      if (code !== undefined) throw new ModelError(code, `refused ${content}`);
      return { text: content, ending: 'stop' };
    },
  };
}

describe('a response format as a wish', () => {
  it('is found out by one request while others wait, and then given up for all', async () => {
    const model = inner((isWished) => (isWished ? 'bad-request' : undefined));
    const wishing = formatAsWish()(model);
    const replies = ['a', 'b', 'c'].map((one) => wishing.reply(asking(one), call));
    assert.deepEqual(
      (await Promise.all(replies)).map(({ text }) => text),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(model.came, ['a+', 'a', 'b', 'c']);
  });

  it('is kept once it was taken, and a later refusal is looked into by itself', async () => {
    const model = inner((isWished, content) =>
      isWished && content === 'b' ? 'bad-request' : undefined,
    );
    const wishing = formatAsWish()(model);
    await wishing.reply(asking('a'), call);
    await wishing.reply(asking('b'), call);
    assert.deepEqual(model.came, ['a+', 'b+', 'b']);
  });

  it('was not what was wrong where the request is refused without it too', async () => {
    const model = inner((_isWished, content) => (content === 'a' ? 'bad-request' : undefined));
    const wishing = formatAsWish()(model);
    await assert.rejects(wishing.reply(asking('a'), call), { message: 'refused a' });
    await wishing.reply(asking('b'), call);
    assert.deepEqual(model.came, ['a+', 'a', 'b+']);
  });

  it('leaves every other failure alone, and lets the next one find out', async () => {
    const model = inner((_isWished, content) => (content === 'a' ? 'network' : undefined));
    const wishing = formatAsWish()(model);
    const both = await Promise.allSettled([
      wishing.reply(asking('a'), call),
      wishing.reply(asking('b'), call),
    ]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'fulfilled'],
    );
    assert.deepEqual(model.came, ['a+', 'b+']);
  });

  it('looks for a recording without it too, and concludes nothing from that', async () => {
    const model = inner((isWished) => (isWished ? 'not-recorded' : undefined));
    const wishing = formatAsWish()(model);
    await wishing.reply(asking('a'), call);
    await wishing.reply(asking('b'), call);
    assert.deepEqual(model.came, ['a+', 'a', 'b+', 'b']);
  });

  for (const name of ['responseFormat', 'responseFormat.json_schema']) {
    it(`is not even tried where the catalogue lists ${name}`, async () => {
      const model = inner(() => undefined);
      await formatAsWish([name])(model).reply(asking('a'), call);
      assert.deepEqual(model.came, ['a']);
    });
  }
});
