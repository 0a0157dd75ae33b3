package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A definition changes while data flows: the audit holds over all of it, and no row is there twice.
 * {@code -Dtidemark.rounds=3} upgrades at three moments: before the first row, in the middle, and
 * after the last reading.
 */
class UpgradeIT {
  @TempDir static Path folder;

  /** How many rows of the old definition are written before an upgrade begins. */
  private static final List<Integer> MOMENTS = List.of(150, 0, Integer.MAX_VALUE);

  @Test
  void aMeasureAFieldAndAnotherWatermarkComeWhileDataFlowsAndAnUpgradeThatIsKilledGoesOn()
      throws Exception {
    for (int round = 0; round < Integer.getInteger("tidemark.rounds", 1); round++) {
      TestStream stream = sensors("upgraded-" + round);
      stream.attach();
      Process flood = UpgradeRuns.flood(stream);
      try {
        runUntil(stream, MOMENTS.get(round), flood);
        boolean flows = flood.isAlive();
        TestStream changed = change(stream);
        if (MOMENTS.get(round) > 0) {
          UpgradeRuns.kill(changed, "aggregating; checkpointed");
        }
        UpgradeRuns.kill(changed, "the definition is in force for");
        UpgradeRuns.complete(changed);
        assertThat(flood.isAlive()).as("data flows meanwhile").isEqualTo(flows);
        int written = stream.aggregatedTopic().size();
        if (flows) {
          runUntil(changed, written + 1, flood);
        }
      } finally {
        flood.destroy();
        flood.waitFor();
      }
      TestStream changed =
          new TestStream(
              DefinitionReader.read(Path.of(stream.file())), stream.folder(), stream.stack());
      // records of the new definition
      changed.generate("--entities", "50", "--interval", "5s", "--duration", "6m");
      changed.drain();
      JsonNode reports = changed.audit();
      changed.requireEachRowOnce();
      System.err.printf("round %d: %s%n", round, reports.findValuesAsText("verdict"));
      requireDruidHasTheRowsOf(changed, reports);
      if (MOMENTS.get(round) > 0) {
        assertThat(reports).as("a report for each definition").hasSize(2);
        assertThat(reports.get(1).path("notes").toString()).contains("definition 2 of 2");
      }
      requireEveryMeasure(changed);
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
    return stream
        .changed(
            "    status:",
            "    oil: {type: decimal, scale: 1, optional: true, simulate: {uniform: {min: 70,"
                + " max: 120}}}\n    status:")
        .changed("watermark: 3 minutes", "watermark: 2 minutes")
        .changed(
            "max_speed:     max(speed)",
            "max_speed: max(speed)\n    sum_speed: sum(speed)\n    max_oil: max(oil)");
  }

  /** Runs the job until the aggregated topic has so many rows, or everything is written. */
  private static void runUntil(TestStream stream, int rows, Process flood) throws Exception {
    if (rows == Integer.MAX_VALUE) {
      awaitReadings(stream);
      flood.destroy();
      flood.waitFor();
      stream.drain();
      return;
    }
    UpgradeRuns.writeRows(stream, rows);
  }

  private static void awaitReadings(TestStream stream) {
    UpgradeRuns.await(
        "readings",
        () -> KafkaTopics.offsets(stream.client(), stream.definition().raw().topic()) > 5_000);
  }

  /** Old rows have no value of the new measure, and new ones have one. */
  private static void requireDruidHasTheRowsOf(TestStream stream, JsonNode reports) {
    String topic = stream.definition().aggregated().topic();
    JsonNode counted =
        stream
            .druid()
            .rows("SELECT COUNT(*), COUNT(\"sum_speed\") FROM \"" + topic + "\"")
            .orElseThrow()
            .path(0);
    List<String> rows = stream.aggregatedTopic();
    assertThat(counted.path(0).asInt()).isEqualTo(rows.size());
    long with = rows.stream().filter(row -> row.contains("\"sum_speed\"")).count();
    assertThat(counted.path(1).asLong()).isEqualTo(with).isPositive();
    assertThat(with < rows.size()).isEqualTo(reports.isArray());
  }

  /** As if a measure had always been in force that no row has. */
  private static void requireEveryMeasure(TestStream stream) throws IOException {
    Path file = Path.of(stream.file());
    String text = Files.readString(file).replace("sum_speed:", "least: min(speed)\n    sum_speed:");
    Files.writeString(file, text);
    new DefinitionHistory(stream.client(), stream.definition().name()).append(Long.MIN_VALUE, text);
    JsonNode report = stream.failingAudit();
    int rows = stream.aggregatedTopic().size();
    assertThat(report.path("problems").toString())
        .contains(
            "aggregated topic: %,d rows lack the measure least".formatted(rows),
            "Druid aggregated: %,d rows lack the measure least".formatted(rows));
  }
}
