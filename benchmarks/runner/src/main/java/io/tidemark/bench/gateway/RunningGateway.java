package io.tidemark.bench.gateway;

import io.tidemark.process.GatewayProgram;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The gateway as the command starts it, on a free port. */
record RunningGateway(GatewayProgram program) implements AutoCloseable {
  /**
   * Starts it and waits until it listens.
   *
   * @param ledgers the folder of its ledgers
   * @throws io.tidemark.cli.UserError when it ends before that
   */
  static RunningGateway start(Path stream, String kafka, Path ledgers) {
    return new RunningGateway(
        GatewayProgram.start(
            List.of(
                "--stream",
                stream.toString(),
                "--kafka",
                kafka,
                "--port",
                "0",
                "--ledgers",
                ledgers.toString()),
            Redirect.INHERIT));
  }

  /** Such as {@code http://127.0.0.1:8090}. */
  String address() {
    return program.address().toString();
  }

  /** The CPU seconds of all its threads since its start. */
  double cpuSeconds() {
    return program.process().handle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos()
        / 1e9;
  }

  @Override
  public void close() {
    program.close();
  }
}
