package io.tidemark.superset;

import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProcess;
import io.tidemark.retry.Deadline;
import io.tidemark.retry.RetryableException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Superset in a child process, on loopback alone. */
final class SupersetServer implements AutoCloseable {
  private static final Duration TO_START = Duration.ofMinutes(3);
  private static final Duration TO_END = Duration.ofSeconds(8);
  private static final int TIMEOUT_MILLIS = 5_000;

  private final ChildProcess process;
  private final URI address;
  private final Path log;

  private SupersetServer(ChildProcess process, URI address, Path log) {
    this.process = process;
    this.address = address;
    this.log = log;
  }

  static SupersetServer start(
      SupersetInstallation installation, int port, Map<String, String> environment) {
    Path log = installation.log("superset");
    ProcessBuilder command =
        new ProcessBuilder(
                installation.program("gunicorn").toString(),
                "--workers=1",
                "--worker-class=gthread",
                "--threads=8",
                "--timeout=120",
                "--graceful-timeout=3",
                "--bind=127.0.0.1:" + port,
                "superset.app:create_app()")
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()));
    command.environment().putAll(environment);
    return new SupersetServer(
        ChildProcess.start("Superset", command, TO_END),
        URI.create("http://127.0.0.1:" + port),
        log);
  }

  /**
   * Waits until it answers.
   *
   * @throws UserError when it ends, or is not ready in time
   */
  void awaitReady(Consumer<String> say) {
    Deadline.in(TO_START, say)
        .await(
            "Superset",
            "its log is " + log,
            () -> {
              if (!process.isAlive()) {
                throw ended();
              }
              if (status() != HttpURLConnection.HTTP_OK) {
                throw new RetryableException("/health does not answer yet");
              }
              return true;
            });
  }

  private int status() {
    try {
      HttpURLConnection health =
          (HttpURLConnection) address.resolve("/health").toURL().openConnection();
      health.setConnectTimeout(TIMEOUT_MILLIS);
      health.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return health.getResponseCode();
      } finally {
        health.disconnect();
      }
    } catch (IOException e) {
      throw new RetryableException("/health does not answer yet: " + e.getMessage(), e);
    }
  }

  URI dashboard(String slug) {
    return address.resolve("/superset/dashboard/" + slug + "/");
  }

  URI address() {
    return address;
  }

  boolean endsWithin(Duration limit) {
    return process.endsWithin(limit);
  }

  /** The error of a server that ended by itself. */
  UserError ended() {
    return new UserError("Superset ended by itself; see " + log);
  }

  @Override
  public void close() {
    process.close();
  }
}
