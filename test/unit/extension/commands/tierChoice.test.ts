import assert from 'node:assert/strict';
import { readCatalogue } from '#core/catalogue/read.ts';
import { readPrompt } from '#core/project/readPrompt.ts';
import { readSuite } from '#core/project/suite.ts';
import { tiersOf } from '#core/project/tiers.ts';
import { tierChoice } from '#extension/commands/tierChoice.ts';
import type { KeyState } from '#extension/host/keyStore.ts';
import { catalogueText, promptOver } from '#support/project.ts';

const catalogue = readCatalogue(Buffer.from(catalogueText), 'assay.models.yml').value;
const prompt = readPrompt(Buffer.from(promptOver(3)), 'a.prompt.yml').value;

async function choices(suiteText: string, key: KeyState['kind'] = 'missing') {
  const suite = readSuite(Buffer.from(suiteText), 'assay.yml').value;
  assert.ok(suite && prompt);
  const files = ['a', 'b'].map((name) => ({ prompt, path: `/p/${name}`, file: name }));
  // The list reads nothing else of a project.
  const project = { catalogue, suite, prompts: files } as unknown as Parameters<
    typeof tierChoice
  >[0];
  const keys = { state: () => Promise.resolve({ kind: key } as KeyState) };
  const facts = { perRunUsd: 1, today: '2026-11-01' };
  const found = await Promise.all(
    tiersOf(suite).map((one) => tierChoice(project, one, keys, facts)),
  );
  return found.map(({ label, description, detail }) => `${label}: ${description}: ${detail}`);
}

describe('the list of tiers', () => {
  it('says of each what it does, with which cases, and what it takes', async () => {
    assert.deepEqual(
      await choices(
        'version: 1\nmaxCostUsd: 0.5\ntiers:\n  look: { level: 0 }\n  few: { level: 2, sample: 5, repeats: 3 }\n  safety: { level: 3, tags: [safety, smoke], safety: true, maxCostUsd: 20 }\n  gaps: { level: 1, recordings: complete }\n',
      ),
      [
        'branch: level 1: scores recorded replies, without judges · 2 prompts · no key, no cost',
        'merge: level 3: asks models · 2 prompts · key of mock (not set), at most $0.5000 without a question',
        'nightly: level 3: asks models · 2 prompts · key of mock (not set), at most $0.5000 without a question',
        'look: level 0: checks and renders, asks nobody · 2 prompts · no key, no cost',
        'few: level 2: asks models, without judges · 2 prompts, at most 5 cases of each, 3 times · key of mock (not set), at most $0.5000 without a question',
        'safety: level 3, nothing is quarantined: asks models · 2 prompts, cases tagged safety or smoke · key of mock (not set), at most $1.00 without a question',
        'gaps: level 1: scores recorded replies, and asks for those that are missing, without judges · 2 prompts · key of mock (not set), at most $0.5000 without a question',
      ],
    );
  });

  it('says that no key is needed where no provider takes one', async () => {
    const [, merge = ''] = await choices('version: 1\n', 'none-needed');
    assert.match(merge, /· no key, at most \$1\.00 without a question$/);
    const [, stored = ''] = await choices('version: 1\n', 'stored');
    assert.match(stored, /· key of mock, at most/);
  });
});
