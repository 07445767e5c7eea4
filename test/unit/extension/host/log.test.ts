import { logTo, redactingChannel } from '#extension/host/log.ts';
import { makeKnownKeys } from '#extension/host/redaction.ts';
import assert from 'node:assert/strict';

type LogOutputChannel = Parameters<typeof redactingChannel>[0];

/** Writes down everything it is called with. */
function listeningChannel(): { readonly channel: LogOutputChannel; readonly heard: string[] } {
  const heard: string[] = [];
  const channel = new Proxy({} as LogOutputChannel, {
    get: (_target, name) =>
      name === 'name' || name === 'logLevel'
        ? name
        : (...values: readonly unknown[]) => {
            heard.push([String(name), ...values.map(String)].join(' '));
          },
  });
  return { channel, heard };
}

describe('the log channel', () => {
  it('hears everything that is written to it, without the keys', () => {
    const known = makeKnownKeys();
    known.add('sk-0123456789');
    const { channel, heard } = listeningChannel();
    const log = redactingChannel(channel, known);
    const text = 'key sk-0123456789';
    log.append(text);
    log.appendLine(text);
    log.replace(text);
    log.trace(text, { text });
    log.debug(text);
    log.info(text, text);
    log.warn(text);
    log.error(text);
    log.show(true);
    log.clear();
    assert.deepEqual(heard, [
      'append key [key]',
      'appendLine key [key]',
      'replace key [key]',
      'trace key [key] {"text":"key [key]"}',
      'debug key [key]',
      'info key [key] key [key]',
      'warn key [key]',
      'error key [key]',
      'show true',
      'clear',
    ]);
  });

  it('is what the engine logs to', () => {
    const { channel, heard } = listeningChannel();
    const log = logTo(channel);
    log.info('one');
    log.warn('two');
    assert.deepEqual(heard, ['info one', 'warn two']);
  });
});
