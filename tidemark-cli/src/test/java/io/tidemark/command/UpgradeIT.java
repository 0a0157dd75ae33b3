package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.process.ChildProgram;
import io.tidemark.process.SparkJob;
import io.tidemark.retry.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A definition changes while data flows: the audit holds over all of it, and no row is there twice.
 * {@code -Dtidemark.rounds=3} upgrades at three moments: before the first row, in the middle, and
 * after the last reading.
 */
class UpgradeIT {
  @TempDir static Path folder;

  private static final List<String> FLOOD =
      List.of("--speed-up", "30", "--entities", "50", "--interval", "5s", "--duration", "12m");

  /** How many rows of the old definition are written before an upgrade begins. */
  private static final List<Integer> MOMENTS = List.of(150, 0, Integer.MAX_VALUE);

  @Test
  void aMeasureAFieldAndAnotherWatermarkComeWhileDataFlowsAndAnUpgradeThatIsKilledGoesOn()
      throws Exception {
    for (int round = 0; round < Integer.getInteger("tidemark.rounds", 1); round++) {
      TestStream stream = sensors("upgraded-" + round);
      stream.attach();
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(() -> stream.generate(FLOOD.toArray(String[]::new)));
      runUntil(stream, MOMENTS.get(round), flood);
      TestStream changed = change(stream);
      killUpgrade(changed, "aggregating; checkpointed");
      killUpgrade(changed, "the definition is in force for");
      upgrade(changed);
      // new records and new windows, while the job is away and after it is back
      changed.generate(FLOOD.toArray(String[]::new));
      flood.join();
      changed.drain();
      JsonNode reports = changed.audit();
      changed.requireEachRowOnce();
      System.err.printf("round %d: %s%n", round, reports.findValuesAsText("verdict"));
      requireDruidHasTheRowsOf(changed);
      if (MOMENTS.get(round) > 0) {
        assertThat(reports).as("a report for each definition").hasSize(2);
        assertThat(reports.get(1).path("notes").toString()).contains("definition 2 of 2");
      }
      changed.endSupervisors();
    }
  }

  private static TestStream sensors(String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Path file = own.resolve(name + ".yaml");
    Files.writeString(
        file,
        Files.readString(Path.of("../streams/sensor-data.yaml")).replace("sensor-data", name));
    return new TestStream(DefinitionReader.read(file), own, SharedStack.get());
  }

  /** A measure more, an optional field more, and another watermark. */
  private static TestStream change(TestStream stream) throws IOException {
    Path file = Path.of(stream.file());
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "    status:",
                "    oil: {type: decimal, scale: 1, optional: true, simulate: {uniform: {min: 70,"
                    + " max: 120}}}\n    status:")
            .replace("watermark: 3 minutes", "watermark: 2 minutes")
            .replace(
                "max_speed:     max(speed)",
                "max_speed: max(speed)\n    sum_speed: sum(speed)\n    max_oil: max(oil)"));
    return new TestStream(DefinitionReader.read(file), stream.folder(), stream.stack());
  }

  /** Runs the job until the aggregated topic has so many rows, or everything is written. */
  private static void runUntil(TestStream stream, int rows, CompletableFuture<Void> flood)
      throws IOException {
    if (rows == Integer.MAX_VALUE) {
      flood.join();
      stream.drain();
      return;
    }
    try (SparkJob job = stream.stream()) {
      Deadline.in(Duration.ofMinutes(3), System.err::println)
          .awaitTrue(
              rows + " rows",
              stream.folder().toString(),
              () -> {
                assertThat(job.isAlive()).as(stream.log()).isTrue();
                return stream.aggregatedTopic().size() >= rows;
              });
    }
  }

  private static void upgrade(TestStream stream) {
    stream.run("upgrade", options(stream));
  }

  private static List<String> options(TestStream stream) {
    return List.of(
        "--yes", "--druid", stream.stack().druid(), "--checkpoint", stream.checkpoint().toString());
  }

  /**
   * Runs the upgrade until it says something, then ends it and its job as {@code kill -9} does. An
   * upgrade that has nothing to say of it any more ends by itself.
   */
  private static void killUpgrade(TestStream stream, String said) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("upgrade"));
    arguments.addAll(stream.shared());
    arguments.addAll(options(stream));
    Process process = ChildProgram.tidemark(arguments).redirectErrorStream(true).start();
    StringBuilder all = new StringBuilder();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        all.append(line).append('\n');
        if (line.contains(said)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          break;
        }
      }
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    System.err.println(all);
  }

  private static void requireDruidHasTheRowsOf(TestStream stream) {
    String topic = stream.definition().aggregated().topic();
    JsonNode counted =
        stream
            .druid()
            .rows(
                "SELECT COUNT(*), COUNT(DISTINCT CONCAT(CAST(__time AS VARCHAR), '|', entity)) FROM \""
                    + topic
                    + "\"")
            .orElseThrow()
            .path(0);
    assertThat(counted.path(0).asInt()).isEqualTo(stream.aggregatedTopic().size());
  }
}
