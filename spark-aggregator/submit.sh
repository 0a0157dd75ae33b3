#!/bin/bash
# Submits the job with the arguments given: to SPARK_MASTER, or to the cluster of this network if it
# has one (the service spark-master), or else to this container's own cores.
set -euo pipefail

if [ -z "${SPARK_MASTER-}" ]; then
  SPARK_MASTER='local[*]'
  getent hosts spark-master > /dev/null && SPARK_MASTER=spark://spark-master:7077
fi
echo "submitting to $SPARK_MASTER" >&2

# what the archive needs, if it is mounted
jars=()
if [ -d /opt/tidemark/lake/spark ]; then
  path='/opt/tidemark/lake/spark/*:/opt/tidemark/lake/lib/*'
  jars=(--conf "spark.driver.extraClassPath=$path" --conf "spark.executor.extraClassPath=$path")
fi

# on several networks a container has several addresses
read -r address _ < <(hostname -i)

logging=-Dlog4j2.configurationFile=file:/opt/tidemark/log4j2.properties
exec /opt/spark/bin/spark-submit \
  --master "$SPARK_MASTER" \
  --driver-memory "${SPARK_DRIVER_MEMORY:-768m}" \
  --executor-memory "${SPARK_EXECUTOR_MEMORY:-512m}" \
  --driver-java-options "$logging -XX:+UseSerialGC" \
  --conf "spark.executor.extraJavaOptions=$logging -XX:+UseSerialGC" \
  --conf "spark.driver.host=$address" \
  "${jars[@]}" \
  /opt/tidemark/spark-aggregator.jar "$@"
