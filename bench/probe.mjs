/** Loaded before a measured program: writes what the process used, at its very end, into the file that ASSAY_BENCH_USAGE names. */
import { writeFileSync } from 'node:fs';

const file = process.env.ASSAY_BENCH_USAGE;

if (file !== undefined) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const usage = { peakBytes: maxRSS * 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
    writeFileSync(file, JSON.stringify(usage));
  });
}
