import assert from 'node:assert/strict';
import type { FidelityLine } from '#core/prompts/prompt.ts';
import { configOf, promptOf, readConfig } from '#support/promptfoo.ts';

function criteriaOf(text: string, files: Record<string, string> = {}): readonly unknown[] {
  return promptOf(text, files).cases.flatMap(({ assertions }) =>
    (assertions?.assert ?? []).map((one) => 'uses' in one && one.with?.['criteria']),
  );
}

function linesFor(text: string, wanted: RegExp): readonly string[] {
  const lines: readonly FidelityLine[] = readConfig(text).value?.fidelity ?? [];
  return lines
    .filter(({ key }) => wanted.test(key))
    .map(({ key, fate, range }) => `${range.start.line} ${fate} ${key}`);
}

describe('the prompt of a judge in a configuration of promptfoo', () => {
  const rubric = '    assert: [{ type: llm-rubric, value: "Is {{a}} kind?" }]\n';

  it('is what the judge goes by, around the value, and never holds the reply', () => {
    const more =
      'defaultTest: { options: { rubricPrompt: "Strictly. Answer: {{output}} Rule: {{rubric}}" } }\n';
    assert.deepEqual(criteriaOf(configOf(`  - vars: { a: x }\n${rubric}`, more)), [
      'Strictly. Answer: (the reply, as shown) Rule: Is x kind?',
    ]);
  });

  it('may be a conversation, stand in a file, and differ for one assertion', () => {
    const files = {
      'j.json': '[{"role":"system","content":"A"},{"role":"user","content":"{{rubric}}"}]',
    };
    const own = rubric.replace(' }]', ', rubricPrompt: file://j.json }]');
    assert.deepEqual(criteriaOf(configOf(`  - vars: { a: x }\n${own}`), files), [
      'A\n\nIs x kind?',
    ]);
  });

  it('is data once it is filled: a value with a tag stays a value', () => {
    const more = 'defaultTest: { options: { rubricPrompt: "{{rubric}} / {{b}}" } }\n';
    const tests = `  - vars: { a: x, b: 1 }\n    assert: [{ type: llm-rubric, value: "{{ \\"{\\" }}{b}}" }]\n`;
    assert.deepEqual(criteriaOf(configOf(tests, more)), ['{{b}} / 1']);
  });

  it('has no effect on judges of other kinds, which is told at its line', () => {
    const tests =
      '  - vars: { a: x }\n    assert:\n      - { type: factuality, value: y, rubricPrompt: Z }\n';
    const { problems } = readConfig(configOf(tests));
    assert.deepEqual(
      problems.map(({ code, range }) => [code, range.start.line]),
      [['key-without-effect', 6]],
    );
  });
});

describe('what is code in a configuration of promptfoo', () => {
  it('is a line of the report, at its key', () => {
    const tests =
      '  - vars: { a: x }\n    options:\n      transform: output.trim()\n      transformVars: "{...vars}"\n' +
      '      storeOutputAs: y\n    providerOutput: Because.\n' +
      '    assert:\n      - type: equals\n        value: x\n        transform: output\n';
    assert.deepEqual(linesFor(configOf(tests), /transform|storeOutputAs|providerOutput/), [
      '6 dropped tests[0].options.transform',
      '7 dropped tests[0].options.transformVars',
      '8 dropped tests[0].options.storeOutputAs',
      '9 approximated tests[0].providerOutput',
      '13 dropped tests[0].assert[0].transform',
    ]);
  });

  it('is told once where every test has it from the default', () => {
    const more = 'defaultTest:\n  options: { transform: output }\n';
    const { problems } = readConfig(configOf('  - vars: { a: 1 }\n  - vars: { a: 2 }\n', more));
    assert.deepEqual(
      problems.map(({ code, range }) => [code, range.start.line]),
      [['transform-unsupported', 4]],
    );
  });
});
