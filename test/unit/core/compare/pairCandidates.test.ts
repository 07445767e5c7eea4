import assert from 'node:assert/strict';
import { pairCandidates, type Swap } from '#core/compare/pairCandidates.ts';

function named(text: string): { readonly variant: string; readonly model: string }[] {
  return text
    .split(' ')
    .filter((one) => one !== '')
    .map((one) => {
      const [variant = '', model = ''] = one.split('@');
      return { variant, model };
    });
}

const text = ({ variant, model }: { readonly variant: string; readonly model: string }) =>
  `${variant}@${model}`;

/** `base@x>base@y | only before | only after`. */
function paired(before: string, after: string, swap: Swap = {}): string {
  const { pairs, onlyBefore, onlyAfter } = pairCandidates(named(before), named(after), swap);
  return [
    pairs.map((pair) => `${text(pair.before)}>${text(pair.after)}`).join(' '),
    onlyBefore.map(text).join(' '),
    onlyAfter.map(text).join(' '),
  ].join(' | ');
}

describe('who is compared with whom', () => {
  it('is the same variant on the same model, in the order of the later side', () => {
    assert.equal(paired('base@x base@y', 'base@y base@x'), 'base@y>base@y base@x>base@x |  | ');
  });

  it('is another model where each side has one that the other lacks', () => {
    assert.equal(paired('base@x base@z', 'base@y base@z'), 'base@x>base@y base@z>base@z |  | ');
    assert.equal(paired('base@x warm@x', 'base@y warm@y'), 'base@x>base@y warm@x>warm@y |  | ');
  });

  it('is another variant where each side has one that the other lacks', () => {
    assert.equal(
      paired('base@x old@x old@z', 'base@x new@x'),
      'base@x>base@x old@x>new@x | old@z | ',
    );
  });

  it('is nobody where it could be several', () => {
    assert.equal(paired('base@x base@y', 'base@z'), ' | base@x base@y | base@z');
    assert.equal(paired('base@x', 'base@y base@z'), ' | base@x | base@y base@z');
    assert.equal(paired('base@x', 'warm@y'), ' | base@x | warm@y');
  });

  it('is who a swap names, and nobody else is spoken of', () => {
    const both = 'base@x base@y warm@x warm@y';
    assert.equal(paired(both, both, { models: ['x', 'y'] }), 'base@x>base@y warm@x>warm@y |  | ');
    assert.equal(
      paired(both, both, { variants: ['base', 'warm'] }),
      'base@x>warm@x base@y>warm@y |  | ',
    );
    assert.equal(
      paired(both, both, { models: ['x', 'y'], variants: ['base', 'warm'] }),
      'base@x>warm@y |  | ',
    );
    assert.equal(paired(both, both, { models: ['x', 'w'] }), ' |  | ');
  });
});
