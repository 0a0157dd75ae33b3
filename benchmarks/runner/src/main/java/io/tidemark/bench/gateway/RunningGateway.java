package io.tidemark.bench.gateway;

import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProcess;
import io.tidemark.process.ChildProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as the command starts it, on a free port. */
final class RunningGateway implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("readings at (\\S+)/log,.*");
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

  private final ChildProcess process;
  private final String address;

  private RunningGateway(ChildProcess process, String address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param ledgers the folder of its ledgers
   * @throws UserError when it ends before that
   */
  static RunningGateway start(Path stream, String kafka, Path ledgers) throws IOException {
    ProcessBuilder command =
        ChildProgram.tidemark(
            List.of(
                "gateway",
                "--stream",
                stream.toString(),
                "--kafka",
                kafka,
                "--port",
                "0",
                "--ledgers",
                ledgers.toString()));
    ChildProcess process =
        ChildProcess.start(
            "the gateway", command.redirectError(ProcessBuilder.Redirect.INHERIT), STOP_TIMEOUT);
    BufferedReader out = process.output();
    String line = out.readLine();
    Matcher address = ADDRESS.matcher(line == null ? "" : line);
    if (!address.matches()) {
      process.close();
      throw new UserError("the gateway did not start; see its error output above");
    }
    return new RunningGateway(process, address.group(1));
  }

  /** Such as {@code http://127.0.0.1:8090}. */
  String address() {
    return address;
  }

  /** The CPU seconds of all its threads since its start. */
  double cpuSeconds() {
    return process.handle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  @Override
  public void close() {
    process.close();
  }
}
