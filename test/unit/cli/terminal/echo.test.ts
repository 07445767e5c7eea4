import { wantsColour } from '#cli/terminal/echo.ts';
import { fakeEcho } from '#support/fakeEcho.ts';
import assert from 'node:assert/strict';

describe('echo', () => {
  it('makes one line of one call, whatever the pieces hold', () => {
    const { echo, text } = fakeEcho();
    echo.line('a\nb\r\nc', '\u2028d', ' \u001b[2Je');
    assert.equal(text(), 'a b c d e\n');
  });

  it('colours only by looks of its own', () => {
    const { echo, text } = fakeEcho({ colour: true });
    echo.line(['bad', 'failed \u001b[32m'], ' x');
    assert.equal(text(), '\u001b[31mfailed \u001b[39m x\n');
  });

  it('shows no colour where none is wanted', () => {
    const { echo, text } = fakeEcho();
    echo.line(['good', 'passed']);
    assert.equal(text(), 'passed\n');
  });

  it('does not put a command together from harmless pieces', () => {
    const { echo, text } = fakeEcho({ colour: true });
    echo.line(':', ['bad', ':error::x']);
    echo.line('#', '#vso[x]');
    assert.equal(text(), ': :error::x\n# #vso[x]\n');
  });

  it('keeps the lines of a text and cleans each', () => {
    const { echo, text } = fakeEcho();
    echo.text('a\u001b]0;t\u0007\n::error::x\n');
    assert.equal(text(), 'a\n: :error::x\n');
  });

  it('goes quiet when the reader went away', () => {
    const { echo, text, fail } = fakeEcho();
    fail(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    echo.line('a');
    assert.equal(text(), '');
    assert.equal(echo.fault(), undefined);
  });

  it('remembers that output was lost', () => {
    const { echo, fail } = fakeEcho();
    fail(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    assert.equal(echo.fault(), 'no space left');
  });
});

describe('colour', () => {
  const terminal = { isTTY: true };

  it('is for terminals, and can be turned off in two ways', () => {
    assert.equal(wantsColour(terminal, {}, []), true);
    assert.equal(wantsColour({}, {}, []), false);
    assert.equal(wantsColour(terminal, { NO_COLOR: '1' }, []), false);
    assert.equal(wantsColour(terminal, { NO_COLOR: '' }, []), true);
    assert.equal(wantsColour(terminal, {}, ['run', '--no-color']), false);
    assert.equal(wantsColour(terminal, { TERM: 'dumb' }, []), false);
  });

  it('can be asked for where there is no terminal', () => {
    assert.equal(wantsColour({}, { FORCE_COLOR: '1' }, []), true);
    assert.equal(wantsColour(terminal, { FORCE_COLOR: '0' }, []), false);
    assert.equal(wantsColour({}, { FORCE_COLOR: '1', NO_COLOR: '1' }, []), false);
  });
});
