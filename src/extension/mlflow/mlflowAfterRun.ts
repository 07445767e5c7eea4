import type { FeatureNeeds } from '../features.ts';
import type { Feature } from '../services.ts';

/** Hears runs end. What sends them is loaded with the first that does. */
export function mlflowAfterRun(needs: FeatureNeeds): Feature {
  return (services) =>
    services.sessions.onDidHear(({ session, event }) => {
      if (event.kind !== 'run-ended') return;
      void import('./pushAfterRun.ts').then(({ pushAfterRun }) =>
        pushAfterRun(services, needs, session.target.root, event.summary.id),
      );
    });
}
