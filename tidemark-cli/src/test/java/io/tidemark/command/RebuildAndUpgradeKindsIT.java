package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.process.FileTrees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rebuild and an upgrade of a stream of each encoding and kind of windows. The job is killed when
 * its tasks have committed an epoch with rows and Spark has not, its checkpoint is lost, and the
 * new one has another number of partitions. Then the definition changes.
 */
class RebuildAndUpgradeKindsIT {
  @TempDir static Path folder;

  @BeforeAll
  static void startWithARegistry() {
    SharedStack.withRegistry();
  }

  @Test
  void aStreamInAvroGetsAFieldAndAMeasureOfIt() throws Exception {
    TestStream stream = TestStream.ofProject(folder, "sales-avro");
    String[] fleet = {"--duration", "3m"};
    rebuild(stream, 1200, fleet);
    upgrade(
        stream,
        Map.of(
            "    sale_ts: ",
            "    discount: {type: int, optional: true, simulate: {uniform: {min: 0, max: 9}}}\n"
                + "    sale_ts: ",
            "max_amount: max(sale_amount)",
            "most_off: max(discount)",
            "watermark: 1 minute",
            "watermark: 2 minutes"),
        fleet);
  }

  @Test
  void windowsThatSlideGetAConditionAndOthersBesideThem() throws Exception {
    TestStream stream = TestStream.ofProject(folder, "weather");
    String[] fleet = {"--entities", "5", "--interval", "10s", "--duration", "2h"};
    rebuild(stream, 900, fleet);
    upgrade(
        stream,
        Map.of(
            "temperature <= 120",
            "temperature <= 100",
            "    temperatures:    quantiles(temperature)",
            "    temperatures:    quantiles(temperature)\n    values: count(temperature)",
            "    - {topic: weather-aggregated, window: 10 minutes}",
            "    - {topic: weather-aggregated, window: 10 minutes}\n"
                + "    - {topic: weather-hours, window: 1 hour}"),
        fleet);
  }

  @Test
  void aStreamOfSketchesWithoutGroupsGetsAnotherWatermark() throws Exception {
    TestStream stream = TestStream.ofProject(folder, "visits");
    String[] fleet = {"--entities", "1000", "--duration", "20m"};
    rebuild(stream, 1000, fleet);
    upgrade(
        stream,
        Map.of(
            "watermark: 5 seconds",
            "watermark: 10 seconds",
            "users:  distinct(uid)",
            "users: distinct(uid)\n    last_user: last(uid)"),
        fleet);
  }

  @Test
  void aStreamThatDeduplicatesInALocalTimeGetsADerivedField() throws Exception {
    TestStream stream = TestStream.ofProject(folder, "vehicles").deduplicated();
    String[] fleet = {
      "--entities", "20", "--interval", "2s", "--duration", "8m", "--duplicated", "5%"
    };
    rebuild(stream, 1000, fleet);
    upgrade(
        stream,
        Map.of(
            "aggregated:\n",
            "derived:\n  twice: {type: decimal, scale: 2, is: temp * 2}\naggregated:\n",
            "avg_temp:      avg(temp)",
            "avg_temp:      avg(temp)\n    most_twice: max(twice)"),
        fleet);
  }

  /**
   * @param records of an epoch, about a quarter of all
   */
  private static void rebuild(TestStream stream, int records, String... fleet) throws Exception {
    stream.attach();
    Stream<String> faults = Stream.of("--late 1% --out-of-order 5% --malformed 1%".split(" "));
    stream.generate(Stream.concat(Stream.of(fleet), faults).toArray(String[]::new));
    int epoch = 1;
    do {
      stream.drainKilledBefore("commits/" + epoch++, "--epoch-records", records + "");
    } while (rows(stream).containsValue(0));
    Map<String, Integer> before = rows(stream);
    FileTrees.delete(stream.checkpoint());

    stream.drain("--rebuild", "--shuffle-partitions", "3");

    Map<String, Integer> after = rows(stream);
    System.err.printf("%s: %s rows, then %s%n", stream.definition().name(), before, after);
    requireMore(stream, before, after);

    stream.drain("--rebuild", "--shuffle-partitions", "2");
    assertThat(rows(stream)).as("a rebuild of what is complete").isEqualTo(after);
  }

  private static void upgrade(TestStream stream, Map<String, String> changes, String... fleet)
      throws Exception {
    Map<String, Integer> before = rows(stream);
    TestStream changed = stream.changed(changes);
    assertThat(UpgradeRuns.complete(changed)).contains("start the job again");
    changed.generate(fleet);
    changed.drain();
    requireMore(changed, before, rows(changed));
    JsonNode reports = changed.audit();
    assertThat(reports.findValuesAsText("verdict"))
        .hasSizeGreaterThan(1)
        .allMatch(verdict -> verdict.startsWith("The audit holds"));
    for (JsonNode windows : reports) {
      assertThat(windows.get("double_rows").get("rows").longValue()).isZero();
    }
    changed.endSupervisors();
  }

  private static void requireMore(
      TestStream stream, Map<String, Integer> before, Map<String, Integer> after)
      throws IOException {
    for (String topic : before.keySet()) {
      assertThat(after.get(topic)).as(stream.log()).isGreaterThan(before.get(topic));
    }
  }

  /** How many rows each aggregated topic has. */
  private static Map<String, Integer> rows(TestStream stream) {
    Map<String, Integer> rows = new TreeMap<>();
    for (String topic : stream.definition().aggregatedTopics()) {
      rows.put(topic, stream.records(topic).size());
    }
    return rows;
  }
}
