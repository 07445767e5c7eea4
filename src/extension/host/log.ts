import type * as vscode from 'vscode';
import type { Log } from '#core/ports.ts';
import { redacted, redactedValue, type KnownKeys } from './redaction.ts';

/** The channel in which no known key appears, whoever writes to it. The channel itself stays with the caller. */
export function redactingChannel(
  channel: vscode.LogOutputChannel,
  known: KnownKeys,
): vscode.LogOutputChannel {
  const clean = (text: string): string => redacted(text, known);
  const all = (values: readonly unknown[]): string[] =>
    values.map((value) => redactedValue(value, known));
  return {
    name: channel.name,
    get logLevel() {
      return channel.logLevel;
    },
    onDidChangeLogLevel: channel.onDidChangeLogLevel,
    append: (text) => {
      channel.append(clean(text));
    },
    appendLine: (text) => {
      channel.appendLine(clean(text));
    },
    replace: (text) => {
      channel.replace(clean(text));
    },
    clear: () => {
      channel.clear();
    },
    show: (first?: vscode.ViewColumn | boolean, preserveFocus?: boolean) => {
      channel.show(typeof first === 'boolean' ? first : preserveFocus);
    },
    hide: () => {
      channel.hide();
    },
    dispose: () => {
      channel.dispose();
    },
    trace: (message, ...values) => {
      channel.trace(clean(message), ...all(values));
    },
    debug: (message, ...values) => {
      channel.debug(clean(message), ...all(values));
    },
    info: (message, ...values) => {
      channel.info(clean(message), ...all(values));
    },
    warn: (message, ...values) => {
      channel.warn(clean(message), ...all(values));
    },
    error: (error, ...values) => {
      channel.error(redactedValue(error, known), ...all(values));
    },
  };
}

/** What the engine says, in the channel. */
export function logTo(channel: Pick<vscode.LogOutputChannel, 'info' | 'warn'>): Log {
  return {
    info: (message) => {
      channel.info(message);
    },
    warn: (message) => {
      channel.warn(message);
    },
  };
}
