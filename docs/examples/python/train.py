"""Publishes a train request with confluent-kafka and follows the job's events to its end.

    python train.py HOST:PORT JOB ['{"task":"tiny","epochs":3}']

Exit code 0: the job finished. 1: the request was refused, or the job failed or was cancelled.
2: wrong usage.
"""

import json
import sys
import uuid

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

REQUESTS = "baton.requests"
EVENTS = "baton.events"
SECONDS_TO_ANSWER = 10
# Calls say what failed; the library's log would repeat each try to connect.
QUIET = {"log_level": 0}


def main(broker, job, options):
    request = {"version": 1, "type": "train", "job": job, "requestId": str(uuid.uuid4()), **options}
    events = events_from_now_on(broker)
    publish(broker, request)
    try:
        for event in events:
            # An unreadable request's answer has no job, but its id.
            if event["job"] == job or event.get("requestId") == request["requestId"]:
                print(json.dumps(event), flush=True)
                code = exit_code(event, request)
                if code is not None:
                    return code
    finally:
        events.close()


def exit_code(event, request):
    """None as long as the job goes on."""
    if event["type"] == "job-finished":
        return 0
    refused = event["type"] == "request-rejected" and event["requestId"] == request["requestId"]
    return 1 if refused or event["type"] in ("job-failed", "job-cancelled") else None


def publish(broker, request):
    producer = Producer({"bootstrap.servers": broker, "enable.idempotence": True, **QUIET})
    problems = []
    producer.produce(
        REQUESTS,
        key=request["job"],
        value=json.dumps(request),
        on_delivery=lambda error, _: error and problems.append(error),
    )
    if producer.flush(SECONDS_TO_ANSWER) or problems:
        sys.exit(f"Kafka at {broker} did not take the request: {problems or 'no answer'}")


def events_from_now_on(broker):
    """Each event that is written after this call. Places are remembered here, not in a group."""
    consumer = Consumer(
        {
            "bootstrap.servers": broker,
            "group.id": "unused",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            **QUIET,
        }
    )
    try:
        place = TopicPartition(EVENTS, 0)
        _, end = consumer.get_watermark_offsets(place, timeout=SECONDS_TO_ANSWER)
    except KafkaException as e:
        sys.exit(f"Cannot read {EVENTS} at {broker}: {e.args[0].str()}. Is the fleet up?")
    consumer.assign([TopicPartition(EVENTS, 0, end)])
    return read(consumer)


def read(consumer):
    try:
        while True:
            record = consumer.poll(1)
            if record is None:
                continue
            if record.error() is None:
                yield json.loads(record.value())
            elif record.error().fatal():
                raise KafkaException(record.error())
    finally:
        consumer.close()


def wrong_usage(problem):
    print(problem, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        wrong_usage(__doc__)
    try:
        options = json.loads(sys.argv[3]) if len(sys.argv) == 4 else {"task": "tiny", "epochs": 3}
    except ValueError as e:
        wrong_usage(f"The options are no JSON: {e}")
    sys.exit(main(sys.argv[1], sys.argv[2], options))
