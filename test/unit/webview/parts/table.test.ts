import assert from 'node:assert/strict';
import { done, type Outcome } from '#base/rpc.ts';
import { linearScale } from '#webview/parts/chart/scale.ts';
import { movedTo } from '#webview/parts/table/gridKeys.ts';
import { RowPages, type RowSlice } from '#webview/parts/table/rowPages.ts';

describe('keys in a grid', () => {
  const place = { row: 3, column: 1, rows: 10, columns: 4, page: 5 };
  const to = (key: string, ctrlKey = false): string => {
    const found = movedTo({ key, ctrlKey }, place);
    return found === undefined ? 'nowhere' : `${found.row},${found.column}`;
  };

  it('lead from cell to cell and stop at the walls', () => {
    assert.deepEqual(
      [
        'ArrowDown',
        'ArrowUp',
        'ArrowRight',
        'ArrowLeft',
        'PageDown',
        'PageUp',
        'Home',
        'End',
        'x',
      ].map((key) => to(key)),
      ['4,1', '2,1', '3,2', '3,0', '8,1', '0,1', '3,0', '3,3', 'nowhere'],
    );
    assert.equal(to('Home', true), '0,0');
    assert.equal(to('End', true), '9,3');
    assert.deepEqual(movedTo({ key: 'ArrowUp', ctrlKey: false }, { ...place, row: 0 }), {
      row: -1,
      column: 1,
    });
    assert.deepEqual(movedTo({ key: 'ArrowUp', ctrlKey: false }, { ...place, row: -1 }), {
      row: -1,
      column: 1,
    });
  });
});

describe('a scale', () => {
  it('has its ticks at round numbers, and its ends on ticks', () => {
    const scale = linearScale(0.62, 0.97, 100, 0);
    assert.deepEqual(scale.ticks, [0.6, 0.7, 0.8, 0.9, 1]);
    assert.equal(Math.round(scale.at(0.6)), 100);
    assert.equal(Math.round(scale.at(0.8)), 50);
    assert.equal(Math.round(scale.at(1)), 0);
  });

  it('has room for a single value', () => {
    const { ticks } = linearScale(2, 2, 0, 10);
    assert.equal(Number.isFinite(linearScale(2, 2, 0, 10).at(2)), true);
    assert.ok(ticks.length > 1);
  });
});

/** A host whose answers come when they are let go. */
class SlowHost {
  readonly asked: string[] = [];
  total = 1000;
  anchorAt: number | undefined;
  private readonly waiting: (() => void)[] = [];

  readonly ask = (
    from: number,
    count: number,
    anchor: number | undefined,
    signal: AbortSignal,
  ): Promise<Outcome<RowSlice<number>>> => {
    this.asked.push(`${from}+${count}${anchor === undefined ? '' : ` near ${anchor}`}`);
    return new Promise((resolve) => {
      this.waiting.push(() => {
        if (signal.aborted) return;
        const rows = Array.from(
          { length: Math.min(count, this.total - from) },
          (_, at) => from + at,
        );
        const { anchorAt, total } = this;
        resolve(done({ total, from, rows, ...(anchorAt !== undefined && { anchorAt }) }));
      });
    });
  };

  async answer(): Promise<void> {
    for (const give of this.waiting.splice(0)) give();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('pages of rows', () => {
  it('are asked for as they come in sight, each once', async () => {
    const host = new SlowHost();
    const pages = new RowPages<number>(() => undefined);
    pages.begin(host.ask);
    await host.answer();
    assert.equal(pages.at(99), 99);
    pages.want(90, 130);
    pages.want(95, 135);
    await host.answer();
    assert.deepEqual(host.asked, ['0+100', '100+100']);
    assert.equal(pages.at(135), 135);
    assert.equal(pages.at(500), undefined);
  });

  it('stay while newer ones are on their way, and tell how far the anchor went', async () => {
    const host = new SlowHost();
    const moves: number[] = [];
    const pages = new RowPages<number>((moved) => moves.push(moved));
    pages.begin(host.ask);
    await host.answer();
    host.anchorAt = 14;
    const refreshed = pages.refresh(0, 40, () => ({ row: 10, at: 10 }));
    assert.equal(pages.at(10), 10);
    await host.answer();
    await refreshed;
    assert.deepEqual(host.asked, ['0+100', '0+100 near 10']);
    assert.deepEqual(moves, [0, 4]);
  });

  it('are asked for once more, and not more often, whatever happens meanwhile', async () => {
    const host = new SlowHost();
    const pages = new RowPages<number>(() => undefined);
    pages.begin(host.ask);
    await host.answer();
    for (let at = 0; at < 5; at += 1) void pages.refresh(0, 40, () => undefined);
    await host.answer();
    await host.answer();
    await host.answer();
    assert.equal(host.asked.length, 3);
  });

  it('of an older list never come into a newer one', async () => {
    const old = new SlowHost();
    const host = new SlowHost();
    host.total = 3;
    const pages = new RowPages<number>(() => undefined);
    pages.begin(old.ask);
    pages.begin(host.ask);
    await old.answer();
    await host.answer();
    assert.equal(pages.total, 3);
  });
});
