#!/usr/bin/env bash
# Publishes a train request with kcat and follows the job's events to its end.
#
#   train.sh HOST:PORT JOB ['"task":"tiny","epochs":3']
#
# Exit code 0: the job finished. 1: the request was refused, or the job failed or was cancelled.
# 2: wrong usage.
set -euo pipefail

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
  echo "usage: train.sh HOST:PORT JOB ['\"task\":\"tiny\",\"epochs\":3']" >&2
  exit 2
fi
broker=$1 job=$2
options=${3:-'"task":"tiny","epochs":3'}
request_id=kcat-$(date +%s)-$$

main() {
  # Where the events end now: nothing of what follows is missed, nothing older is read.
  local end
  end=$(kcat -b "$broker" -Q -t baton.events:0:-1 2>/dev/null | sed 's/.* offset //') || {
    echo "Cannot read baton.events at $broker. Is the fleet up?" >&2
    exit 1
  }
  # The key is the job's name.
  echo "$job:{\"version\":1,\"type\":\"train\",\"job\":\"$job\",\"requestId\":\"$request_id\",$options}" |
    kcat -b "$broker" -P -t baton.requests -K :
  follow "$end"
}

follow() {
  local key event
  while IFS=$'\t' read -r key event; do
    [ "$key" = "$job" ] || continue
    echo "$event"
    case $event in
      *'"type":"job-finished"'*) return 0 ;;
      *'"type":"job-failed"'* | *'"type":"job-cancelled"'*) return 1 ;;
      *'"type":"request-rejected"'*"\"requestId\":\"$request_id\""*) return 1 ;;
      # What is no JSON has no requestId; its answer has one made from its place in the topic.
      *'"type":"request-rejected"'*'"requestId":"offset-'*) return 1 ;;
    esac
  done < <(exec kcat -b "$broker" -C -q -u -t baton.events -p 0 -o "$1" -f '%k\t%s\n')
  echo "Kafka at $broker ended the connection: is the fleet still up?" >&2
  return 1
}

# The reader of events would wait for more.
trap 'kill ${!:-} 2>/dev/null || true' EXIT
main
