import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { annotationLines, problemAnnotations, type Annotation } from '#core/report/annotations.ts';
import { reportedRun } from '#support/reportedRun.ts';

const one: Annotation = { level: 'error', title: 'a', message: 'b' };

describe('annotations for GitHub', () => {
  it('of a run name the gate, then each case where it stands', async () => {
    await using run = await reportedRun('ffppeppp');
    assert.deepEqual((await run.report('github')).split('\n'), [
      '::error file=prompts/triage.prompt.yml,line=10,title=refund failed%3A triage / base on mock/small::It passed in the baseline. right did not pass. Expected: billing Reply: no idea 0',
      '::error file=prompts/triage.prompt.yml,line=10,title=refund failed%3A triage / base on mock/large::It passed in the baseline. right did not pass. Expected: billing Reply: no idea 1',
      '::warning file=prompts/triage.prompt.yml,line=12,title=login broke%3A triage / base on mock/small::server: The service broke. Expected: billing',
      '',
    ]);
  });

  it('are at most ten of a level, and a count of the rest', () => {
    const many = Array.from({ length: 14 }, () => one);
    const warnings = Array.from({ length: 11 }, () => ({ ...one, level: 'warning' as const }));
    const lines = annotationLines([...many, ...warnings]);
    assert.equal(lines.filter((line) => line.startsWith('::error ')).length, 10);
    assert.equal(lines.filter((line) => line.startsWith('::warning ')).length, 10);
    assert.equal(
      lines.at(-1),
      '::notice title=Assay::4 more errors, 1 more warning not shown here. A report as SARIF or JUnit has them.',
    );
  });

  it('of lint say what is allowed and what to do', () => {
    const range = { start: { line: 2, column: 3 }, end: { line: 2, column: 9 } };
    const problem = {
      code: 'x',
      severity: 'warning',
      file: 'a,b.yml',
      range,
      message: 'No.',
    } as const;
    const found = problemAnnotations(
      [{ ...problem, allowed: 'y', next: 'Do it.' }],
      (file) => file,
    );
    assert.deepEqual(annotationLines(found), [
      '::warning file=a%2Cb.yml,line=2,endLine=2,col=3,title=x::No. Allowed: y. Do it.',
    ]);
  });

  it('are one command a line, whatever stands in them', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          '\n::error::forged',
          '%0A::error::x',
          '\r\n::set-output name=a::b',
          ',line=9::',
        ),
        (text, attack) => {
          const given = `${text}${attack}`;
          const lines = annotationLines([{ ...one, file: given, title: given, message: given }]);
          assert.equal(lines.length, 1);
          const [line = ''] = lines;
          assert.doesNotMatch(line, /[\r\n]/);
          const [, level, properties = ''] = /^::(\w+) (.*?)::/.exec(line) ?? [];
          assert.equal(level, 'error');
          assert.equal(properties.split(',').length, 2);
        },
      ),
    );
  });
});
