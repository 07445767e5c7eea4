import type { Delivery } from '#core/mlflow/mlflow.ts';
import { counted } from '#core/report/numbers.ts';
import { noticeText } from '../host/noticeText.ts';

/** What became of a run, in one sentence for a notice. */
export function deliveryText(delivery: Delivery): string {
  if (delivery.kind === 'refused') {
    return `The run cannot be sent to MLflow. ${noticeText(delivery.why, 300)}`;
  }
  if (delivery.kind === 'waiting') {
    const { message, next, isPassing } = delivery.error;
    const step = isPassing ? 'It is kept, and sent after a later run.' : noticeText(next, 300);
    return `The run is not in MLflow yet. ${noticeText(message, 300)} ${step}`;
  }
  const places = delivery.families.map(({ experiment, children }) => {
    const runs = counted(children.length + 1, 'run');
    return `${runs} in the experiment "${noticeText(experiment, 80)}"`;
  });
  const isNews = delivery.families.some(({ created, written }) => created + written > 0);
  const notes = delivery.families.flatMap(({ notes: some }) => some);
  return [`MLflow has ${isNews ? '' : 'already '}${places.join(', ')}.`, ...notes]
    .map((one) => noticeText(one, 300))
    .join(' ');
}
