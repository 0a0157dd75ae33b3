# The commands that need no Spark: generate, gateway, attach, audit, doctor. Made of what ./mvnw package builds.
ARG JAVA_IMAGE
FROM ${JAVA_IMAGE}
RUN useradd --uid 10001 --no-create-home tidemark && install -d -o tidemark -g tidemark /ledgers
COPY target/lib /opt/tidemark/lib
COPY target/tidemark-cli-*.jar /opt/tidemark/lib/
USER tidemark
WORKDIR /opt/tidemark
ENV TIDEMARK_LEDGERS=/ledgers TIDEMARK_AUDITS=/ledgers/audits
ENTRYPOINT ["java", "-Xmx160m", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-Duser.timezone=UTC", \
  "-cp", "/opt/tidemark/lib/*:/opt/tidemark/lake/lib/*:/opt/tidemark/lake/commands/*", "io.tidemark.command.Tidemark"]
