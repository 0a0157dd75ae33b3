package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.ledger.RunLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A definition with {@code deduplicate: true} on real Kafka, Spark and Druid. */
class DeduplicationIT {
  @TempDir static Path folder;

  @Test
  void aReadingThatIsSentTwiceIsInTheWindowsOnce() throws Exception {
    TestStream stream =
        TestStream.define(folder, "once", "int", "1 minute", "3 minutes", "[entity]")
            .deduplicated();
    assertThat(stream.definition().aggregated().deduplicate()).isTrue();
    stream.attach();
    stream.generate("--duration", "5m", "--duplicated", "1%", "--malformed", "0.5%");
    stream.drain();
    JsonNode report = auditDuplicates(stream);
    assertThat(report.path("late").longValue()).isZero();
    Path batch = folder.resolve("batch");
    stream.aggregate("batch", "--output", "files:" + batch);
    assertThat(TestStream.lines(batch))
        .containsExactlyInAnyOrderElementsOf(stream.aggregatedTopic());

    // the second run continues from the checkpoint; its first reading may have the very instant of
    // the watermark, which is late for deduplication, so the audit alone decides
    stream.generate("--duration", "5m", "--seed", "2", "--duplicated", "1%");
    stream.drain();
    auditDuplicates(stream);
  }

  /** The report of an audit that holds; the ledgers have the number of injected duplicates. */
  private static JsonNode auditDuplicates(TestStream stream) throws Exception {
    JsonNode report = stream.audit();
    List<RunLedger.Faults> faults = new ArrayList<>();
    try (Stream<Path> files = Files.list(stream.folder().resolve("ledgers"))) {
      for (Path file : files.toList()) {
        faults.add(RunLedger.read(file).faults());
      }
    }
    long duplicated = faults.stream().mapToLong(RunLedger.Faults::duplicated).sum();
    assertThat(duplicated).isPositive();
    assertThat(report.path("duplicates").longValue()).isEqualTo(duplicated);
    assertThat(report.path("dead").longValue())
        .isEqualTo(faults.stream().mapToLong(RunLedger.Faults::dead).sum())
        .isPositive();
    return report;
  }
}
