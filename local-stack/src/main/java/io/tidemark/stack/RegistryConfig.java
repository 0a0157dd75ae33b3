package io.tidemark.stack;

import io.tidemark.process.ClassPath;
import io.tidemark.process.JavaCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Apicurio Registry as one process. Its <a
 * href="https://www.apicur.io/registry/docs/apicurio-registry/3.0.x/">settings</a> are system
 * properties; schemas are in a file of H2, so that their ids outlive a restart of the process.
 */
record RegistryConfig(StackFolder folder, StackPorts ports, Path program) {
  /** The API of Confluent's registry. */
  static final String API = "/apis/ccompat/v7";

  JavaCommand command() {
    Path schemas = folder.dataOf(Service.REGISTRY, "schemas").resolve("registry");
    List<String> jvm = new ArrayList<>(ServiceJvm.options("128m", folder, Service.REGISTRY));
    jvm.add(JavaCommand.FAST_START);
    jvm.addAll(
        List.of(
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + ports.of(Service.REGISTRY),
            // by default H2 writes half a second after the answer: a kill would take schemas back
            "-Dapicurio.datasource.url=jdbc:h2:file:" + schemas + ";WRITE_DELAY=0",
            // by default 20 connections to the file from the start
            "-Dapicurio.datasource.jdbc.initial-size=1",
            "-Dapicurio.datasource.jdbc.min-size=1",
            "-Dapicurio.datasource.jdbc.max-size=8"));
    return new JavaCommand(
        jvm, new ClassPath(List.of(program)), "io.quarkus.runner.GeneratedMain", List.of());
  }
}
