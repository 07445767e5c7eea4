import assert from 'node:assert/strict';
import { isUlid, makeUlid } from '#core/store/ulid.ts';

describe('ulid', () => {
  it('writes the time first, as the specification does', () => {
    assert.equal(
      makeUlid({ now: () => 1_469_918_176_385 }, () => 0),
      '01ARYZ6S410000000000000000',
    );
  });

  it('sorts by time and matches its own pattern', () => {
    const earlier = makeUlid({ now: () => 1_700_000_000_000 }, () => 0.999);
    const later = makeUlid({ now: () => 1_700_000_000_001 }, () => 0);
    assert.ok(earlier < later);
    assert.equal(isUlid(later), true);
  });
});
