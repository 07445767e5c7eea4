import assert from 'node:assert/strict';
import { InTurn } from '#base/inTurn.ts';

describe('work in turn', () => {
  it('begins a piece when the one before it has ended, whatever came of that', async () => {
    const turns = new InTurn();
    const log: string[] = [];
    const piece = (name: string, fails: boolean): Promise<string> =>
      turns.do(async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const all = await Promise.allSettled([piece('a', false), piece('b', true), piece('c', false)]);
    assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    assert.deepEqual(
      all.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });
});
