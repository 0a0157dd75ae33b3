package io.tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.Commands;
import io.tidemark.process.ProjectRoot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks run and give complete reports; their speed is not tested. */
class BenchIT {
  @TempDir Path folder;

  @Test
  void theLadderOfTheAggregationGivesTheSameWindowsInEveryWayAndTheirSeconds() throws Exception {
    JsonNode report = bench("aggregation", "--readings", "100000", "--repetitions", "1");
    assertThat(report.path("settings").path("readings").intValue()).isEqualTo(100_000);
    assertThat(report.path("results").path("seconds").path("whole job").path(0).doubleValue())
        .isPositive();
    for (String peer : List.of("Kafka Streams", "Flink SQL")) {
      assertThat(report.path("results").path("seconds").path(peer).path(0).doubleValue())
          .isGreaterThan(
              report.path("results").path("secondsToStart").path(peer).path(0).asDouble());
    }
    assertThat(report.path("results").path("seconds")).hasSize(10);
  }

  @Test
  void generateAndKafkasOwnToolSendTheSameNumberOfReadings() throws Exception {
    JsonNode report = bench("generator", "--readings", "100000", "--repetitions", "1");
    JsonNode results = report.path("results");
    for (String way : List.of("generate", "kafka-producer-perf-test")) {
      double sending = results.path("seconds").path(way).path(0).doubleValue();
      assertThat(sending).isPositive();
      assertThat(results.path("seconds of the whole process").path(way).path(0).doubleValue())
          .isGreaterThan(sending);
      assertThat(results.path("bytes a record on the broker's disk").path(way).doubleValue())
          .isPositive();
    }
  }

  @Test
  void theCodecIsMeasuredInEveryWay() throws Exception {
    JsonNode report = bench("codec", "--quick", "--repetitions", "1");
    JsonNode measured = report.path("results").path("measured");
    assertThat(measured).hasSize(23);
    for (JsonNode one : measured) {
      assertThat(one.path("nanosecondsARecord").path(0).doubleValue()).isPositive();
    }
  }

  @Test
  void eachWayArchivesAllReadingsIntoATableOfItsOwn() throws Exception {
    JsonNode results = bench("lake", "--readings", "100000", "--repetitions", "1").path("results");
    for (String figure :
        List.of("seconds", "secondsToStart", "cpuSeconds", "bytes a reading", "files")) {
      assertThat(results.path(figure)).as(figure).hasSize(3);
      results
          .path(figure)
          .forEach(way -> assertThat(way.path(0).doubleValue()).as(figure).isPositive());
    }
    results
        .path("seconds of each commit")
        .forEach(way -> assertThat(way.path(0).path(0).doubleValue()).isPositive());
  }

  @Test
  void theGatewayAndTheBareProducerSendTheSameReadings() throws Exception {
    JsonNode results =
        bench("gateway", "--readings", "100000", "--repetitions", "1").path("results");
    assertThat(results.path("seconds")).hasSize(4);
    for (String way : List.of("batches of 1,000", "batches of 100", "batches of 1")) {
      assertThat(results.path(way).path("requests per second").path(0).doubleValue()).isPositive();
      assertThat(results.path(way).path("p99 milliseconds").path(0).doubleValue())
          .isGreaterThanOrEqualTo(results.path(way).path("p50 milliseconds").path(0).doubleValue())
          .isPositive();
    }
  }

  @Test
  void theAuditCountsBothTopicsInAProcessOfItsOwn() throws Exception {
    JsonNode report =
        bench("audit", "--readings", "120000", "--interval", "12", "--repetitions", "1");
    assertThat(report.path("settings").path("rows").longValue()).isEqualTo(24_000);
    JsonNode count = report.path("results").path("counts").path(0);
    assertThat(count.path("rows").path(0).longValue()).isEqualTo(24_000);
    assertThat(count.path("readings").path(0).longValue()).isEqualTo(120_000);
    assertThat(count.path("most resident bytes").path(0).longValue()).isPositive();
  }

  /** The report of a benchmark, which must succeed. */
  private JsonNode bench(String name, String... options) throws Exception {
    System.setProperty(
        ProjectRoot.PROPERTY, Path.of("../..").toAbsolutePath().normalize().toString());
    Path json = folder.resolve("bench.json");
    List<String> all = new ArrayList<>(List.of(name, "--stream", "../fleet.yaml"));
    all.addAll(List.of(options));
    all.addAll(List.of("--json", json.toString()));
    assertThat(Commands.run(new BenchCommand(), all.toArray(String[]::new))).isZero();
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.path("commit").textValue()).isNotBlank();
    return report;
  }
}
