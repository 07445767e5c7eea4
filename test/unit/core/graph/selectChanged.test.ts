import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { dependentsOf, nodeId, type DependencyGraph, type GraphNode } from '#core/graph/graph.ts';
import { isSelected, selectChanged } from '#core/graph/selectChanged.ts';

const size = 12;

/** Nodes that need only nodes before them; each is a prompt with one case. */
const randomGraph = fc
  .array(fc.array(fc.nat(size - 1), { maxLength: 4 }), { minLength: 1, maxLength: size })
  .map((all) => all.map((needs, place) => needs.filter((need) => need < place)));

function graphOf(needs: readonly (readonly number[])[], says: (place: number) => string) {
  const nodes = new Map<string, GraphNode>();
  const cases: [string, ReadonlyMap<string, { fingerprint: string; file: string }>][] = [];
  for (const [place, below] of needs.entries()) {
    const id = nodeId('prompt', `p${place}`);
    nodes.set(id, {
      id,
      kind: 'prompt',
      name: `p${place}`,
      fingerprint: says(place),
      needs: below.map((need) => nodeId('prompt', `p${need}`)),
    });
    cases.push([`p${place}`, new Map([['one', { fingerprint: 'same', file: 'd.csv' }]])]);
  }
  return { nodes, cases: new Map(cases) } satisfies DependencyGraph;
}

function row(fingerprint: string) {
  return { fingerprint, file: 'd.csv' };
}

function fileNode(name: string): [string, GraphNode] {
  const id = nodeId('file', name);
  return [id, { id, kind: 'file', name, fingerprint: 'same', needs: [] }];
}

/** By the definition: a node depends on another where a walk along its needs gets there. */
function reaches(needs: readonly (readonly number[])[], from: number, to: number): boolean {
  return from === to || (needs[from] ?? []).some((next) => reaches(needs, next, to));
}

describe('selecting what changed', () => {
  it('selects exactly the dependents of whatever is touched, over random graphs', () => {
    fc.assert(
      fc.property(randomGraph, fc.array(fc.nat(size - 1), { maxLength: 4 }), (needs, some) => {
        const touched = new Set(some.filter((place) => place < needs.length));
        const before = graphOf(needs, () => 'a');
        const after = graphOf(needs, (place) => (touched.has(place) ? 'b' : 'a'));
        const selection = selectChanged(before, after);
        for (const place of needs.keys()) {
          const expected = [...touched].some((other) => reaches(needs, place, other));
          assert.equal(isSelected(selection, `p${place}`, 'one'), expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('selects exactly the dependents of what is gone', () => {
    fc.assert(
      fc.property(randomGraph, fc.nat(size - 1), (needs, place) => {
        fc.pre(place < needs.length);
        const before = graphOf(needs, () => 'a');
        const after = graphOf(needs, () => 'a');
        after.nodes.delete(nodeId('prompt', `p${place}`));
        after.cases.delete(`p${place}`);
        const selection = selectChanged(before, after);
        for (const other of needs.keys()) {
          if (other === place) continue;
          const expected = reaches(needs, other, place);
          assert.equal(isSelected(selection, `p${other}`, 'one'), expected);
        }
      }),
    );
  });

  it('names for each dependent which of the touched ones it depends on', () => {
    const { nodes } = graphOf([[], [], [0], [0, 1], [3]], () => 'a');
    const reached = dependentsOf(nodes, ['prompt:p0', 'prompt:p1']);
    assert.deepEqual([...(reached.get('prompt:p2') ?? [])], ['prompt:p0']);
    assert.deepEqual([...(reached.get('prompt:p4') ?? [])], ['prompt:p0', 'prompt:p1']);
  });

  it('selects of a prompt that stays as it is only the rows that changed or are new', () => {
    const { nodes } = graphOf([[]], () => 'a');
    const before = {
      nodes,
      cases: new Map([
        [
          'p0',
          new Map([
            ['a', row('1')],
            ['b', row('1')],
            ['gone', row('1')],
          ]),
        ],
      ]),
    };
    const after = {
      nodes,
      cases: new Map([
        [
          'p0',
          new Map([
            ['a', row('1')],
            ['b', row('2')],
            ['c', row('1')],
          ]),
        ],
      ]),
    };
    const selected = selectChanged(before, after).prompts.get('p0');
    assert.deepEqual(selected, {
      file: 'p0',
      because: [],
      cases: new Map([
        ['b', 'changed'],
        ['c', 'new'],
      ]),
      removed: ['gone'],
      total: 3,
    });
  });

  it('tells a file with the same content under another name as renamed', () => {
    const before = { nodes: new Map([fileNode('old.js')]), cases: new Map() };
    const after = { nodes: new Map([fileNode('new.js')]), cases: new Map() };
    assert.deepEqual(selectChanged(before, after).changes, [
      { kind: 'file', name: 'new.js', what: 'renamed', from: 'old.js', prompts: [] },
      { kind: 'file', name: 'old.js', what: 'removed', prompts: [] },
    ]);
  });
});
