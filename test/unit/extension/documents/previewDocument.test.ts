import assert from 'node:assert/strict';
import type { TextSpan } from '#core/authoring/filledMessages.ts';
import type { CountTokens } from '#core/tokens/countTokens.ts';
import { previewDocument, type PreviewFound } from '#extension/documents/previewDocument.ts';
import type { EvalCase } from '#protocol/case.ts';
import { fileStart } from '#protocol/problem.ts';

const testCase: EvalCase = {
  id: 'refund',
  values: { ticket: 'Charged twice.' },
  expected: 'billing',
  tags: [],
  source: { file: 'triage.prompt.yml', line: 12 },
};

const oneALetter: CountTokens = (text, model) => ({
  tokens: text.length,
  isEstimate: model === undefined,
});

describe('the document of a preview', () => {
  const variant = {
    name: 'base',
    messages: [{ role: 'user', content: '{{ticket}} {{tone}}', range: fileStart }],
    parameters: { maxTokens: 100 },
    range: fileStart,
  } as const;
  const entry = {
    id: 'mock/small',
    status: 'approved',
    provider: 'mock',
    name: 'small',
    price: { input: 1, output: 2 },
    context: 570,
  } as const;

  const found: PreviewFound = {
    name: 'triage',
    file: 'triage.prompt.yml',
    variant,
    testCase,
    place: 1,
    cases: [testCase, testCase],
    isCut: false,
    repeats: 3,
    models: [
      { id: 'mock/small', entry },
      { id: 'mock/gone', entry: undefined },
    ],
  };

  it('shows what would be sent, what has no value, and what it may cost', () => {
    const { text, filled, missing } = previewDocument(found, oneALetter);
    assert.match(text, /, 1 of 2\n/);
    assert.match(text, /\*\*No value for:\*\* `tone`\./);
    assert.match(
      text,
      /## user · 23 tokens\n\nLeft as written: `\{\{tone\}\}`\.\n\n```\nCharged twice\. \{\{tone\}\}\n```/,
    );
    assert.match(
      text,
      /\| `mock\/small` \| 30 tokens +\| 100 +\| 22\.8 % +\| \$0\.0002 +\| \$0\.0014 +\|/,
    );
    assert.match(text, /all 2 cases, 3 times/);
    assert.match(text, /\| `mock\/gone` +\| not on the list of approved models \|/);
    const cut = ({ start, end }: TextSpan): string => text.slice(start, end);
    assert.deepEqual(filled.map(cut), ['Charged twice.']);
    assert.deepEqual(missing.map(cut), ['{{tone}}']);
  });

  it('places what was filled in behind characters that are written out', () => {
    const hidden = { ...testCase, values: { ticket: 'a\u202Eb', tone: 'kind' } };
    const { text, filled } = previewDocument({ ...found, testCase: hidden }, oneALetter);
    assert.deepEqual(
      filled.map(({ start, end }) => text.slice(start, end)),
      ['a[U+202E]b', 'kind'],
    );
  });

  it('says where tokens are an estimate', () => {
    const models = [{ id: 'mock/gone', entry: undefined }];
    const { text } = previewDocument({ ...found, models }, oneALetter);
    assert.match(text, /## user · ≈ 23 tokens\n/);
  });

  it('is there for a prompt without a case too', () => {
    const without = { ...found, testCase: undefined, cases: [], models: [] };
    const { text, filled } = previewDocument(without, oneALetter);
    assert.match(text, /The prompt has no case/);
    assert.deepEqual(filled, []);
  });
});
