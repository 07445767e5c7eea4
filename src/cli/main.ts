import { version } from '#core/version.ts';

// Answered before anything else is loaded: editors and scripts ask for it often.
const [, , first] = process.argv;
if (first === '--version' || first === '-V') {
  process.stdout.write(`${version}\n`);
} else {
  void start();
}

async function start(): Promise<void> {
  const { runProgram } = await import('./program.ts');
  await runProgram(process);
}
