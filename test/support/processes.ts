import { execFileSync } from 'node:child_process';

/** Pids of processes whose command line holds the text, this one not among them. */
export function processesWith(text: string): readonly number[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 1e8 })
    .split('\n')
    .filter((line) => line.includes(text) && !/<defunct>/.test(line))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid);
}
