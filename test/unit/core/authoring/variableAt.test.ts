import assert from 'node:assert/strict';
import { openVariableAt, variableAt } from '#core/authoring/variableAt.ts';

const at = (column: number): { line: number; column: number } => ({ line: 2, column });

describe('variableAt', () => {
  it('gives the placeholder that the cursor touches', () => {
    const text = 'x\r\nSort {{ user name }} and {{b.c}}\r\n';
    assert.deepEqual(variableAt(text, at(6)), {
      name: 'user name',
      range: { start: at(6), end: at(21) },
    });
    assert.equal(variableAt(text, at(21))?.name, 'user name');
    assert.equal(variableAt(text, at(30))?.name, 'b.c');
    assert.equal(variableAt(text, at(3)), undefined);
  });

  it('gives nothing that the engine does not read', () => {
    assert.equal(variableAt('x\n{{#if a}}', at(5)), undefined);
    assert.equal(variableAt('x\n{{"a": 1}}', at(5)), undefined);
  });
});

describe('openVariableAt', () => {
  it('gives what a name behind the braces replaces', () => {
    assert.deepEqual(openVariableAt('x\n{{ ticket }}', at(6)), {
      range: { start: at(4), end: at(10) },
      word: 'ticket',
      closing: '',
    });
    assert.equal(openVariableAt('x\na {{', at(5))?.closing, '}}');
    assert.equal(openVariableAt('x\na {', at(4)), undefined);
    assert.equal(openVariableAt('x\n{{a}} b', at(8)), undefined);
  });
});
