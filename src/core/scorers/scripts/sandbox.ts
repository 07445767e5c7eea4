import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { prelude } from './prelude.ts';

/** A piece of work for the sandbox. `compile` runs nothing; `load` runs the module, and stops there. */
export interface ScriptJob {
  readonly do: 'compile' | 'load' | 'score';
  readonly code: string;
  /** JSON, for `score`. */
  readonly input: string;
  readonly timeoutMs: number;
}

export type ScriptOutcome = (
  | { readonly kind: 'done'; /** JSON. */ readonly answer: string }
  /** `line` and `column` in the code, where they are known. */
  | {
      readonly kind: 'thrown';
      readonly name: string;
      readonly message: string;
      readonly line?: number;
      readonly column?: number;
    }
  | { readonly kind: 'late' }
) & {
  readonly said?: string;
  /** The sandbox may have been damaged, and is not used again. */
  readonly isSpent?: true;
};

const memoryBytes = 64 * 1024 * 1024;
/** With more a runaway recursion ends the whole module instead of the call. */
const stackBytes = 256 * 1024;
const longestText = 64 * 1024;
const jobsAtATime = 1000;
const fileName = 'scorer.js';

/**
 * Does one piece of work in an interpreter that is made for it and thrown away after it, so that nothing of one
 * measurement reaches the next. The code is given no function of ours: not a file, not a clock to wait on, not a network.
 */
export function runInSandbox(quickjs: QuickJSWASMModule, job: ScriptJob): ScriptOutcome {
  const deadline = performance.now() + job.timeoutMs;
  const runtime = quickjs.newRuntime({
    memoryLimitBytes: memoryBytes,
    maxStackSizeBytes: stackBytes,
  });
  let isLate = false;
  runtime.setInterruptHandler(() => {
    isLate ||= performance.now() > deadline;
    return isLate;
  });
  const context = runtime.newContext();
  const cell = new Cell(runtime, context, () => isLate || performance.now() > deadline);
  const outcome = cell.run(job);
  try {
    cell.dispose();
    context.dispose();
    runtime.dispose();
  } catch {
    // After running out of memory not everything can be given back.
    return { ...outcome, isSpent: true };
  }
  return outcome;
}

/** One interpreter with one module. Handles live until the end: there is one measurement, and few of them. */
class Cell {
  private readonly runtime: QuickJSRuntime;
  private readonly context: QuickJSContext;
  private readonly isLate: () => boolean;
  private readonly handles: QuickJSHandle[] = [];

  constructor(runtime: QuickJSRuntime, context: QuickJSContext, isLate: () => boolean) {
    this.runtime = runtime;
    this.context = context;
    this.isLate = isLate;
  }

  run(job: ScriptJob): ScriptOutcome {
    const { context } = this;
    if (job.do === 'compile') return this.compile(job.code);
    const tools = this.keep(context.unwrapResult(context.evalCode(prelude, 'assay.js')));
    const outcome = this.load(job, tools);
    const said = this.textOf(this.prop(this.prop(tools, 'state'), 'said')) ?? '';
    return said === '' ? outcome : { ...outcome, said };
  }

  dispose(): void {
    for (const handle of this.handles) handle.dispose();
  }

  private compile(code: string): ScriptOutcome {
    const { context } = this;
    const compiled = context.evalCode(code, fileName, { type: 'module', compileOnly: true });
    if (compiled.error === undefined) {
      this.keep(compiled.value);
      return { kind: 'done', answer: 'null' };
    }
    const tools = this.keep(context.unwrapResult(context.evalCode(prelude, 'assay.js')));
    return this.fault(tools, compiled.error);
  }

  private load({ do: task, code, input }: ScriptJob, tools: QuickJSHandle): ScriptOutcome {
    const { context } = this;
    // Made before the code runs: it may replace whatever is global.
    const given = this.keep(context.newString(input));
    const loaded = context.evalCode(code, fileName, { type: 'module' });
    if (loaded.error !== undefined) return this.fault(tools, loaded.error);
    const names = this.settle(tools, this.keep(loaded.value));
    if ('kind' in names) return names;
    const score = this.prop(names.value, 'default');
    if (context.typeof(score) !== 'function') {
      return { kind: 'thrown', name: 'TypeError', message: 'its default export is no function' };
    }
    if (task === 'load') return { kind: 'done', answer: 'null' };
    const called = this.call(tools, 'call', score, given);
    if ('kind' in called) return called;
    const settled = this.settle(tools, called.value);
    if ('kind' in settled) return settled;
    const written = this.call(tools, 'write', settled.value);
    if ('kind' in written) return written;
    const answer = this.textOf(written.value);
    if (answer !== undefined) return { kind: 'done', answer };
    const message = 'it returned nothing that JSON can hold in 64 KB';
    return { kind: 'thrown', name: 'TypeError', message };
  }

  /** A promise becomes what it is fulfilled with. Nothing outside can settle it, so one that still waits always will. */
  private settle(tools: QuickJSHandle, handle: QuickJSHandle): Found {
    for (;;) {
      const state = this.context.getPromiseState(handle);
      if (state.type === 'fulfilled') {
        return { value: state.notAPromise === true ? handle : this.keep(state.value) };
      }
      if (state.type === 'rejected') return this.fault(tools, state.error);
      if (this.isLate()) return late;
      if (!this.runtime.hasPendingJob()) {
        return { kind: 'thrown', name: 'Error', message: 'it waits for what will never come' };
      }
      const ran = this.runtime.executePendingJobs(jobsAtATime);
      if (ran.error !== undefined) return this.fault(tools, ran.error);
    }
  }

  private call(tools: QuickJSHandle, name: string, ...given: readonly QuickJSHandle[]): Found {
    const called = this.context.callFunction(
      this.prop(tools, name),
      this.context.undefined,
      ...given,
    );
    if (called.error !== undefined) return this.fault(tools, called.error);
    return { value: this.keep(called.value) };
  }

  private fault(tools: QuickJSHandle, error: QuickJSHandle): ScriptOutcome {
    this.keep(error);
    if (this.isLate()) return late;
    const { context } = this;
    const described = context.callFunction(this.prop(tools, 'describe'), context.undefined, error);
    const handle = this.keep(described.error ?? described.value);
    if (this.isLate()) return late;
    const json = described.error === undefined ? this.textOf(handle) : undefined;
    return json === undefined ? speechless : readFault(json);
  }

  private prop(object: QuickJSHandle, name: string): QuickJSHandle {
    return this.keep(this.context.getProp(object, name));
  }

  /** `undefined` for what is no text, or a long one: it is not even copied. */
  private textOf(handle: QuickJSHandle): string | undefined {
    const { context } = this;
    if (context.typeof(handle) !== 'string') return undefined;
    const length = context.getNumber(this.prop(handle, 'length'));
    return length > longestText ? undefined : context.getString(handle);
  }

  private keep(handle: QuickJSHandle): QuickJSHandle {
    this.handles.push(handle);
    return handle;
  }
}

type Found = { readonly value: QuickJSHandle } | ScriptOutcome;

const late: ScriptOutcome = { kind: 'late', isSpent: true };
const speechless: ScriptOutcome = {
  kind: 'thrown',
  name: 'Error',
  message: 'it broke, and could not say how',
  isSpent: true,
};

/** What `describe` of the prelude wrote; the code may have had a hand in it. */
function readFault(json: string): ScriptOutcome {
  const fault = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const name = String(fault['name']);
  const [, line, column] = /scorer\.js:(\d+)(?::(\d+))?/.exec(String(fault['stack'])) ?? [];
  return {
    kind: 'thrown',
    name,
    message: String(fault['message']),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
    // Out of memory, or out of stack.
    ...(name === 'InternalError' ? { isSpent: true } : {}),
  };
}
