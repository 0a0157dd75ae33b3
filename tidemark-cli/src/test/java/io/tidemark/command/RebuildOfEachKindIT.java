package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.process.FileTrees;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A rebuild of each encoding and kind of windows: the job is killed when its tasks have committed
 * an epoch with rows and Spark has not, its checkpoint is lost, and the new one has another number
 * of partitions.
 */
class RebuildOfEachKindIT {
  @TempDir static Path folder;

  @BeforeAll
  static void startWithARegistry() {
    SharedStack.withRegistry();
  }

  /**
   * @param records of an epoch, about a quarter of all
   */
  @ParameterizedTest
  @CsvSource({
    // Avro in both topics
    "sales-avro, 1200, '--duration 3m'",
    // two kinds of windows, one of them sliding; quantiles, a condition, values as texts
    "weather, 900, '--entities 5 --interval 5s --duration 1h'",
    // no groups; a sketch of distinct users
    "visits, 1000, '--entities 1000 --duration 20m'",
    // deduplicated, in a local time; the last value of a window
    "vehicles, 1000, '--entities 20 --interval 2s --duration 8m --duplicated 5%'"
  })
  void aStreamThatLosesItsCheckpointHasEachRowOnce(String name, int records, String fleet)
      throws Exception {
    TestStream stream = TestStream.ofProject(folder, name);
    if (name.equals("vehicles")) {
      stream = stream.deduplicated();
    }
    stream.attach();
    List<String> faults = List.of("--late", "1%", "--out-of-order", "5%", "--malformed", "1%");
    stream.generate(
        Stream.concat(Stream.of(fleet.split(" ")), faults.stream()).toArray(String[]::new));
    String[] epochs = {"--epoch-records", records + ""};
    int epoch = 1;
    do {
      stream.drainKilledBefore("commits/" + epoch++, epochs);
    } while (rows(stream).contains(0));
    List<Integer> before = rows(stream);
    FileTrees.delete(stream.checkpoint());

    stream.drain("--rebuild", "--shuffle-partitions", "3");

    List<Integer> after = rows(stream);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i)).as(stream.log()).isGreaterThan(before.get(i));
    }
    JsonNode report = stream.audit();
    for (JsonNode windows : report.isArray() ? report : List.of(report)) {
      assertThat(windows.get("double_rows").get("rows").longValue()).isZero();
      System.err.printf(
          "%s: %s rows, then %s; %s%n", name, before, after, windows.path("verdict").textValue());
    }
    stream.endSupervisors();
  }

  /** How many rows each aggregated topic has. */
  private static List<Integer> rows(TestStream stream) {
    List<Integer> rows = new ArrayList<>();
    for (String topic : stream.definition().aggregatedTopics()) {
      rows.add(stream.records(topic).size());
    }
    return rows;
  }
}
