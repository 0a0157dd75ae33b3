package io.tidemark.command;

import io.tidemark.cli.UserError;
import io.tidemark.gateway.GatewayCommand;
import io.tidemark.generator.run.Destination;
import io.tidemark.generator.run.GatewayDestination;
import io.tidemark.process.ChildProcess;
import io.tidemark.process.JavaCommand;
import io.tidemark.process.ProjectRoot;
import io.tidemark.stack.StackSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway of a demo: a child process on any free port, through which the readings go. */
final class DemoGateway implements AutoCloseable {
  private static final int BATCH = 500;

  /** More than the gateway gives Kafka at its end. */
  private static final Duration TO_STOP = Duration.ofSeconds(20);

  private static final Pattern ADDRESS = Pattern.compile("readings at (\\S+)/log, .*");

  private final ChildProcess process;
  private final URI address;

  private DemoGateway(ChildProcess process, URI address) {
    this.process = process;
    this.address = address;
  }

  static Path log() {
    return StackSettings.defaultFolder().resolve("logs/gateway.log");
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param options those that every part of the demo takes, from the stream to the time limits
   * @param ledgers the folder for its ledger
   * @throws UserError when it does not start
   */
  static DemoGateway start(List<String> options, Path ledgers) {
    List<String> command =
        new ArrayList<>(
            List.of(
                JavaCommand.javaProgram(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Duser.timezone=UTC",
                "-Dtidemark.home=" + ProjectRoot.current(),
                "-cp",
                System.getProperty("java.class.path"),
                GatewayCommand.class.getName(),
                "--port",
                "0",
                // the faults of a demo are sent on, for the job to make dead letters of
                "--on-refused",
                "dead-letter",
                "--close-windows",
                "--ledgers",
                ledgers.toString()));
    command.addAll(options);
    try {
      Files.createDirectories(log().toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UserError("cannot write the log " + log() + ": " + e.getMessage(), e);
    }
    ChildProcess process =
        ChildProcess.start(
            "the gateway", new ProcessBuilder(command).redirectError(log().toFile()), TO_STOP);
    try {
      return new DemoGateway(process, address(process.output()));
    } catch (IOException | UserError e) {
      process.close();
      throw new UserError("the gateway did not start; its log is " + log(), e);
    }
  }

  private static URI address(BufferedReader output) throws IOException {
    String line = output.readLine();
    Matcher found = ADDRESS.matcher(line == null ? "" : line);
    if (!found.matches()) {
      throw new UserError("expected the address of the gateway, found " + line);
    }
    return URI.create(found.group(1));
  }

  /** Where it listens. */
  URI address() {
    return address;
  }

  Destination destination() {
    return new GatewayDestination(address, BATCH, null);
  }

  /** Ends it: it waits for Kafka's acknowledgements, closes the windows and writes its ledger. */
  @Override
  public void close() {
    process.close();
  }
}
