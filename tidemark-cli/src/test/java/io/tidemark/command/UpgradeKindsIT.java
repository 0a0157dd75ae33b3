package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream of each encoding and kind of windows goes through a rebuild and an upgrade. */
class UpgradeKindsIT {
  @TempDir static Path folder;

  @BeforeAll
  static void startWithARegistry() {
    SharedStack.withRegistry();
  }

  @Test
  void aStreamInAvroGetsAFieldAndAMeasureOfIt() throws Exception {
    upgrade(
        "sales-avro",
        Map.of(
            "    sale_ts: ",
            "    discount: {type: int, optional: true, simulate: {uniform: {min: 0, max: 9}}}\n"
                + "    sale_ts: ",
            "max_amount: max(sale_amount)",
            "most_off: max(discount)",
            "watermark: 1 minute",
            "watermark: 2 minutes"),
        "--duration",
        "5m");
  }

  @Test
  void windowsThatSlideGetACondition() throws Exception {
    upgrade(
        "weather",
        Map.of(
            "temperature <= 120",
            "temperature <= 100",
            "    temperatures:    quantiles(temperature)",
            "    temperatures:    quantiles(temperature)\n    values: count(temperature)",
            "    - {topic: weather-aggregated, window: 10 minutes}",
            "    - {topic: weather-aggregated, window: 10 minutes}\n"
                + "    - {topic: weather-hours, window: 1 hour}"),
        "--entities",
        "5",
        "--interval",
        "10s",
        "--duration",
        "2h");
  }

  @Test
  void aStreamOfSketchesWithoutGroupsGetsAnotherWatermark() throws Exception {
    upgrade(
        "visits",
        Map.of(
            "watermark: 5 seconds", "watermark: 10 seconds",
            "users:  distinct(uid)", "users: distinct(uid)\n    last_user: last(uid)"),
        "--entities",
        "500",
        "--duration",
        "5m");
  }

  @Test
  void aStreamThatDeduplicatesGetsADerivedField() throws Exception {
    TestStream stream =
        TestStream.define(folder, "once", "string", "1 minute", "1 minute", "[entity]")
            .deduplicated();
    upgrade(
        stream,
        Map.of(
            "aggregated:\n",
            "derived:\n  twice: {type: decimal, scale: 2, is: temp * 2}\naggregated:\n",
            "avg_temp: avg(temp)",
            "avg_temp: avg(temp)\n    most_twice: max(twice)"),
        "--entities",
        "10",
        "--duration",
        "5m",
        "--duplicated",
        "5%");
  }

  private static void upgrade(String name, Map<String, String> changes, String... run)
      throws Exception {
    upgrade(TestStream.ofProject(folder, name), changes, run);
  }

  private static void upgrade(TestStream stream, Map<String, String> changes, String... run)
      throws Exception {
    stream.attach();
    stream.generate(run);
    stream.drain();
    int rows = rows(stream);
    stream.drain("--rebuild", "--shuffle-partitions", "3");
    assertThat(rows(stream)).isEqualTo(rows).isPositive();

    TestStream changed = change(stream, changes);
    assertThat(UpgradeRuns.complete(changed)).contains("start the job again");
    changed.generate(run);
    changed.drain();
    assertThat(rows(changed)).isGreaterThan(rows);
    List<String> verdicts = changed.audit().findValuesAsText("verdict");
    assertThat(verdicts).hasSizeGreaterThan(1).allMatch(one -> one.startsWith("The audit holds"));
    System.err.println(changed.definition().name() + ": " + verdicts);
    changed.endSupervisors();
  }

  private static int rows(TestStream stream) {
    return stream.definition().aggregatedTopics().stream()
        .mapToInt(topic -> stream.records(topic).size())
        .sum();
  }

  private static TestStream change(TestStream stream, Map<String, String> changes)
      throws IOException {
    Path file = Path.of(stream.file());
    String text = Files.readString(file);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      assertThat(text).contains(change.getKey());
      text = text.replace(change.getKey(), change.getValue());
    }
    Files.writeString(file, text);
    StreamDefinition definition = DefinitionReader.read(file);
    return new TestStream(definition, stream.folder(), stream.stack());
  }
}
