package io.tidemark.command;

import io.tidemark.cli.UserError;
import io.tidemark.generator.run.Destination;
import io.tidemark.generator.run.GatewayDestination;
import io.tidemark.process.GatewayProgram;
import io.tidemark.stack.StackSettings;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The gateway of a demo, on any free port, through which the readings go. Its end closes the
 * windows.
 */
record DemoGateway(GatewayProgram program) implements AutoCloseable {
  private static final int BATCH = 500;

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
    List<String> all = new ArrayList<>(List.of("--port", "0", "--ledgers", ledgers.toString()));
    // the faults of a demo are sent on, for the job to make dead letters of
    all.addAll(List.of("--on-refused", "dead-letter", "--close-windows"));
    all.addAll(options);
    try {
      Files.createDirectories(log().toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UserError("cannot write the log " + log() + ": " + e.getMessage(), e);
    }
    return new DemoGateway(GatewayProgram.start(all, Redirect.to(log().toFile())));
  }

  /** Where it listens. */
  URI address() {
    return program.address();
  }

  Destination destination() {
    return new GatewayDestination(address(), BATCH, null);
  }

  @Override
  public void close() {
    program.close();
  }
}
