import * as vscode from 'vscode';
import { plainField, plainText } from '#base/plainText.ts';
import { endSentence } from '#core/report/sentences.ts';
import type { RunEvent, RunManifest } from '#protocol/run.ts';
import type { SessionEnd } from '../running/runSessions.ts';
import { problemMessages } from './problemMessages.ts';
import type { TestTree } from './testTree.ts';
import { tallyTrials, type TalliedCase, type TrialTally } from './trialTally.ts';
import { verdictOf, type VerdictMessage } from './verdicts.ts';

/** Tells a test run of the Test Explorer what becomes of one session of ours. */
export interface TestReport {
  hear(event: RunEvent): void;
  /** Says something of every item that nothing was said of. */
  end(end: SessionEnd): void;
}

/** So many may show that they are being run; for more, waiting is enough. */
const mostStarted = 200;
/** Beyond so many, one sentence for each has to do. */
const mostDetailed = 50;
const longestReply = 2000;

export function reportTo(
  run: vscode.TestRun,
  root: string,
  items: ReadonlyMap<string, vscode.TestItem>,
  tree: Pick<TestTree, 'expectedOf'>,
): TestReport {
  const left = new Map(items);
  let tally: TrialTally | undefined;
  let manifest: RunManifest | undefined;

  const say = (text: string, item?: vscode.TestItem): void => {
    const lines = plainText(text).replaceAll('\n', '\r\n');
    run.appendOutput(`${lines}\r\n`, undefined, item);
  };
  const tellCase = ({ id, trials }: TalliedCase): void => {
    const item = left.get(id);
    if (item === undefined) return;
    left.delete(id);
    const expected = tree.expectedOf(item);
    const verdict = verdictOf({ ...trials, ...(expected !== undefined && { expected }) });
    for (const { model, result } of trials.trials) {
      if (result.reply === undefined) continue;
      const text = result.reply.text.slice(0, longestReply).toWellFormed();
      say(`${item.label}, ${plainField(model, 100)}:\n${text}`, item);
    }
    if (verdict.kind === 'passed') run.passed(item, verdict.durationMs);
    else if (verdict.kind === 'skipped') {
      say(`${item.label}: ${verdict.why}`, item);
      run.skipped(item);
    } else {
      const messages = verdict.messages.map((message) => messageAt(item, message));
      if (verdict.kind === 'failed') run.failed(item, messages, verdict.durationMs);
      else run.errored(item, messages, verdict.durationMs);
    }
  };
  const skipRest = (why: string): void => {
    if (left.size > 0) say(why);
    for (const item of left.values()) run.skipped(item);
    left.clear();
  };
  const failRest = (messages: readonly vscode.TestMessage[]): void => {
    const shown = left.size <= mostDetailed ? messages : messages.slice(0, 1);
    for (const item of left.values()) run.errored(item, [...shown]);
    left.clear();
  };

  return {
    hear(event) {
      if (event.kind === 'run-started') {
        manifest = event.manifest;
        tally = tallyTrials(root, event.manifest);
        if (left.size <= mostStarted) for (const item of left.values()) run.started(item);
      } else if (event.kind === 'trial-finished') {
        const tallied = tally?.add(event.result);
        if (tallied !== undefined) tellCase(tallied);
      }
    },
    end(end) {
      for (const tallied of tally?.rest() ?? []) tellCase(tallied);
      if (end.kind === 'ended') {
        if (manifest !== undefined) say(endSentence(manifest, end.summary));
        skipRest('The others were not asked.');
      } else if (end.kind === 'checked') {
        const { prompts, cases } = end;
        // Nothing was judged, so nothing has passed.
        skipRest(`Read and rendered: ${cases} cases of ${prompts} prompts. Nobody was asked.`);
      } else if (end.kind === 'declined') {
        skipRest('Not run: it was declined or cancelled before anything was asked.');
      } else if (end.kind === 'broken') {
        failRest([new vscode.TestMessage(plainField(end.message, 1000))]);
      } else {
        failRest(problemMessages(root, end.message, end.problems));
      }
    },
  };
}

function messageAt(item: vscode.TestItem, { text, expected, actual }: VerdictMessage) {
  const message =
    expected === undefined || actual === undefined
      ? new vscode.TestMessage(text)
      : vscode.TestMessage.diff(text, expected, actual);
  if (item.uri !== undefined && item.range !== undefined) {
    // Below the case: at its first line stands what came of it.
    message.location = new vscode.Location(item.uri, item.range.end);
  }
  return message;
}
