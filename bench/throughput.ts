import { benchFile, measure, type Usage } from './child.ts';
import { inTurn, median } from './median.ts';
import { makeProject } from './project.ts';
import { startProvider, type ProviderProcess } from './provider.ts';
import { atLeast, atMost, shown, type Goal, type Row } from './row.ts';

export interface Load {
  readonly cases: number;
  readonly concurrency: number;
  readonly stream?: boolean;
  /** How often it is measured; 3 where nothing is said. */
  readonly times?: number;
}

/** A provider that takes 200 ms: whatever is slower than the bare loop keeps workers idle. */
export async function throughputWithLatency(load: Load, goal: Goal): Promise<readonly Row[]> {
  await using provider = await startProvider(200);
  const bare = await loop('bare', provider, load);
  const assay = await assayRun(provider, load);
  return [
    {
      name: `throughput, 200 ms latency, concurrency ${load.concurrency}, of a bare loop`,
      value: bare.wallMs / assay.wallMs,
      unit: '×',
      goal,
      note: `${load.cases} cases: ${perSecond(assay, load)}/s, bare ${perSecond(bare, load)}/s`,
    },
  ];
}

/** A provider that takes no time: what is left is what each program does itself. */
export async function throughputWithoutLatency(load: Load): Promise<readonly Row[]> {
  await using provider = await startProvider(0);
  const few = { ...load, cases: Math.ceil(load.cases / 20) };
  await assayRun(provider, few);
  await loop('sdk', provider, few);
  const all = await inTurn(load.times ?? 3, {
    bare: () => loop('bare', provider, load),
    sdk: () => loop('sdk', provider, load),
    assay: () => assayRun(provider, load),
  });
  const bare = middle(all.bare);
  const sdk = middle(all.sdk);
  const assay = middle(all.assay);
  const what = load.stream === true ? 'streamed, ' : '';
  const goals = load.stream !== true;
  return [
    {
      name: `throughput, ${what}no latency, concurrency ${load.concurrency}, of a bare loop`,
      value: bare.wallMs / assay.wallMs,
      unit: '×',
      ...(goals && { goal: atLeast(0.25) }),
      note: `${load.cases} cases: ${perSecond(assay, load)}/s, bare ${perSecond(bare, load)}/s`,
    },
    {
      name: `throughput, ${what}no latency, concurrency ${load.concurrency}, of an SDK loop`,
      value: sdk.wallMs / assay.wallMs,
      unit: '×',
      ...(goals && { goal: atLeast(0.9) }),
      note: `SDK loop ${perSecond(sdk, load)}/s`,
    },
    {
      name: `CPU per case above an SDK loop${load.stream === true ? ', streamed' : ''}`,
      value: (assay.cpuMs - sdk.cpuMs) / load.cases,
      unit: 'ms',
      ...(goals && { goal: atMost(0.4) }),
      note: `${shown(assay.cpuMs / load.cases)} ms, SDK loop ${shown(sdk.cpuMs / load.cases)} ms`,
    },
  ];
}

function loop(kind: 'bare' | 'sdk', { baseUrl }: ProviderProcess, load: Load): Promise<Usage> {
  const { cases, concurrency, stream } = load;
  const numbers = [cases, concurrency].map(String);
  const mode = stream === true ? ['stream'] : [];
  return measure([benchFile('loop.mjs'), kind, baseUrl, ...numbers, ...mode]);
}

/** A whole run of the built program, and a check that it has asked exactly once for each case. */
async function assayRun(provider: ProviderProcess, load: Load): Promise<Usage> {
  const { cases, concurrency, stream = false } = load;
  await using project = await makeProject(provider.baseUrl, cases, { stream });
  await provider.takeCount();
  const usage = await measure(
    project.command('run', '--cache', 'off', '--concurrency', String(concurrency)),
    project.surroundings,
  );
  const asked = await provider.takeCount();
  if (asked !== cases) throw new Error(`${cases} cases made ${asked} requests.`);
  return usage;
}

function middle(usages: readonly Usage[]): Usage {
  return {
    wallMs: median(usages.map((one) => one.wallMs)),
    cpuMs: median(usages.map((one) => one.cpuMs)),
    peakBytes: median(usages.map((one) => one.peakBytes)),
  };
}

function perSecond({ wallMs }: Usage, { cases }: Load): string {
  return shown((cases / wallMs) * 1000);
}
