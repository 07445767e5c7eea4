import { appendFileSync } from 'node:fs';
import { insideEnv, type InsideEvent } from '../../test/vscode/insideResult.ts';

export function tell(event: InsideEvent): void {
  appendFileSync(given(insideEnv.results), `${JSON.stringify(event)}\n`);
}

export function measured(name: string, value: number): void {
  tell({ kind: 'measured', name, value });
}

export function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
}

export function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
