#!/usr/bin/env bash
# Brings docker-compose.yml up beside whatever runs, under a name and on ports of its own, asserts exact
# counts, and takes everything down again, its volumes too. Exit code 0 if all held.
#
#   deploy/compose-test.sh            up, audit, down; nothing left
#   deploy/compose-test.sh again      up twice, then down and up again with the volumes
#   deploy/compose-test.sh restarts   every service is restarted while data flows
#   deploy/compose-test.sh cluster    on three brokers and two Spark workers, one of each is killed
#   deploy/compose-test.sh lake       with the lake: the audit counts its tables, and Trino answers
#   deploy/compose-test.sh dashboards with Superset: its charts count the readings that were sent
#   deploy/compose-test.sh registry   a stream in Avro, with a schema registry
#   deploy/compose-test.sh logins     Druid with logins, and Superset; makes .env.logins if it is not there
#   deploy/compose-test.sh all        all of it
#
# It takes a Docker engine with compose 2.20 or later, the images (pulled or there already), and the
# jars of ./mvnw -DskipTests package.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export COMPOSE_PROJECT_NAME=tidemark-test
export KAFKA_PORT=19092 KAFKA_2_PORT=19094 KAFKA_3_PORT=19095 DRUID_PORT=18888 SPARK_UI_PORT=14040 SPARK_MASTER_UI_PORT=18080
export GATEWAY_PORT=18090 TRINO_PORT=18081 SUPERSET_PORT=18082 REGISTRY_PORT=18083
# what a run of the generator sends: entities x event time / interval
per_run=36000

compose() { docker compose --progress quiet "$@"; }
say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
die() { say "$*" >&2; exit 1; }

finish() {
  local code=$?
  trap - EXIT
  if [ "$code" != 0 ]; then
    compose --profile '*' ps -a || true
    compose --profile '*' logs --no-color --tail 5 || true
  fi >&2
  down_with_volumes || code=1
  [ "$code" = 0 ] && say PASS || say FAIL
  exit "$code"
}

all_of() { docker "$1" ls -q "${@:2}" --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME"; }

down_with_volumes() {
  compose --profile '*' down -v -t 10 --remove-orphans
  local left
  left=$(all_of container -a; all_of volume; all_of network)
  [ -z "$left" ] || { say "left behind: $left" >&2; return 1; }
}

require_named_volumes() { # one without a name would outlive a plain `down`
  local volume
  for volume in $(all_of container -a | xargs docker inspect \
    -f '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}'); do
    [[ $volume == "$COMPOSE_PROJECT_NAME"_* ]] || die "a volume without a name: $volume"
  done
}

state() { docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' "$(compose ps -aq "$1")"; }

await_generator() { # SECONDS [EXIT-CODE]: until its run is over
  local end=$((SECONDS + $1)) state
  until state=$(state sensor-generator) && [[ $state == exited* ]]; do
    [ "$SECONDS" -lt "$end" ] || die "the generator did not end in $1 s: $state"
    sleep 1
  done
  [ "$state" = "exited ${2-0}" ] || die "the generator failed: $state"
  say 'the generator has ended'
}

audit() { # READINGS: the audit must hold, with so many at every station; 'some' for any number
  local verdict
  verdict=$(compose run --rm -T audit) || die "the audit does not hold: $verdict"
  verdict=$(tail -n 1 <<< "$verdict")
  say "$verdict"
  [ "$1" = some ] || [[ ${verdict//,/} == "The audit holds: $1 readings sent "* ]] || die "expected $1 readings"
}

quick() {
  compose up -d
  say 'up'
  require_named_volumes
  await_generator 300
  audit $per_run
}

again() {
  quick
  compose up -d
  say 'up again beside what runs'
  await_generator 120
  audit $((2 * per_run))
  compose down -t 10
  say 'down'
  compose up -d
  await_generator 300
  audit $((3 * per_run))
}

restarts() {
  # 15 minutes of wall clock, of which the restarts take some
  export TIDEMARK_SPEED_UP=2 TIDEMARK_DURATION=30m
  compose up -d
  say 'up'
  until_said 60 sensor-generator 'sending .* readings'
  local service
  for service in kafka zookeeper postgres coordinator broker historical indexer router \
    spark-aggregator supervisor-specs sensor-generator; do
    [[ $(state sensor-generator) == running* ]] || die 'the generator has ended too early'
    compose restart -t 30 "$service"
    say "restarted $service"
  done
  # a line of the new one: a signal that comes before its JVM listens is lost
  until_said 60 sensor-generator 'sending .* readings' --since "$(date -u +%FT%TZ)"
  # it closes its windows and writes its ledger, as after Ctrl-C
  compose stop -t 30 sensor-generator
  await_generator 10 143
  audit some
  unset TIDEMARK_SPEED_UP TIDEMARK_DURATION
}

until_said() { # SECONDS SERVICE PATTERN [OPTION…]: until a line of its log has the pattern
  local end=$((SECONDS + $1))
  # not -q: it would end before the logs do, and a broken pipe is a failure here
  until compose logs --no-log-prefix --no-color "${@:4}" "$2" 2>&1 | grep -- "$3" > /dev/null; do
    [ "$SECONDS" -lt "$end" ] || die "$2 did not say '$3' in $1 s"
    sleep 1
  done
  say "$2 says '$3'"
}

cluster() {
  export TIDEMARK_SPEED_UP=5
  compose --profile cluster up -d
  say 'up with a cluster'
  until_said 10 spark-aggregator 'submitting to spark://spark-master:7077'
  until_said 120 spark-aggregator 'batch .* records'
  until_said 10 spark-worker-1 'Launch command'
  compose --profile cluster kill -s KILL spark-worker-1
  say 'killed a worker'
  until_said 10 kafka 'broker 1 of 3'
  # it stays away: the other two go on
  compose --profile cluster kill -s KILL kafka-2
  say 'killed a broker'
  await_generator 400
  audit $per_run
  unset TIDEMARK_SPEED_UP
}

lake() {
  compose --profile lake up -d
  say 'up with a lake'
  require_named_volumes
  await_generator 300
  export TIDEMARK_AUDIT_LAKE_CATALOG=/opt/tidemark/lake/catalog.properties
  audit $per_run
  unset TIDEMARK_AUDIT_LAKE_CATALOG
  local rows
  rows=$(compose exec -T trino trino --execute 'select count(*) from lake.sensor_data.readings')
  [ "$rows" = "\"$per_run\"" ] || die "expected $per_run rows in Trino, found $rows"
  say "Trino counts $rows readings"
  curl -fsS "http://127.0.0.1:$GATEWAY_PORT/ready" > /dev/null || die 'the gateway is not ready'
  say 'the gateway is ready'
}

dashboards() {
  compose --profile dashboards up -d
  say 'up with dashboards'
  require_named_volumes
  await_generator 300
  audit $per_run
  until_healthy 120 superset
  count_in_superset
  say "memory of Superset: $(docker stats --no-stream --format '{{.MemUsage}}' "$(compose ps -q superset)")"
}

count_in_superset() { # as a browser without a login asks: a run in both areas
  local counted
  counted=$(compose exec -T superset python - sensor-data < deploy/superset/count.py) || die "$counted"
  [ "$counted" = "$per_run from the readings, $per_run from the windows" ] ||
    die "expected $per_run readings in both areas, found $counted"
  say "Superset counts $counted"
}

registry() {
  export TIDEMARK_STREAM=sales-avro
  compose --profile registry up -d
  say 'up with a schema registry'
  require_named_volumes
  await_generator 300
  # 50 entities, a reading every 2 seconds for 10 minutes
  audit 15000
  unset TIDEMARK_STREAM
}

logins() {
  deploy/logins.sh
  export COMPOSE_ENV_FILES=.env,.env.logins
  compose --profile dashboards up -d
  say 'up with logins'
  require_named_volumes
  await_generator 300
  audit $per_run
  [ "$(sql_status nobody)" = 401 ] || die 'expected 401 without a login'
  [ "$(sql_status admin)" = 200 ] && [ "$(sql_status audit)" = 200 ] || die 'expected 200 with a login'
  [ "$(user audit | curl -sK - -o /dev/null -w '%{http_code}' -X POST \
    "http://127.0.0.1:$DRUID_PORT/druid/indexer/v1/supervisor/sensor-data-raw/suspend")" = 403 ] ||
    die 'expected 403 for the reader'
  say 'who has no login is refused with 401, who lacks a right with 403'
  until_healthy 120 superset
  count_in_superset
  compose up -d
  say 'up again: the users are there already'
  await_generator 120
  audit $((2 * per_run))
  require_no_secret
  unset COMPOSE_ENV_FILES
}

user() { # ROLE|nobody: its login as a configuration of curl, which its arguments would show
  [ "$1" = nobody ] || sed -n 's/^basic.auth.user.info=\(.*\)/user = "\1"/p' "deploy/logins/druid-$1.properties"
}

sql_status() { # ROLE: the status of a query
  user "$1" | curl -sK - -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' \
    -d '{"query": "SELECT 1"}' "http://127.0.0.1:$DRUID_PORT/druid/v2/sql"
}

require_no_secret() { # in a log, in the arguments of a process, or in an image
  local name secret
  while IFS='=' read -r name secret; do
    if compose --profile '*' logs --no-color 2>&1 | grep -aF -f <(echo "$secret") > /dev/null; then die "$name is in a log"; fi
    # the pattern from a file: an argument would be found
    if tr '\0' ' ' 2> /dev/null < <(cat /proc/[0-9]*/cmdline) | grep -aF -f <(echo "$secret") > /dev/null; then
      die "$name is in the arguments of a process"
    fi
    if docker history --no-trunc tidemark/commands | grep -F -f <(echo "$secret") > /dev/null; then
      die "$name is in an image"
    fi
  done < <(grep _PASSWORD= .env.logins)
  say 'no password is in a log, in the arguments of a process or in an image'
}

until_healthy() { # SECONDS SERVICE
  local end=$((SECONDS + $1))
  until [ "$(docker inspect -f '{{.State.Health.Status}}' "$(compose ps -aq "$2")")" = healthy ]; do
    [ "$SECONDS" -lt "$end" ] || die "$2 is not healthy after $1 s"
    sleep 1
  done
}

case ${1-quick} in
  quick | again | restarts | cluster | lake | dashboards | registry | logins) suites=("${1-quick}") ;;
  all) suites=(again restarts cluster lake dashboards registry logins) ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

ls tidemark-cli/target/lib/*.jar spark-aggregator/target/*-spark-submit.jar > /dev/null 2>&1 ||
  die 'no jars: run ./mvnw -DskipTests package'
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
down_with_volumes
compose --profile cluster build --quiet
for suite in "${suites[@]}"; do
  say "== $suite"
  "$suite"
  down_with_volumes
done
