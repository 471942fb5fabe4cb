// Publishes a train request with kafkajs and follows the job's events to its end.
//
//   node train.js HOST:PORT JOB ['{"task":"tiny","epochs":3}']
//
// Exit code 0: the job finished. 1: the request was refused, or the job failed or was cancelled.
// 2: wrong usage.

import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

const REQUESTS = 'baton.requests';
const EVENTS = 'baton.events';

async function main(broker, job, options) {
  // Calls say what failed; the library's log would repeat each try to connect.
  const kafka = new Kafka({ clientId: 'baton-example', brokers: [broker], logLevel: logLevel.NOTHING });
  const request = { version: 1, type: 'train', job, requestId: randomUUID(), ...options };
  const end = await endOfEvents(kafka);

  // kafkajs reads in groups only; one of our own sees every event.
  const consumer = kafka.consumer({ groupId: `baton-example-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: EVENTS });
  const exitCode = new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || reject(payload.error));
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ message }) => {
          const event = JSON.parse(message.value);
          // An unreadable request's answer has no job, but its id.
          if (event.job === job || event.requestId === request.requestId) {
            console.log(JSON.stringify(event));
            const code = exitCodeOf(event, request);
            if (code !== undefined) resolve(code);
          }
        },
      })
      .catch(reject);
  });
  // From where the events ended before the request: nothing of what follows is missed.
  consumer.seek({ topic: EVENTS, partition: 0, offset: end });

  await publish(kafka, request);
  const code = await exitCode;
  await consumer.disconnect();
  return code;
}

/** Undefined as long as the job goes on. */
function exitCodeOf(event, request) {
  if (event.type === 'job-finished') return 0;
  const refused = event.type === 'request-rejected' && event.requestId === request.requestId;
  return refused || ['job-failed', 'job-cancelled'].includes(event.type) ? 1 : undefined;
}

async function endOfEvents(kafka) {
  const admin = kafka.admin();
  await admin.connect();
  const [{ high }] = await admin.fetchTopicOffsets(EVENTS);
  await admin.disconnect();
  return high;
}

async function publish(kafka, request) {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({
    topic: REQUESTS,
    messages: [{ key: request.job, value: JSON.stringify(request) }],
  });
  await producer.disconnect();
}

function parsed(options) {
  try {
    return JSON.parse(options);
  } catch (e) {
    wrongUsage(`The options are no JSON: ${e.message}`);
  }
}

function wrongUsage(problem) {
  console.error(problem);
  process.exit(2);
}

const [broker, job, options = '{"task":"tiny","epochs":3}'] = process.argv.slice(2);
if (!job) wrongUsage(`usage: node train.js HOST:PORT JOB ['{"task":"tiny","epochs":3}']`);
const extra = parsed(options);
try {
  process.exitCode = await main(broker, job, extra);
} catch (e) {
  console.error(`${e.message}. Is the fleet at ${broker} up?`);
  process.exitCode = 1;
}
