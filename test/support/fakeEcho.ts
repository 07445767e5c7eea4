import { makeEcho, type Echo } from '#cli/terminal/echo.ts';
import { Writable } from 'node:stream';

/** A stream that remembers; `text()` is all that was written. */
export function fakeEcho(
  options: { readonly colour?: boolean; readonly isTerminal?: boolean } = {},
): {
  readonly echo: Echo;
  readonly text: () => string;
  readonly fail: (error: Error) => void;
} {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString('utf8');
      done();
    },
  });
  const terminal = Object.assign(stream, { isTTY: options.isTerminal ?? false, columns: 100 });
  return {
    echo: makeEcho(terminal as unknown as NodeJS.WriteStream, options.colour ?? false),
    text: () => text,
    fail(error) {
      stream.emit('error', error);
    },
  };
}
