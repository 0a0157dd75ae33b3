package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.process.ChildProgram;
import io.tidemark.process.ProjectRoot;
import io.tidemark.process.SparkJob;
import io.tidemark.retry.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Runs {@code upgrade} in a process of its own, and what runs meanwhile. */
final class UpgradeRuns {
  /** The exit code after {@code kill -9}. */
  private static final int KILLED = 137;

  /** The exit code after SIGTERM. */
  private static final int STOPPED = 143;

  /** Goes on while the job is upgraded. */
  private static final List<String> FLOOD =
      List.of(
          "--clock",
          "simulated",
          "--speed-up",
          "20",
          "--entities",
          "50",
          "--interval",
          "5s",
          "--duration",
          "24h");

  private UpgradeRuns() {}

  /** Runs it to its end, which must be a good one, and returns what it says. */
  static String complete(TestStream stream) throws Exception {
    return ended(start(stream));
  }

  private static String ended(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** Begins it, and gives what it has said when it has ended well. */
  static CompletableFuture<String> begin(TestStream stream) throws Exception {
    Process process = start(stream);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return ended(process);
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }

  /**
   * Runs it until it says one thing after the other, then ends it and its job as kill -9 does.
   *
   * @param awaited of a job that has begun, its own line at the end
   */
  static void kill(TestStream stream, String... awaited) throws Exception {
    Process process = start(stream);
    String said;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      said = read(out, awaited);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as(said).isEqualTo(KILLED);
  }

  /** Runs it until it says one thing after the other, then stops it; it must stop its job. */
  static void stop(TestStream stream, String... awaited) throws Exception {
    Process process = start(stream);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String said = read(out, awaited);
      List<ProcessHandle> jobs = process.descendants().toList();
      // not by the process, which would close its output
      process.toHandle().destroy();
      said += out.lines().collect(Collectors.joining("\n"));
      assertThat(process.waitFor()).as(said).isEqualTo(STOPPED);
      assertThat(jobs).as(said).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }
  }

  private static String read(BufferedReader out, String... awaited) throws IOException {
    StringBuilder said = new StringBuilder();
    int heard = 0;
    while (heard < awaited.length) {
      String line = out.readLine();
      assertThat(line).as(said + "expected: " + awaited[heard]).isNotNull();
      said.append(line).append('\n');
      heard += line.contains(awaited[heard]) ? 1 : 0;
    }
    return said.toString();
  }

  /** Readings until it is stopped. */
  static Process flood(TestStream stream) throws IOException {
    List<String> options = new ArrayList<>(FLOOD);
    options.addAll(List.of("--ledgers", stream.folder().resolve("ledgers").toString()));
    return tidemark(stream, "generate", options)
        .redirectOutput(stream.folder().resolve("flood.log").toFile())
        .start();
  }

  /** Runs the job until its first aggregated topic has so many rows. */
  static void writeRows(TestStream stream, int rows) throws Exception {
    try (SparkJob job = stream.stream()) {
      await(
          rows + " rows",
          () -> {
            assertThat(job.isAlive()).as(stream.log()).isTrue();
            return stream.aggregatedTopic().size() >= rows;
          });
    }
  }

  static void await(String what, Callable<Boolean> condition) {
    Deadline.in(Duration.ofMinutes(3), System.err::println)
        .awaitTrue(what, "look at the logs", condition);
  }

  private static Process start(TestStream stream) throws IOException {
    String checkpoint = stream.checkpoint().toString();
    return tidemark(
            stream,
            "upgrade",
            List.of("--yes", "--druid", stream.stack().druid(), "--checkpoint", checkpoint))
        .start();
  }

  private static ProcessBuilder tidemark(TestStream stream, String command, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(stream.shared());
    arguments.addAll(options);
    return ChildProgram.tidemark(arguments)
        .directory(ProjectRoot.current().toFile())
        .redirectErrorStream(true);
  }
}
