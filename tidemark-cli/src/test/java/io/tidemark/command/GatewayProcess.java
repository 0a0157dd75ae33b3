package io.tidemark.command;

import io.tidemark.process.GatewayProgram;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A gateway as a process of its own, which can be killed and started again at its address. */
final class GatewayProcess implements AutoCloseable {
  private final TestStream stream;
  private final List<String> options;
  private GatewayProgram program;
  private int port;

  /** Starts it on a free port. */
  GatewayProcess(TestStream stream, String... options) {
    this.stream = stream;
    this.options = List.of(options);
    start();
  }

  /** Starts it, on the port that it had before. */
  void start() {
    List<String> all = new ArrayList<>(List.of("--stream", stream.file()));
    all.addAll(List.of("--kafka", stream.stack().kafka(), "--port", port + ""));
    all.addAll(List.of("--ledgers", ledgers().toString()));
    all.addAll(options);
    program = GatewayProgram.start(all, Redirect.INHERIT);
    port = program.address().getPort();
  }

  Path ledgers() {
    return stream.folder().resolve("ledgers");
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    program.process().handle().destroyForcibly();
    program.process().await();
  }

  /** Waits until it ends by itself, and returns its exit code. */
  int await() {
    return program.process().await();
  }

  /** Ends it by a signal, and returns its exit code. */
  int stop() {
    program.close();
    return program.process().await();
  }

  @Override
  public void close() {
    program.close();
  }
}
