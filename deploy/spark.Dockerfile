# Spark with the job: for the driver, the workers and the executors. Made of what ./mvnw package builds.
ARG SPARK_IMAGE
FROM ${SPARK_IMAGE}
USER root
RUN install -d -o spark -g spark /checkpoints
COPY target/spark-aggregator-*-spark-submit.jar /opt/tidemark/spark-aggregator.jar
COPY log4j2.properties submit.sh /opt/tidemark/
USER spark
WORKDIR /opt/tidemark
CMD ["/opt/tidemark/submit.sh", "stream"]
