import type { IncomingMessage, ServerResponse } from 'node:http';
import { anthropicResult, openaiResult, type BatchOutcome, type Line } from './mockBatchResults.ts';
import { promptOf } from './mockProvider.ts';

export interface MockBatchOptions {
  /** By the prompt; absent: every request is answered with `yes`. */
  outcome?: (prompt: string) => BatchOutcome;
  /** Ends each batch when it is asked for; absent: as soon as it is created. */
  ends?: boolean;
  /** Heard after something was done and before it is answered; nothing is answered where it gives `false`. */
  hear?: (what: 'uploaded' | 'created' | 'results') => boolean;
  /** Where results are said to be, instead of here. */
  resultsAt?: string;
  /** The origin that it believes to be. */
  resultsFrom?: string;
  /** How often the transfer of results breaks off in the middle. */
  cuts?: number;
  /** Lines among the results that nobody asked for. */
  strays?: readonly string[];
  /** Answers the creation with this. */
  refusal?: { readonly status: number; readonly body: object };
  /** OpenAI's validation of the file fails. */
  invalid?: { readonly code: string; readonly message: string };
}

export interface MockBatch {
  readonly id: string;
  readonly family: 'openai' | 'anthropic';
  readonly requests: readonly Line[];
  readonly endpoint: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
  file: string;
  status: 'working' | 'ended' | 'cancelled' | 'failed';
}

/** The batch interfaces of OpenAI and Anthropic, as they are published: for `also` of a mock provider. */
export class MockBatches {
  readonly options: MockBatchOptions;
  readonly batches: MockBatch[] = [];
  readonly files = new Map<string, string>();
  readonly faults: string[] = [];

  constructor(options: MockBatchOptions = {}) {
    this.options = options;
  }

  endAll(): void {
    for (const batch of this.batches) if (batch.status === 'working') batch.status = 'ended';
  }

  readonly answer = (request: IncomingMessage, text: string, response: ServerResponse): boolean => {
    const { pathname, searchParams, origin } = new URL(
      request.url ?? '/',
      `http://${request.headers.host}`,
    );
    const path = pathname.replace(/^\/v1/u, '');
    const route = `${request.method} ${path.replaceAll(/(?<=\/)(?:file|batch|msgbatch)-\d+/gu, ':id')}`;
    const batch = this.batches.find(({ id }) => path.includes(`/${id}`));
    const send = (body: unknown, status = 200): void => {
      sendJson(response, status, body);
    };
    const shown = (one: MockBatch): object => this.shown(one, origin);
    switch (route) {
      case 'POST /files':
        this.upload(request, text, response);
        return true;
      case 'GET /files/:id/content':
        this.sendFile(response, path.split('/')[2] ?? '');
        return true;
      case 'POST /batches':
        this.createOpenai(text, response, shown);
        return true;
      case 'POST /messages/batches':
        this.createAnthropic(request, text, response, shown);
        return true;
      case 'GET /batches':
      case 'GET /messages/batches': {
        const family = path === '/batches' ? 'openai' : 'anthropic';
        send(this.page(family, searchParams, shown));
        return true;
      }
      case 'GET /batches/:id':
      case 'GET /messages/batches/:id':
        send(batch === undefined ? missing : shown(batch), batch === undefined ? 404 : 200);
        return true;
      case 'POST /batches/:id/cancel':
      case 'POST /messages/batches/:id/cancel':
        if (batch !== undefined) batch.status = 'cancelled';
        send(batch === undefined ? missing : shown(batch), batch === undefined ? 404 : 200);
        return true;
      case 'GET /messages/batches/:id/results':
        this.sendResults(response, batch === undefined ? '' : this.resultLines(batch));
        return true;
      default:
        return false;
    }
  };

  private upload(request: IncomingMessage, text: string, response: ServerResponse): void {
    const boundary = /boundary=(.+)$/u.exec(request.headers['content-type'] ?? '')?.[1];
    const parts = text.split(`--${boundary}`);
    const purpose = parts.find((part) => part.includes('name="purpose"'));
    const file = parts.find((part) => part.includes('name="file"'));
    if (purpose?.includes('\r\n\r\nbatch\r\n') !== true || file === undefined) {
      this.faults.push('an upload is no form with a purpose and a file');
    }
    const id = `file-${this.files.size + 1}`;
    this.files.set(id, file?.slice(file.indexOf('\r\n\r\n') + 4, -2) ?? '');
    if (this.options.hear?.('uploaded') === false) return;
    sendJson(response, 200, { id, object: 'file', purpose: 'batch' });
  }

  private createOpenai(
    text: string,
    response: ServerResponse,
    shown: (batch: MockBatch) => object,
  ): void {
    const { refusal, invalid } = this.options;
    if (refusal !== undefined) {
      sendJson(response, refusal.status, refusal.body);
      return;
    }
    const body = JSON.parse(text) as {
      readonly input_file_id: string;
      readonly endpoint: string;
      readonly completion_window: string;
      readonly metadata: Record<string, string>;
    };
    const requests = linesOf(this.files.get(body.input_file_id) ?? '');
    const fault = this.openaiFault(body.endpoint, requests);
    if (fault !== undefined) this.faults.push(fault);
    if (body.completion_window !== '24h') this.faults.push('the window is not 24h');
    const batch: MockBatch = {
      id: `batch-${this.batches.length + 1}`,
      family: 'openai',
      requests,
      endpoint: body.endpoint,
      metadata: body.metadata,
      createdAt: Date.now(),
      file: body.input_file_id,
      status: invalid !== undefined ? 'failed' : this.options.ends === false ? 'working' : 'ended',
    };
    this.batches.push(batch);
    if (this.options.hear?.('created') === false) return;
    sendJson(response, 200, shown(batch));
  }

  private openaiFault(endpoint: string, requests: readonly Line[]): string | undefined {
    if (new Set(requests.map((one) => one.custom_id)).size < requests.length)
      return 'a custom_id twice';
    if (new Set(requests.map((one) => one.body?.model)).size > 1) return 'two models in one file';
    if (requests.some(({ method, url }) => method !== 'POST' || url !== endpoint)) {
      return 'a request for another endpoint';
    }
    return requests.length > 50_000 ? 'too many requests' : undefined;
  }

  private createAnthropic(
    request: IncomingMessage,
    text: string,
    response: ServerResponse,
    shown: (batch: MockBatch) => object,
  ): void {
    const { refusal } = this.options;
    if (refusal !== undefined) {
      sendJson(response, refusal.status, refusal.body);
      return;
    }
    const { requests } = JSON.parse(text) as { readonly requests: readonly Line[] };
    if (requests.some((one) => !/^[a-zA-Z0-9_-]{1,64}$/u.test(one.custom_id))) {
      this.faults.push('a custom_id that Anthropic does not take');
    }
    if (new Set(requests.map((one) => one.custom_id)).size < requests.length) {
      this.faults.push('a custom_id twice');
    }
    if (requests.some((one) => typeof one.params !== 'object')) this.faults.push('no params');
    if (request.headers['anthropic-version'] === undefined) this.faults.push('no version');
    const batch: MockBatch = {
      id: `msgbatch-${this.batches.length + 1}`,
      family: 'anthropic',
      requests,
      endpoint: '/v1/messages',
      metadata: {},
      createdAt: Date.now(),
      file: '',
      status: this.options.ends === false ? 'working' : 'ended',
    };
    this.batches.push(batch);
    if (this.options.hear?.('created') === false) return;
    sendJson(response, 200, shown(batch));
  }

  private page(
    family: MockBatch['family'],
    query: URLSearchParams,
    shown: (batch: MockBatch) => object,
  ): object {
    const all = this.batches.filter((one) => one.family === family).toReversed();
    const after = query.get(family === 'openai' ? 'after' : 'after_id');
    const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    // Small pages, so that more than one is asked for.
    const page = all.slice(start, start + 2);
    return {
      object: 'list',
      data: page.map(shown),
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
      has_more: start + 2 < all.length,
    };
  }

  private shown(batch: MockBatch, origin: string): object {
    return batch.family === 'openai' ? this.openaiBatch(batch) : this.anthropicBatch(batch, origin);
  }

  private openaiBatch(batch: MockBatch): object {
    const { id, endpoint, metadata, createdAt, requests, status } = batch;
    const outcomes = requests.map((line) => this.outcomeOf(batch, line).kind);
    const isEnded = status !== 'working';
    const { invalid } = this.options;
    const expired = outcomes.includes('expired');
    const word = {
      working: 'in_progress',
      ended: expired ? 'expired' : 'completed',
      cancelled: 'cancelled',
      failed: 'failed',
    };
    return {
      id,
      object: 'batch',
      endpoint,
      errors:
        status === 'failed' && invalid !== undefined
          ? { object: 'list', data: [{ ...invalid, param: null, line: 1 }] }
          : null,
      input_file_id: batch.file,
      completion_window: '24h',
      status: word[status],
      created_at: Math.floor(createdAt / 1000),
      ...(isEnded && outcomes.includes('reply') && status !== 'failed'
        ? { output_file_id: `file-${9000 + this.batches.indexOf(batch)}` }
        : {}),
      ...(isEnded && outcomes.some((one) => one !== 'reply') && status !== 'failed'
        ? { error_file_id: `file-${8000 + this.batches.indexOf(batch)}` }
        : {}),
      metadata,
      request_counts: {
        total: requests.length,
        completed: isEnded ? outcomes.filter((one) => one === 'reply').length : 0,
        failed: isEnded ? outcomes.filter((one) => one !== 'reply').length : 0,
      },
    };
  }

  private anthropicBatch(batch: MockBatch, origin: string): object {
    const { id, requests, createdAt, status } = batch;
    const isEnded = status === 'ended' || status === 'cancelled';
    const outcomes = requests.map((line) => this.outcomeOf(batch, line).kind);
    const count = (kind: string): number =>
      isEnded ? outcomes.filter((one) => one === kind).length : 0;
    const results = `${this.options.resultsFrom ?? origin}/v1/messages/batches/${id}/results`;
    return {
      id,
      type: 'message_batch',
      processing_status: isEnded ? 'ended' : 'in_progress',
      request_counts: {
        processing: isEnded ? 0 : requests.length,
        succeeded: count('reply') + count('missing'),
        errored: count('error'),
        canceled: count('cancelled'),
        expired: count('expired'),
      },
      created_at: new Date(createdAt).toISOString(),
      expires_at: new Date(createdAt + 86_400_000).toISOString(),
      ended_at: isEnded ? new Date(createdAt).toISOString() : null,
      archived_at: null,
      cancel_initiated_at: null,
      results_url: isEnded ? (this.options.resultsAt ?? results) : null,
    };
  }

  private outcomeOf({ status }: MockBatch, line: Line): BatchOutcome {
    if (status === 'cancelled') return { kind: 'cancelled' };
    const prompt = promptOf(line.body ?? line.params ?? {});
    return this.options.outcome?.(prompt) ?? { kind: 'reply', text: 'yes' };
  }

  private sendFile(response: ServerResponse, id: string): void {
    const number = Number(id.slice('file-'.length));
    const batch = this.batches[number >= 9000 ? number - 9000 : number - 8000];
    const lines = batch === undefined ? '' : this.resultLines(batch, number >= 9000);
    this.sendResults(response, lines);
  }

  /** OpenAI keeps replies and failures apart; in no order. */
  private resultLines(batch: MockBatch, replies?: boolean): string {
    const lines = batch.requests.flatMap((line, place) => {
      const outcome = this.outcomeOf(batch, line);
      if (outcome.kind === 'missing') return [];
      if (replies !== undefined && (outcome.kind === 'reply') !== replies) return [];
      const result =
        batch.family === 'openai'
          ? openaiResult(batch.endpoint, line, outcome, place)
          : { custom_id: line.custom_id, result: anthropicResult(line, outcome, place) };
      return [JSON.stringify(result)];
    });
    const strays = replies === false ? [] : (this.options.strays ?? []);
    return [...strays, ...lines.toReversed()].map((line) => `${line}\n`).join('');
  }

  private sendResults(response: ServerResponse, text: string): void {
    if (this.options.hear?.('results') === false) return;
    response.writeHead(200, {
      'content-type': 'application/x-jsonl',
      'content-length': Buffer.byteLength(text),
    });
    const { cuts = 0 } = this.options;
    if (cuts === 0) {
      response.end(text);
      return;
    }
    this.options.cuts = cuts - 1;
    response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
  }
}

const missing = { error: { type: 'not_found_error', message: 'no such batch' } };

function linesOf(text: string): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
