import assert from 'node:assert/strict';
import type { PromptOutline } from '#core/authoring/promptCases.ts';
import { correctionPlace } from '#extension/panel/correctionPlace.ts';
import type { EvalCase } from '#protocol/case.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';

const ran: EvalCase = {
  id: 'refund',
  values: { ticket: 'Where is my money?', expected: 'billing' },
  expected: 'billing',
  tags: [],
  source: { file: 'data/tickets.jsonl', line: 3 },
};

function outline(now: Partial<EvalCase>, problems: readonly Problem[] = []): PromptOutline {
  const testCase = { ...ran, ...now };
  const { line } = testCase.source;
  return {
    cases: [{ testCase, firstLine: line, lastLine: line, isNamed: true }],
    problems,
    isCut: false,
  };
}

function use(map: Readonly<Record<string, string>>) {
  const reference = { file: '../data/tickets.jsonl', map, range: fileStart };
  return { file: 'data/tickets.jsonl', reference };
}

const prompt = { file: 'prompts/a.prompt.yml', uses: [use({ expected: 'queue' })] };

describe('the place of a corrected answer', () => {
  it('is where the case stands now, in the column that the prompt reads', () => {
    const moved = outline({ source: { file: 'data/tickets.jsonl', line: 9 } });
    assert.deepEqual(correctionPlace(ran, moved, prompt), {
      file: 'data/tickets.jsonl',
      isPrompt: false,
      line: 9,
      column: 'queue',
    });
    const inline = outline({ source: { file: prompt.file, line: 4 } });
    assert.deepEqual(correctionPlace(ran, inline, prompt), {
      file: prompt.file,
      isPrompt: true,
      line: 4,
      column: 'expected',
    });
  });

  it('is the same after another answer was expected meanwhile', () => {
    const corrected = outline({ values: { ...ran.values, expected: 'account' } });
    assert.equal('line' in correctionPlace(ran, corrected, prompt), true);
  });

  it('is none where there is a doubt', () => {
    assert.match(whyOf(undefined, outline({}), prompt), /own copy/);
    assert.match(whyOf(ran, outline({ id: 'other' }), prompt), /not in its file any more/);
    assert.match(whyOf(ran, outline({ values: { ticket: 'Other' } }), prompt), /has changed/);
    const problem: Problem = {
      code: 'json-syntax',
      severity: 'error',
      file: 'data/tickets.jsonl',
      range: fileStart,
      message: 'A comma is missing.',
      next: 'Write one.',
    };
    assert.match(whyOf(ran, outline({}, [problem]), prompt), /wrong in data.tickets.jsonl: line 1/);
    const twice = { ...prompt, uses: [use({ expected: 'queue' }), use({})] };
    assert.match(whyOf(ran, outline({}), twice), /more than one way/);
  });
});

function whyOf(...given: Parameters<typeof correctionPlace>): string {
  const place = correctionPlace(...given);
  return 'why' in place ? place.why : 'found';
}
