package io.tidemark.lake.trino;

import io.tidemark.cli.Commands;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UntilStopped;
import io.tidemark.cli.UserError;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeOption;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.JavaCommand;
import io.tidemark.process.ProjectRoot;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trino}: a Trino over the lake, until Ctrl-C. */
@Command(
    name = "trino",
    mixinStandardHelpOptions = true,
    description = {
      "Start a Trino over the lake on 127.0.0.1, until Ctrl-C: for dashboards, JDBC and many"
          + " readers. For a question now and then './tidemark query' needs no server.",
      "It needs Java 24 or later, while the rest of the project needs 17. The first time it fetches"
          + " 560 MB from the Maven repository; 260 MB stay in .tidemark/trino. A heap of 384 MB"
          + " makes a process of some 650 MB. There is no password: every user of this machine can"
          + " query and write the lake with the rights of this process."
    })
public final class TrinoCommand implements Callable<Integer> {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");
  private static final Duration BETWEEN_CHECKS = Duration.ofMillis(250);

  /** After the end of the server, until it is clear that no signal was its reason. */
  private static final Duration TO_TELL = Duration.ofSeconds(2);

  @Mixin StreamOption stream;
  @Mixin LakeOption lake;

  @Option(
      names = "--trino-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The port on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--trino-java",
      paramLabel = "FOLDER",
      description =
          "A JDK 24 or later (default: the newest of JAVA_HOME and the folders in /usr/lib/jvm).")
  Path java;

  @Option(
      names = "--trino-memory",
      paramLabel = "SIZE",
      defaultValue = "384m",
      description = "The heap of its JVM (default: ${DEFAULT-VALUE}).")
  String memory;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    StreamDefinition definition = stream.load();
    LakeCatalog catalog = lake.catalog();
    catalog.requireExisting();
    TrinoCatalog settings = TrinoCatalog.of(catalog);
    TrinoJava found = TrinoJava.find(java, System.getenv("JAVA_HOME"), List.of(INSTALLED));
    requireFree(port);
    Consumer<String> say = Commands.lines(spec.commandLine().getErr());
    TrinoInstallation installation = TrinoInstallation.of(ProjectRoot.current());
    installation.obtain(say);
    UntilStopped running = new UntilStopped();
    return running.run(
        () -> {
          say.accept("starting Trino " + installation.version() + " on Java " + found.version());
          try (TrinoServer server =
              TrinoServer.start(installation, found, settings, port, memory)) {
            server.awaitReady(say);
            print(installation, server, TableLayout.namespace(definition));
            return await(server, running.stop());
          }
        },
        spec.commandLine().getErr());
  }

  private void print(TrinoInstallation installation, TrinoServer server, String schema) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Trino is ready: " + server.address() + " (any user, no password)");
    out.println("JDBC: jdbc:trino://127.0.0.1:" + port + "/lake/" + schema);
    out.println(
        "command line: "
            + JavaCommand.javaProgram()
            + " -jar "
            + installation.commandLine()
            + " --server "
            + server.address()
            + " --catalog lake --schema "
            + schema
            + " --execute 'select count(*) from readings'");
    out.println("Ctrl-C ends it");
    out.flush();
  }

  /** Waits for Ctrl-C. The shutdown ends the server first and counts down the latch after it. */
  private static int await(TrinoServer server, CountDownLatch stop) throws InterruptedException {
    while (!server.endsWithin(BETWEEN_CHECKS)) {
      if (stop.getCount() == 0) {
        return 0;
      }
    }
    if (!stop.await(TO_TELL.toMillis(), TimeUnit.MILLISECONDS)) {
      throw server.ended();
    }
    return 0;
  }

  private static void requireFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException taken) {
      throw new UserError(
          "port "
              + port
              + " is taken on 127.0.0.1: stop the program that listens there or choose another port"
              + " with --trino-port",
          taken);
    }
  }
}
