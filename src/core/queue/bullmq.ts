/** The only place that knows the package; a chunk of its own, loaded with the first queue. */
export { Queue, QueueEvents, Worker } from 'bullmq';
export { Redis } from 'ioredis';
