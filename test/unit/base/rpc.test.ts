import assert from 'node:assert/strict';
import { isShape, isText, isWhole } from '#base/guard.ts';
import { connect, done, failed, serve, type Outcome, type Port } from '#base/rpc.ts';

type Shop = {
  readonly 'price/ask': { readonly params: { readonly of: string }; readonly result: number };
};

/** Two ends of a wire on which packets wait until they are delivered. */
class Wire {
  private readonly waiting: (() => void)[] = [];
  private readonly hearers = { shop: new Set<Hear>(), customer: new Set<Hear>() };

  end(own: 'shop' | 'customer'): Port {
    const other = own === 'shop' ? 'customer' : 'shop';
    return {
      post: (packet) => {
        const copy: unknown = structuredClone(packet);
        this.waiting.push(() => {
          for (const hear of this.hearers[other]) hear(copy);
        });
      },
      listen: (hear) => {
        this.hearers[own].add(hear);
        return () => this.hearers[own].delete(hear);
      },
    };
  }

  /** Delivers everything, and whatever comes of it. */
  async deliver(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      for (const give of this.waiting.splice(0)) give();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

type Hear = (packet: unknown) => void;

describe('rpc', () => {
  const params = { 'price/ask': isShape<{ of: string }>({ of: isText }) };
  const results = { 'price/ask': isWhole };

  function shop(answer: (of: string, signal: AbortSignal) => Promise<Outcome<number>>) {
    const wire = new Wire();
    const heard: string[] = [];
    const server = serve<Shop, string>(wire.end('shop'), params, {
      'price/ask': ({ of }, signal) => answer(of, signal),
    });
    const client = connect<Shop, string>(wire.end('customer'), results, {
      guard: isText,
      hear: (notice) => heard.push(notice),
    });
    return { wire, server, client, heard };
  }

  it('gives the answer to whoever asked', async () => {
    const { wire, client } = shop((of) => Promise.resolve(done(of.length)));
    const asked = Promise.all([
      client.ask('price/ask', { of: 'tea' }),
      client.ask('price/ask', { of: 'coffee' }),
    ]);
    await wire.deliver();
    assert.deepEqual(await asked, [
      { ok: true, value: 3 },
      { ok: true, value: 6 },
    ]);
  });

  it('gives failures as values, thrown ones too', async () => {
    const { wire, client } = shop((of) =>
      of === 'tea'
        ? Promise.resolve(failed('sold-out', 'No tea.', 'Take coffee.'))
        : Promise.reject(new Error('The till is broken.')),
    );
    const asked = Promise.all([
      client.ask('price/ask', { of: 'tea' }),
      client.ask('price/ask', { of: 'milk' }),
    ]);
    await wire.deliver();
    assert.deepEqual(await asked, [
      { ok: false, failure: { code: 'sold-out', message: 'No tea.', next: 'Take coffee.' } },
      {
        ok: false,
        failure: {
          code: 'unexpected',
          message: '"price/ask" failed: The till is broken.',
          next: 'See the log of Assay.',
        },
      },
    ]);
  });

  it('tells the other end when nobody waits any more', async () => {
    let wasCancelled = false;
    const { wire, client } = shop(
      (_of, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            wasCancelled = true;
            resolve(done(1));
          });
        }),
    );
    const controller = new AbortController();
    const asked = client.ask('price/ask', { of: 'tea' }, controller.signal);
    await wire.deliver();
    controller.abort();
    assert.deepEqual(await asked, {
      ok: false,
      failure: { code: 'cancelled', message: 'It was cancelled.' },
    });
    await wire.deliver();
    assert.equal(wasCancelled, true);
  });

  it('lets nothing through that does not pass its guard, either way', async () => {
    const { wire, client } = shop(() => Promise.resolve(done(-1)));
    const wrong = client.ask('price/ask', { of: 7 } as unknown as { of: string });
    const odd = client.ask('price/ask', { of: 'tea' });
    await wire.deliver();
    assert.deepEqual(
      [await wrong, await odd].map((one) => (one.ok ? 'ok' : one.failure.code)),
      ['bad-request', 'bad-answer'],
    );
  });

  it('says so where nobody knows the method', async () => {
    const { wire, client } = shop(() => Promise.resolve(done(1)));
    const asked = client.ask('constructor' as 'price/ask', { of: 'tea' });
    await wire.deliver();
    const outcome = await asked;
    assert.equal(outcome.ok ? '' : outcome.failure.code, 'unknown-method');
  });

  it('ends what is still asked when it is closed', async () => {
    const { client } = shop(() => Promise.resolve(done(1)));
    const asked = client.ask('price/ask', { of: 'tea' });
    client.dispose();
    const outcome = await asked;
    assert.equal(outcome.ok ? '' : outcome.failure.code, 'closed');
  });

  it('hears notices, and only those it understands', async () => {
    const { wire, server, heard } = shop(() => Promise.resolve(done(1)));
    server.tell('open');
    server.tell(7 as unknown as string);
    await wire.deliver();
    assert.deepEqual(heard, ['open']);
  });
});
