#!/bin/sh
set -eu
api=http://$SLIPWAY_TEST_ADDRESS:15672/api
ask() { curl -fsS -u "$LOGIN" -H 'content-type: application/json' "$@"; }
ask -X PUT "$api/queues/%2F/answers" -d '{"durable": true}'
ask "$api/exchanges/%2F/amq.default/publish" -d '{"properties": {}, "routing_key": "answers", "payload": "forty-two", "payload_encoding": "string"}'
ask "$api/queues/%2F/answers/get" -d '{"count": 1, "ackmode": "ack_requeue_false", "encoding": "auto"}'
for login in app:wrong guest:guest; do
  [ "$(curl -s -o /dev/null -w '%{http_code}' -u "$login" "$api/overview")" = 401 ]
done
echo refused
