import assert from 'node:assert/strict';
import type { PromptVariant } from '#core/prompts/prompt.ts';
import { promptOf, readConfig } from '#support/promptfoo.ts';

const tests = 'providers: [openai:chat:gpt-5-mini]\ntests: [{ vars: { a: 1 } }]\n';

function told({ name, messages }: PromptVariant): readonly string[] {
  return [name, ...messages.map(({ role, content }) => `${role}: ${content}`)];
}

function variantsOf(prompts: string, files: Record<string, string> = {}): readonly unknown[] {
  return promptOf(`prompts:\n${prompts}${tests}`, files).variants.map(told);
}

describe('prompts of promptfoo', () => {
  it('are texts of the user, the only one called base', () => {
    assert.deepEqual(variantsOf('  - "Say {{a}}"\n'), [['base', 'user: Say {{a}}']]);
    assert.deepEqual(variantsOf('  - "Say {{a}}"\n  - { raw: "Tell {{a}}", label: tell }\n'), [
      ['Say {{a}}', 'user: Say {{a}}'],
      ['tell', 'user: Tell {{a}}'],
    ]);
  });

  it('are conversations in JSON, in YAML and in files of both', () => {
    const files = {
      'a.json': '[{"role":"system","content":"S"},{"role":"user","content":"{{a}}"}]',
      'b.yaml': '- role: system\n  content: S\n- role: user\n  content: "{{a}}"\n',
    };
    const turns = ['system: S', 'user: {{a}}'];
    assert.deepEqual(variantsOf('  - file://a.json\n  - b.yaml\n', files), [
      ['a.json', ...turns],
      ['b.yaml', ...turns],
    ]);
    assert.deepEqual(variantsOf(`  - '${files['a.json']}'\n`), [['base', ...turns]]);
    assert.deepEqual(variantsOf('  - |\n    - role: user\n      content: "{{a}}"\n'), [
      ['base', 'user: {{a}}'],
    ]);
  });

  it('are cut at lines of three dashes in texts, and not in Markdown', () => {
    const files = { 'a.txt': 'One {{a}}\n---\nTwo\n---\n', 'b.md': '# One\n---\nTwo' };
    assert.deepEqual(variantsOf('  - file://a.txt\n  - file://b.md\n', files), [
      ['a.txt 1', 'user: One {{a}}'],
      ['a.txt 2', 'user: Two'],
      ['b.md', 'user: # One\n---\nTwo'],
    ]);
  });

  it('come from tables, from lines of JSON and by patterns', () => {
    const files = {
      'p/a.csv': 'prompt,label\nOne,first\nTwo,\n',
      'p/b.j2': '{% if a %}x{% endif %}',
      'q.jsonl': '[{"role":"user","content":"{{a}}"}]\n',
    };
    assert.deepEqual(variantsOf('  - file://p/*.csv\n  - p/b.j2\n  - q.jsonl\n', files), [
      ['first', 'user: One'],
      ['p/a.csv 2', 'user: Two'],
      ['p/b.j2', 'user: {% if a %}x{% endif %}'],
      ['q.jsonl', 'user: {{a}}'],
    ]);
  });

  it('are the value prompt where there are none', () => {
    assert.deepEqual(promptOf(tests).variants.map(told), [['base', 'user: {{prompt}}']]);
  });

  it('that a program would write are told and left out', () => {
    const prompts = 'prompts: ["exec:./a.sh", "file://a.py:make", "langfuse://x:1", "Say {{a}}"]\n';
    const { value, problems } = readConfig(`${prompts}${tests}`);
    assert.deepEqual(value?.variants.map(told), [['base', 'user: Say {{a}}']]);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['prompt-external', 'prompt-external', 'prompt-external'],
    );
  });
});

describe('providers of promptfoo', () => {
  const ids: readonly (readonly [string, string])[] = [
    ['openai:chat:gpt-5-mini', 'openai/gpt-5-mini'],
    ['openai:gpt-5-mini', 'openai/gpt-5-mini'],
    ['openai:responses:gpt-5', 'openai/gpt-5'],
    ['anthropic:messages:claude-haiku-4-5', 'anthropic/claude-haiku-4-5'],
    ['ollama:chat:llama3:8b', 'ollama/llama3:8b'],
    ['openrouter:meta/llama-3', 'openrouter/meta/llama-3'],
    ['openai/gpt-5-mini', 'openai/gpt-5-mini'],
  ];
  for (const [written, id] of ids) {
    it(`${written} is ${id} of the catalogue`, () => {
      const { models } = promptOf(`prompts: [x]\nproviders: ["${written}"]\ntests: [{}]\n`);
      assert.deepEqual(
        models.map((one) => one.id),
        [id],
      );
    });
  }

  for (const written of ['file://a.js', 'python:a.py', 'exec: ./a', 'https://x.y/z', 'echo']) {
    it(`${written} cannot be asked, and that is said`, () => {
      const { value, problems } = readConfig(
        `prompts: [x]\nproviders: ["${written}"]\ntests: [{}]\n`,
      );
      assert.deepEqual(value?.models, []);
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['provider-external'],
      );
    });
  }

  it('with the same parameters share the variants', () => {
    const { variants, models } = promptOf(
      'prompts: [x, y]\nproviders: [openai:a, openai:b]\ntests: [{}]\n',
    );
    assert.deepEqual(
      variants.map((one) => [one.name, one.models]),
      [
        ['x', undefined],
        ['y', undefined],
      ],
    );
    assert.equal(models.length, 2);
  });

  it('with other parameters, or for some prompts only, have variants of their own', () => {
    const { variants, models } = promptOf(
      'prompts: [{ raw: x, label: X }, { raw: y, label: Y }]\nproviders:\n' +
        '  - { id: openai:a, label: cold, config: { temperature: 0, max_tokens: 9, stop: [z] } }\n' +
        '  - { id: openai:a, label: warm, config: { temperature: 1 }, prompts: [Y] }\n' +
        'tests: [{}]\n',
    );
    assert.deepEqual(
      variants.map((one) => [one.name, one.models, one.parameters]),
      [
        ['X', ['openai/a'], { temperature: 0, maxTokens: 9, stop: ['z'] }],
        ['Y · cold', ['openai/a'], { temperature: 0, maxTokens: 9, stop: ['z'] }],
        ['Y · warm', ['openai/a'], { temperature: 1 }],
      ],
    );
    assert.equal(models.length, 1);
  });

  it('say neither where they are nor with which key', () => {
    const { value, problems } = readConfig(
      'prompts: [x]\nproviders:\n  - id: openai:a\n    config: { apiKey: sk-123, apiBaseUrl: "https://x", tools: [] }\ntests: [{}]\n',
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['key-in-workspace'],
    );
    assert.deepEqual(
      value?.fidelity
        ?.filter(({ fate }) => fate === 'dropped')
        .map(({ key }) => key.replace('providers[0].config.', '')),
      ['apiKey', 'apiBaseUrl', 'tools'],
    );
  });
});
