import assert from 'node:assert/strict';
import {
  isModelNode,
  isModelSwap,
  isPromptPlace,
  isRunNode,
  runNodesOf,
} from '#extension/views/nodes.ts';

const odd: readonly unknown[] = [undefined, null, 1, 'text', [], {}, { root: '/r' }, { id: 'x' }];

describe('arguments of commands', () => {
  it('are taken only in their own form', () => {
    for (const value of odd) {
      for (const is of [isRunNode, isModelNode, isPromptPlace, isModelSwap]) {
        assert.equal(is(value), false);
      }
    }
    assert.equal(isRunNode({ root: '/r', id: 'x' }), true);
    assert.equal(isRunNode({ root: '/r', id: 1 }), false);
    assert.equal(isModelNode({ root: '/r', id: 'x', provider: 'p' }), true);
    assert.equal(isRunNode({ root: '/r', id: 'x', provider: 'p' }), false);
    assert.equal(isPromptPlace({ root: '/r', prompt: '/r/p', line: 3, file: 'd.csv' }), true);
    assert.equal(isPromptPlace({ root: '/r', prompt: '/r/p', line: 1.5 }), false);
    assert.equal(isPromptPlace({ root: '/r', prompt: '/r/p', file: 1 }), false);
    assert.equal(isModelSwap({ root: '/r', prompt: '/r/p', model: 'a/b' }), true);
    assert.equal(isModelSwap({ root: '/r', prompt: '/r/p', model: 1 }), false);
  });

  it('are the selected runs, each once, or the one that was clicked', () => {
    const a = { root: '/r', id: 'a' };
    const b = { root: '/r', id: 'b' };
    assert.deepEqual(runNodesOf(a, undefined), [a]);
    assert.deepEqual(runNodesOf(a, []), [a]);
    assert.deepEqual(runNodesOf(a, [a, b, { ...a }, { kind: 'more' }]), [a, b]);
    assert.deepEqual(runNodesOf(undefined, undefined), []);
  });
});
