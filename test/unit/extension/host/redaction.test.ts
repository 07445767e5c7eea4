import { makeKnownKeys, redacted, redactedValue } from '#extension/host/redaction.ts';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';

const key = 'canary+key/7f3a=9c2e"51\\d8';

function knowing(...keys: readonly string[]) {
  const known = makeKnownKeys();
  for (const one of keys) known.add(one);
  return known;
}

describe('what is logged', () => {
  it('has no known key, however it was written down', () => {
    const known = knowing(key);
    const written = [
      key,
      encodeURIComponent(key),
      JSON.stringify({ key }),
      Buffer.from(key).toString('hex'),
      Buffer.from(`Bearer ${key}`).toString('base64'),
    ];
    for (const text of written) {
      const clean = redacted(`it said ${text}.`, known);
      assert.match(clean, /\[key\]/);
      assert.doesNotMatch(clean, /canary|7f3a/);
    }
  });

  it('has no key inside an object or the stack of an error', () => {
    const known = knowing(key);
    assert.doesNotMatch(redactedValue({ deep: { headers: [key] } }, known), /canary/);
    assert.doesNotMatch(redactedValue(new Error(`no: ${key}`), known), /canary/);
    assert.equal(redactedValue('plain', known), 'plain');
  });

  it('keeps words that stand in for a key where a server takes any', () => {
    assert.equal(redacted('ollama answered', knowing('ollama', '')), 'ollama answered');
  });

  it('has the longer of two keys taken out first', () => {
    const known = knowing('sk-aaaaaaaa', 'sk-aaaaaaaa-bbbb');
    assert.equal(redacted('x sk-aaaaaaaa-bbbb y', known), 'x [key] y');
  });

  it('has no key among any text around it', () => {
    const known = knowing('sk-0123456789');
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        assert.ok(!redacted(`${before}sk-0123456789${after}`, known).includes('sk-0123456789'));
      }),
    );
  });
});
