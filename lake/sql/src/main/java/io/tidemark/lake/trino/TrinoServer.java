package io.tidemark.lake.trino;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProcess;
import io.tidemark.process.FileTrees;
import io.tidemark.retry.Deadline;
import io.tidemark.retry.RetryableException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A Trino in a child process, one node that listens on loopback alone. */
final class TrinoServer implements AutoCloseable {
  private static final Duration TO_START = Duration.ofMinutes(10);
  private static final Duration TO_END = Duration.ofSeconds(20);

  private final ChildProcess process;
  private final Path run;
  private final Path log;
  private final URI address;

  private TrinoServer(ChildProcess process, Path run, Path log, URI address) {
    this.process = process;
    this.run = run;
    this.log = log;
    this.address = address;
  }

  /**
   * Starts a server; its settings and data are in a folder of their own, deleted in the end.
   *
   * @param memory the heap of its JVM, such as {@code 384m}
   * @throws UserError when it cannot be started
   */
  static TrinoServer start(
      TrinoInstallation installation,
      TrinoJava java,
      TrinoCatalog catalog,
      int port,
      String memory) {
    Path log = installation.folder().resolve("trino.log");
    URI address = URI.create("http://127.0.0.1:" + port);
    try {
      Path run = Files.createTempDirectory(installation.folder(), "run-");
      write(run, installation, catalog, address);
      ProcessBuilder command =
          new ProcessBuilder(commandLine(java, run, memory))
              .directory(installation.home().toFile())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.to(log.toFile()));
      command.environment().putAll(catalog.environment());
      return new TrinoServer(ChildProcess.start("Trino", command, TO_END), run, log, address);
    } catch (IOException e) {
      throw new UserError("cannot write the settings of Trino: " + e, e);
    }
  }

  private static void write(
      Path run, TrinoInstallation installation, TrinoCatalog catalog, URI address)
      throws IOException {
    Files.createDirectories(run.resolve("catalog"));
    Files.writeString(
        run.resolve("config.properties"),
        lines(
            Map.of(
                "coordinator", "true",
                "node-scheduler.include-coordinator", "true",
                "http-server.http.port", String.valueOf(address.getPort()),
                "discovery.uri", address.toString(),
                "node.internal-address", "127.0.0.1",
                "catalog.config-dir", run.resolve("catalog").toString(),
                "plugin.dir", installation.home().resolve("plugin").toString())));
    Files.writeString(run.resolve("catalog/lake.properties"), lines(catalog.settings()));
    Files.writeString(run.resolve("log.properties"), "io.trino=WARN\n");
  }

  private static String lines(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
        .sorted()
        .collect(joining());
  }

  private static List<String> commandLine(TrinoJava java, Path run, String memory) {
    List<String> command = new ArrayList<>();
    command.add(java.program().toString());
    command.addAll(
        List.of(
            "-Xmx" + memory,
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+EnableDynamicAgentLoading",
            "-Djdk.attach.allowAttachSelf=true",
            "--enable-native-access=ALL-UNNAMED",
            "-Dfile.encoding=UTF-8",
            "-Duser.timezone=UTC"));
    if (java.modules().contains("jdk.incubator.vector")) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.addAll(
        List.of(
            "-Dconfig=" + run.resolve("config.properties"),
            "-Dlog.levels-file=" + run.resolve("log.properties"),
            "-Dnode.environment=tidemark",
            "-Dnode.id=tidemark-1",
            "-Dnode.bind-ip=127.0.0.1",
            "-Dnode.data-dir=" + run.resolve("data"),
            "-cp",
            "lib/*",
            "io.trino.server.TrinoServer"));
    return command;
  }

  /**
   * Waits until it answers queries: some seconds after it listens its node is active.
   *
   * @param say receives a line while it takes long
   * @throws UserError when it ends, or is not ready in time
   */
  void awaitReady(Consumer<String> say) {
    TrinoClient client = new TrinoClient(address, "information_schema");
    Deadline.in(TO_START, say)
        .await(
            "Trino",
            "its log is " + log,
            () -> {
              if (!process.isAlive()) {
                throw new UserError("Trino ended while it started: " + lastError());
              }
              requireNode(client);
              return true;
            });
  }

  /**
   * Reads a row of one table of the lake, if it has one. The server answers questions about its
   * nodes and the names of tables by itself, some seconds before a node takes part in a query of
   * the lake.
   *
   * @throws RetryableException while no node does
   */
  private static void requireNode(TrinoClient client) {
    JsonNode active =
        client.rows("SELECT count(*) FROM system.runtime.nodes WHERE state = 'active'").get(0);
    if (active.get(0).asInt() == 0) {
      throw new RetryableException("its node is not active yet");
    }
    List<JsonNode> tables =
        client.rows(
            "SELECT table_schema, table_name FROM lake.information_schema.tables"
                + " WHERE table_schema NOT IN ('information_schema', 'system') LIMIT 1");
    for (JsonNode table : tables) {
      try {
        client.rows(
            "SELECT 1 FROM lake.\"%s\".\"%s\" LIMIT 1"
                .formatted(table.get(0).asText(), table.get(1).asText()));
      } catch (RetryableException e) {
        throw e;
      } catch (UserError e) {
        // this table cannot be read, which says nothing about the others
      }
    }
  }

  private String lastError() {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.stream()
              .filter(line -> line.contains("ERROR") || line.matches("^(Error|\\d+\\)).*"))
              .findFirst()
              .orElse(lines.isEmpty() ? "nothing was logged" : lines.get(lines.size() - 1))
          + "; the log is "
          + log;
    } catch (IOException e) {
      return "the log is " + log;
    }
  }

  URI address() {
    return address;
  }

  /** Whether it ends within a time. */
  boolean endsWithin(Duration limit) {
    return process.endsWithin(limit);
  }

  /** The error of a server that ended by itself. */
  UserError ended() {
    return new UserError("Trino ended by itself: " + lastError());
  }

  @Override
  public void close() {
    process.close();
    try {
      FileTrees.delete(run);
    } catch (IOException e) {
      // settings without secrets stay
    }
  }
}
