package io.tidemark.command;

import io.tidemark.process.ChildProcess;
import io.tidemark.process.ChildProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A gateway as a process of its own, which can be killed and started again at its address. */
final class GatewayProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final TestStream stream;
  private final List<String> options;
  private ChildProcess process;
  private int port;

  /** Starts it on a free port. */
  GatewayProcess(TestStream stream, String... options) throws IOException {
    this.stream = stream;
    this.options = List.of(options);
    start();
  }

  /** Starts it, on the port that it had before. */
  void start() throws IOException {
    List<String> all = new ArrayList<>(List.of("gateway", "--stream", stream.file()));
    all.addAll(List.of("--kafka", stream.stack().kafka(), "--port", port + ""));
    all.addAll(List.of("--ledgers", ledgers().toString()));
    all.addAll(options);
    ProcessBuilder command =
        ChildProgram.tidemark(all).redirectError(ProcessBuilder.Redirect.INHERIT);
    process = ChildProcess.start("the gateway", command, GRACE);
    String line = process.output().readLine();
    port = Integer.parseInt(line.replaceFirst("readings at http://.*:(\\d+)/.*", "$1"));
  }

  Path ledgers() {
    return stream.folder().resolve("ledgers");
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.handle().destroyForcibly();
    process.await();
  }

  /** Ends it by a signal, and returns its exit code. */
  int stop() {
    process.close();
    return process.await();
  }

  @Override
  public void close() {
    process.close();
  }
}
