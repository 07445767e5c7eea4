import Mocha from 'mocha';

const { EVENT_RUN_END } = Mocha.Runner.constants;

/** Dots while tests run, every failure in full, and a last line that a machine can read. */
export default class ClosingLine extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const skipped = pending > 0 ? `, ${pending} skipped` : '';
      process.stdout.write(`\n${passes} passed, ${failures} failed${skipped}\n`);
    });
  }
}
