#!/bin/bash
# Runs a broker: one of three if the others are there (the profile cluster), or else the only one. Data that was
# begun by one broker stays with one, and that of three with three.
set -euo pipefail

begun=$KAFKA_LOG_DIRS/brokers
has_others() { getent hosts kafka-2 > /dev/null || getent hosts kafka-3 > /dev/null; }

if [ "$KAFKA_NODE_ID" != 1 ]; then
  brokers=3
elif [ -e "$begun" ]; then
  brokers=$(< "$begun")
elif [ ! -e "$KAFKA_LOG_DIRS/meta.properties" ] && has_others; then
  brokers=3
else
  brokers=1
fi
if [ "$brokers" = 1 ] && has_others; then
  echo "the volume has the data of a single broker: run 'docker compose down -v' before the profile cluster is added" >&2
  exit 1
fi
echo "$brokers" > "$begun"

if [ "$brokers" = 3 ]; then
  export KAFKA_CONTROLLER_QUORUM_VOTERS=1@kafka:9093,2@kafka-2:9093,3@kafka-3:9093
  export KAFKA_DEFAULT_REPLICATION_FACTOR=3 KAFKA_MIN_INSYNC_REPLICAS=2
  export KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=3
  export KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=3 KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=2
fi
echo "broker $KAFKA_NODE_ID of $brokers"
exec /etc/kafka/docker/run
