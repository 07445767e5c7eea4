import assert from 'node:assert/strict';
import { formatOf } from '#core/formats/builtin.ts';

describe('formatOf', () => {
  it('knows a prompt file by the ending of its name', () => {
    assert.equal(formatOf('/a/b.prompt.yml')?.kind, 'prompt-yml');
    assert.equal(formatOf('C:\\a\\B.PROMPT.YAML')?.kind, 'prompt-yml');
    assert.equal(formatOf('/a/b.yml'), undefined);
    assert.equal(formatOf('/a/prompt.yml'), undefined);
  });
});
