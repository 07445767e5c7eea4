import type { Evidence, Measured, MetricTools, Preparation } from './metric.ts';
import { failed } from './verdict.ts';

/** `measure` for a metric whose work is in `prepare`: prepares anew each time, so for a single measurement only. */
export async function measurePrepared(
  preparation: Preparation | Promise<Preparation>,
  evidence: Evidence,
  tools: MetricTools,
): Promise<Measured> {
  const ready = await preparation;
  if ('faults' in ready) return failed(ready.faults[0]?.message ?? 'the settings cannot be used');
  return ready.measure(evidence, tools);
}
