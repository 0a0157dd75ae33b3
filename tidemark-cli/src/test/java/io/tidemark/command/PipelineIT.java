package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.SparkJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline on real Kafka, Spark and Druid, through the command line. */
class PipelineIT {
  @TempDir static Path folder;

  @Test
  void theFleetsReadingsAreAllThereAndABatchGivesTheRowsOfTheStream() throws Exception {
    TestStream fleet = define("fleet", "int", "1 minute", "3 minutes", "[entity]");
    fleet.attach();
    fleet.generate("--duration", "5m");
    fleet.drain();
    JsonNode report = fleet.audit();
    assertThat(report.at("/stations/0/readings").longValue()).isEqualTo(12_000);
    assertThat(report.at("/windows")).hasSize(5);

    fleet.attach();
    Path batch = folder.resolve("batch");
    fleet.aggregate("batch", "--output", "files:" + batch);
    assertThat(TestStream.lines(batch))
        .containsExactlyInAnyOrderElementsOf(fleet.aggregatedTopic());

    // a second run starts after the windows closed by the first; the job resumes from its
    // checkpoint
    fleet.generate("--duration", "1m", "--seed", "2");
    fleet.drain();
    JsonNode second = fleet.audit();
    assertThat(second.at("/windows")).hasSize(6);
    requireTotals(FollowedPage.lastState(fleet), second);
    requireRange(fleet, second);

    // the rows that were in the tasks' memory are published and can still be queried
    fleet.detach();
    fleet.audit();
  }

  /** The second and the third window by themselves, of 2,400 readings each. */
  private static void requireRange(TestStream fleet, JsonNode all) throws Exception {
    String from = all.at("/windows/1/window_start").textValue();
    String to = all.at("/windows/3/window_start").textValue();
    JsonNode some = fleet.audit("--from", from, "--to", to);
    assertThat(some.path("windows")).hasSize(2);
    assertThat(some.path("windows").get(0)).isEqualTo(all.path("windows").get(1));
    for (int station = 0; station < 5; station++) {
      assertThat(some.path("stations").get(station).path("readings").longValue()).isEqualTo(4_800);
    }
    assertThat(some.path("verdict").textValue())
        .startsWith("The audit holds: 4,800 readings sent for the windows from " + from);
  }

  /** The live page ends with the totals of the audit. */
  private static void requireTotals(JsonNode page, JsonNode audit) {
    assertThat(page.path("ended").booleanValue()).isTrue();
    JsonNode kind = page.at("/kinds/0");
    assertThat(kind.path("sent")).isEqualTo(audit.at("/stations/0/readings"));
    assertThat(kind.at("/verdict/holds").booleanValue()).isTrue();
    assertThat(kind.at("/verdict/sentence")).isEqualTo(audit.path("verdict"));
    assertThat(kind.path("stations")).hasSize(4);
    for (int i = 0; i < kind.path("stations").size(); i++) {
      JsonNode expected = audit.path("stations").get(i + 1);
      JsonNode station = kind.path("stations").get(i);
      assertThat(station.path("name")).isEqualTo(expected.path("station"));
      assertThat(station.path("readings")).isEqualTo(expected.path("readings"));
      assertThat(station.path("rows")).isEqualTo(expected.path("rows"));
    }
    assertThat(kind.path("rows")).isEqualTo(audit.at("/stations/2/rows"));
    assertThat(kind.at("/time/closedWindows").intValue()).isEqualTo(audit.path("windows").size());
  }

  @Test
  void aReadingThatIsSentTwiceIsInTheWindowsOnceWhereTheDefinitionDeduplicates() throws Exception {
    TestStream stream = define("once", "int", "1 minute", "3 minutes", "[entity]").deduplicated();
    assertThat(stream.definition().aggregated().deduplicate()).isTrue();
    stream.attach();
    stream.generate("--duration", "5m", "--duplicated", "1%", "--malformed", "0.5%");
    stream.drain();
    JsonNode report = stream.audit();
    RunLedger.Faults faults = onlyLedger(stream).faults();
    assertThat(report.path("duplicates").longValue()).isEqualTo(faults.duplicated()).isPositive();
    assertThat(report.path("dead").longValue()).isEqualTo(faults.dead()).isPositive();
    assertThat(report.path("late").longValue()).isZero();

    Path batch = folder.resolve("batch-once");
    stream.aggregate("batch", "--output", "files:" + batch);
    assertThat(TestStream.lines(batch))
        .containsExactlyInAnyOrderElementsOf(stream.aggregatedTopic());
    stream.detach();
  }

  private static RunLedger onlyLedger(TestStream stream) throws IOException {
    try (Stream<Path> files = Files.list(stream.folder().resolve("ledgers"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return RunLedger.read(all.get(0));
    }
  }

  @Test
  void oneEntityAndWindowsOfTenSecondsAround1970() throws Exception {
    TestStream one = define("one", "string", "10 seconds", "20 seconds", "[entity]");
    one.attach();
    one.generate(
        "--entities",
        "1",
        "--interval",
        "1s",
        "--duration",
        "2m",
        "--start",
        "1969-12-31T23:59:00Z");
    String[] anyPast = {"--earliest", "0001-01-01T00:00:00Z"};
    one.aggregate(
        "stream", "--drain", "--checkpoint", one.checkpoint().toString(), anyPast[0], anyPast[1]);
    JsonNode report = one.audit(anyPast);
    assertThat(report.at("/stations/0/readings").longValue()).isEqualTo(120);
    assertThat(report.at("/windows/0/window_start").textValue()).isEqualTo("1969-12-31T23:59:00Z");
    assertThat(report.at("/windows")).hasSize(12);
  }

  @Test
  void tenThousandEntitiesAndNoGroupButTheWindow() throws Exception {
    TestStream all = define("all", "int", "1 minute", "0", "[]");
    all.attach();
    all.generate("--entities", "10000", "--duration", "1m");
    all.drain();
    JsonNode report = all.audit();
    assertThat(report.at("/stations/0/readings").longValue()).isEqualTo(120_000);
    assertThat(all.aggregatedTopic()).hasSize(1);
  }

  @Test
  void aFloodOnTheWallClockForTwentySeconds() throws Exception {
    TestStream flood = define("flood", "int", "10 seconds", "5 seconds", "[entity]");
    flood.attach();
    try (SparkJob job = flood.stream()) {
      flood.generate("--clock", "wall", "--interval", "0", "--duration", "20s", "--rate", "10000");
      JsonNode report = flood.audit();
      assertThat(report.at("/stations/0/readings").longValue()).isGreaterThan(100_000);
      assertThat(job.isAlive()).as(flood.log()).isTrue();
    }
  }

  @Test
  void whatIsMissingIsReportedInOneLine() throws Exception {
    TestStream none = define("none", "int", "1 minute", "0", "[]");
    String kafka = none.stack().kafka();
    assertThat(errorOutput(1, "generate", "--stream", none.file(), "--kafka", kafka))
        .contains("the topic none-raw does not exist at " + kafka);
    assertThat(errorOutput(1, "audit", "--stream", none.file(), "--kafka", kafka))
        .contains("the topic none-raw does not exist");
    assertThat(errorOutput(1, "generate", "--stream", none.file(), "--kafka", "127.0.0.1:1"))
        .contains("no Kafka broker answers at 127.0.0.1:1");
    assertThat(errorOutput(2, "generate", "--stream", folder.resolve("no.yaml").toString()))
        .contains("no.yaml: no such definition");
    assertThat(errorOutput(2, "generate", "--entities", "none")).contains("--entities");
    try (SparkJob job = none.stream()) {
      assertThat(job.await()).isEqualTo(1);
    }
    assertThat(none.messages())
        .singleElement()
        .asString()
        .contains("the topic none-aggregated does not exist");
  }

  private static TestStream define(
      String name, String key, String window, String watermark, String by) throws Exception {
    return TestStream.define(folder, name, key, window, watermark, by);
  }

  /** The standard error of a command that fails, which must be one line. */
  private static String errorOutput(int exitCode, String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(Tidemark.run(arguments)).isEqualTo(exitCode);
    } finally {
      System.setErr(before);
    }
    String output = bytes.toString(StandardCharsets.UTF_8);
    assertThat(output).hasLineCount(1).startsWith("tidemark: ");
    return output;
  }
}
