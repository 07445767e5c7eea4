import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { xmlText } from '#core/report/junit/xmlText.ts';
import { reportedRun } from '#support/reportedRun.ts';
import { readXml, type XmlElement } from '#support/xml.ts';

describe('a run as JUnit', () => {
  it('has a suite for each prompt on each model, and says of each case what became of it', async () => {
    await using run = await reportedRun('ffppe-pp');
    const root = readXml(await run.report('junit'));
    assert.deepEqual(
      root.children.map(({ attributes }) => [
        attributes['name'],
        attributes['tests'],
        attributes['failures'],
        attributes['errors'],
        attributes['skipped'],
      ]),
      [
        ['triage / base on mock/small', '4', '1', '1', '0'],
        ['triage / base on mock/large', '4', '1', '0', '1'],
      ],
    );
    assert.deepEqual(root.attributes, { tests: '8', failures: '2', errors: '1', skipped: '1' });
    const [small] = root.children;
    const cases = small?.children.filter(({ name }) => name === 'testcase') ?? [];
    assert.deepEqual(
      cases.map(({ attributes, children }) => [attributes['name'], children[0]?.name]),
      [
        ['refund', 'failure'],
        ['crash', undefined],
        ['login', 'error'],
        ['price', undefined],
      ],
    );
    const [refund, , login] = cases;
    assert.equal(refund?.attributes['classname'], 'prompts.triage.base on mock/small');
    assert.equal(refund.attributes['file'], 'prompts/triage.prompt.yml');
    const [failure] = refund.children;
    assert.match(
      failure?.attributes['message'] ?? '',
      /^It passed in the baseline\. right did not/,
    );
    assert.equal(
      failure?.text,
      'prompts/triage.prompt.yml:10\nright did not pass.\nExpected:\n    billing\nReply:\n    no idea 0',
    );
    assert.match(login?.children[0]?.attributes['message'] ?? '', /server: The service broke\./);
  });

  it('keeps to what Jenkins takes', async () => {
    await using run = await reportedRun('ffppe-pp');
    const root = readXml(await run.report('junit'));
    assert.equal(root.name, 'testsuites');
    for (const suite of root.children) {
      assertSuite(suite);
      const cases = suite.children.filter(({ name }) => name === 'testcase');
      assert.equal(String(cases.length), suite.attributes['tests']);
    }
  });

  it('is well-formed and whole, whatever a reply holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 2, maxLength: 2 }),
        async (replies) => {
          const hostile = `]]>${replies[1] ?? ''}]]><x a="`;
          await using run = await reportedRun('ffpppppp', {
            replies: [replies[0] ?? '', hostile],
          });
          const root = readXml(await run.report('junit'));
          assert.equal(root.children.length, 2);
          assert.equal(root.attributes['failures'], '2');
        },
      ),
      { numRuns: 25 },
    );
  });

  it('names what XML cannot hold', () => {
    assert.equal(xmlText('a\u0000b\uD800c\uFFFEd]]>', 100), 'a[U+0000]b[U+D800]c\uFFFDd]] >');
    assert.equal(xmlText('abc', 2), 'ab…');
  });
});

/** The rules of the schema that Jenkins publishes for its JUnit reports, as far as they are about what is written. */
function assertSuite({ name, attributes, children }: XmlElement): void {
  assert.equal(name, 'testsuite');
  assert.notEqual(attributes['name'], undefined);
  assert.match(attributes['tests'] ?? '', /^\d+$/);
  assert.match(attributes['timestamp'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  for (const key of ['failures', 'errors', 'skipped']) assert.match(attributes[key] ?? '', /^\d+$/);
  assert.match(attributes['time'] ?? '', /^\d+(?:\.\d+)?$/);
  for (const child of children) {
    if (child.name === 'properties') {
      for (const one of child.children) {
        assert.deepEqual([one.name, Object.keys(one.attributes)], ['property', ['name', 'value']]);
      }
      continue;
    }
    assert.equal(child.name, 'testcase');
    assert.ok(
      child.attributes['name'] !== undefined && child.attributes['classname'] !== undefined,
    );
    for (const one of child.children) {
      assert.match(one.name, /^(?:failure|error|skipped|system-out|system-err|properties)$/);
    }
    const outcomes = child.children.filter(({ name: one }) => /failure|error|skipped/.test(one));
    assert.ok(outcomes.length <= 1);
  }
}
