package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The windows of a topic get another length while its rows stay: each window of each definition has
 * all readings that its times have in the raw topic, and no other window has a row.
 */
class UpgradeLengthIT {
  @TempDir static Path folder;

  @Test
  void windowsGetLongerAndShorterWhileDataFlowsAndAnUpgradeThatIsKilledGoesOn() throws Exception {
    TestStream stream = TestStream.define(folder, "longer", "string", "2m", "1 minute", "[entity]");
    stream.attach();
    Process flood = UpgradeRuns.flood(stream);
    TestStream shorter;
    try {
      UpgradeRuns.writeRows(stream, 150);
      TestStream longer = stream.changed("window: 2m", "window: 5m");
      UpgradeRuns.kill(longer, "Aggregated");
      System.err.println(UpgradeRuns.complete(longer));
      int rows = stream.aggregatedTopic().size();
      UpgradeRuns.writeRows(longer, rows + 50);
      requireEachReadingOnceSoFar(longer);

      shorter = longer.changed("window: 5m", "window: 1m");
      UpgradeRuns.complete(shorter);
      rows = longer.aggregatedTopic().size();
      UpgradeRuns.writeRows(shorter, rows + 50);
      assertThat(flood.isAlive()).isTrue();
    } finally {
      flood.destroy();
      flood.waitFor();
    }
    shorter.generate("--entities", "50", "--interval", "5s", "--duration", "6m");
    shorter.drain();
    requireEachReadingOnce(shorter);
    JsonNode reports = shorter.audit();
    assertThat(reports).as("a report for each definition").hasSize(3);
    requireDruidHasTheRowsOf(shorter);
    shorter.endSupervisors();
  }

  @Test
  void windowsThatSlideBecomeTumblingBesideOthersThatStay() throws Exception {
    TestStream stream = sliding();
    stream.attach();
    String[] run = {"--entities", "20", "--interval", "5s", "--duration", "510s"};
    String lake = stream.folder().resolve("lake").toString();
    stream.generate(run);
    stream.drain();
    stream.aggregate("archive", "--drain", "--windows", "--lake", lake);
    TestStream tumbling =
        stream.changed(
            "{topic: apart-aggregated, window: 4m, slide: 2m}",
            "{topic: apart-aggregated, window: 7m}");
    // every window that has a reading is closed, and the common end is later
    UpgradeRuns.kill(tumbling, "windows of the definition before go on", "waiting until");
    requireNoOtherJob(stream, tumbling);
    CompletableFuture<String> upgrade = UpgradeRuns.begin(tumbling);
    tumbling.generate(run);
    tumbling.generate(run);
    assertThat(upgrade.get()).contains("start the job again");
    System.err.println(upgrade.get());
    tumbling.drain();
    requireEachReadingOnce(tumbling);
    tumbling.aggregate("archive", "--drain", "--windows", "--lake", lake);
    assertThat(tumbling.audit("--lake", lake).findValuesAsText("verdict"))
        .hasSize(4)
        .allMatch(verdict -> verdict.startsWith("The audit holds"));
    requireDruidHasTheRowsOf(tumbling);
    tumbling.endSupervisors();
  }

  @Test
  void aLengthComesBackAndAnUpgradeAfterTheLastReadingGoesOnWhenWindowsAreClosed()
      throws Exception {
    TestStream stream = TestStream.define(folder, "ended", "string", "1m", "1 minute", "[entity]");
    stream.attach();
    stream.generate("--entities", "20", "--interval", "5s", "--duration", "3m");
    stream.drain();
    TestStream longer = stream.changed("window: 1m", "window: 5m");
    UpgradeRuns.kill(longer, "windows of the definition before go on", "waiting until");
    // the watermark goes beyond the boundary and beyond that of the next upgrade
    longer
        .changed("window: 5m", "window: 1m")
        .generate("--entities", "20", "--interval", "5s", "--duration", "9m");
    stream.changed("window: 1m", "window: 5m");
    UpgradeRuns.complete(longer);
    longer.drain();
    TestStream back = longer.changed("window: 5m", "window: 1m");
    UpgradeRuns.complete(back);
    back.drain();
    requireEachReadingOnce(back);

    TestStream last = back.changed("window: 1m", "window: 7m");
    UpgradeRuns.stop(last, "windows of the definition before go on", "no records come");
    CompletableFuture<String> upgrade = UpgradeRuns.begin(last);
    last.run("close-windows", List.of("--max-ahead", "off"));
    assertThat(upgrade.get()).contains("start the job again");
    last.drain();
    requireEachReadingOnce(last);
    assertThat(last.audit().findValuesAsText("verdict"))
        .hasSize(3)
        .allMatch(verdict -> verdict.startsWith("The audit holds"));
    last.endSupervisors();
  }

  private static TestStream sliding() throws IOException {
    TestStream stream = TestStream.define(folder, "apart", "string", "4m", "1 minute", "[entity]");
    return stream.changed(
        "  topic: apart-aggregated\n  window: 4m\n",
        "  windows:\n    - {topic: apart-aggregated, window: 4m, slide: 2m}\n"
            + "    - {topic: apart-thirds, window: 3m}\n");
  }

  /** Neither definition may be aggregated while the old one has windows to write. */
  private static void requireNoOtherJob(TestStream before, TestStream after) throws IOException {
    String text = Files.readString(Path.of(after.file()));
    after.drainFails(after.checkpoint());
    assertThat(after.log()).contains("are not all written: run './tidemark upgrade' again");
    Files.writeString(
        Path.of(before.file()),
        new DefinitionHistory(before.client(), before.definition().name()).entries().get(0).text());
    before.drainFails(before.checkpoint());
    assertThat(before.log()).contains("are not all written: run './tidemark upgrade' again");
    Files.writeString(Path.of(after.file()), text);
  }

  /**
   * Compares the rows of each aggregated topic with the raw topic, without the code of the audit;
   * every window must be closed.
   */
  private static void requireEachReadingOnce(TestStream stream) throws IOException {
    requireEachReadingOnce(stream, false);
  }

  /** The same while windows are open: of each topic only up to its last row. */
  private static void requireEachReadingOnceSoFar(TestStream stream) throws IOException {
    requireEachReadingOnce(stream, true);
  }

  private static void requireEachReadingOnce(TestStream stream, boolean open) throws IOException {
    List<DefinitionVersion> versions =
        new DefinitionHistory(stream.client(), stream.definition().name()).versions();
    List<JsonNode> readings = stream.readings();
    for (StreamDefinition.Aggregated newest : stream.definition().aggregates()) {
      SortedMap<String, Long> expected = new TreeMap<>();
      for (DefinitionVersion version : versions) {
        StreamDefinition.Aggregated windows =
            version.definition().aggregates().stream()
                .filter(one -> one.topic().equals(newest.topic()))
                .findFirst()
                .orElseThrow();
        count(readings, windows, version, expected);
      }
      SortedMap<String, Long> rows = rows(stream, newest.topic());
      assertThat(rows).isNotEmpty();
      if (open) {
        expected.tailMap(rows.lastKey() + "\uffff").clear();
      }
      assertThat(rows).as(newest.topic() + " of " + versions.size()).isEqualTo(expected);
      System.err.printf(
          "%s: %,d readings in %,d windows of %d definitions%n",
          newest.topic(),
          rows.values().stream().mapToLong(Long::longValue).sum(),
          rows.size(),
          versions.size());
    }
  }

  private static void count(
      List<JsonNode> readings,
      StreamDefinition.Aggregated windows,
      DefinitionVersion version,
      SortedMap<String, Long> expected) {
    for (JsonNode reading : readings) {
      for (long start : windows.windowStarts(reading.get("time").asLong())) {
        long end = start + windows.window().toMillis();
        if (version.from() < end && end <= version.to()) {
          expected.merge(window(start, end), 1L, Long::sum);
        }
      }
    }
  }

  private static String window(long start, long end) {
    return Instant.ofEpochMilli(start) + " to " + Instant.ofEpochMilli(end);
  }

  /** The readings of each window; no window and entity may have two rows. */
  private static SortedMap<String, Long> rows(TestStream stream, String topic) throws IOException {
    SortedMap<String, Long> rows = new TreeMap<>();
    Set<String> keys = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : stream.records(topic)) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      assertThat(keys.add(key)).as("only one row of " + key).isTrue();
      JsonNode row = new ObjectMapper().readTree(record.value());
      rows.merge(
          window(time(row.get("window_start")), time(row.get("window_end"))),
          row.get("readings").asLong(),
          Long::sum);
    }
    return rows;
  }

  private static long time(JsonNode text) {
    return Instant.parse(text.asText()).toEpochMilli();
  }

  private static void requireDruidHasTheRowsOf(TestStream stream) throws IOException {
    for (String topic : stream.definition().aggregatedTopics()) {
      SortedMap<String, Long> found = new TreeMap<>();
      for (JsonNode row :
          stream
              .druid()
              .rows(
                  "SELECT TIMESTAMP_TO_MILLIS(__time), \"window_end\", SUM(\"readings\") FROM \""
                      + topic
                      + "\" GROUP BY 1, 2")
              .orElseThrow()) {
        found.put(window(row.get(0).asLong(), time(row.get(1))), row.get(2).asLong());
      }
      assertThat(found).isEqualTo(rows(stream, topic));
    }
  }
}
