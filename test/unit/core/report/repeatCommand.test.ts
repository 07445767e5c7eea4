import assert from 'node:assert/strict';
import { repeatCommands } from '#core/report/repeatCommand.ts';
import { runManifest } from '#support/summaries.ts';

describe('how a run is repeated', () => {
  it('is a command with the models, variants and options of the run, quoted for a shell', () => {
    const manifest = runManifest();
    const [prompt] = manifest.prompts;
    assert.deepEqual(
      repeatCommands({
        ...manifest,
        commit: 'abc123',
        prompts: [{ ...prompt!, file: "a b's.prompt.yml", repeats: 5 }],
        options: { ...manifest.options, cases: ['x; rm -rf'], recordings: 'replay', maxCostUsd: 2 },
      }),
      [
        'git checkout abc123',
        String.raw`assay run 'a b'\''s.prompt.yml' --model openai/gpt-5-mini --variant base --case 'x; rm -rf' --repeat 5 --replay --max-cost 2`,
        'assay history show 01M858VHTA4QX50TDF3RFW2075 --cases failed',
      ],
    );
  });
});
