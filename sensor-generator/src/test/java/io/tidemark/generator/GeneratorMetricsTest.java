package io.tidemark.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.MetricsOption;
import io.tidemark.generator.fleet.FleetRun;
import io.tidemark.generator.fleet.RecordedRun;
import io.tidemark.generator.run.KafkaDestination;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.ledger.RunLedger;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class GeneratorMetricsTest {
  /** 36,000 readings of 200 entities in 15 minutes. */
  private static final String FAULTY =
      "--start 2026-01-01T00:00:00Z --seed 3 --late 2% --out-of-order 5% --duplicated 3%"
          + " --malformed 4% --far-future 1%";

  @Test
  void showsTheNumbersOfTheLedger() {
    RecordedRun run = RecordedRun.of(GeneratorStreams.FLEET, FAULTY);

    RunLedger ledger = run.ledger();
    assertThat(value(run, "readings_sent_total{")).isEqualTo(ledger.sent()).isGreaterThan(36_000);
    assertThat(value(run, "readings_failed_total{")).isZero();
    assertThat(fault(run, "late")).isEqualTo(ledger.faults().late()).isPositive();
    assertThat(fault(run, "out-of-order")).isEqualTo(ledger.faults().outOfOrder()).isPositive();
    assertThat(fault(run, "duplicated")).isEqualTo(ledger.faults().duplicated()).isPositive();
    assertThat(fault(run, "far-future")).isEqualTo(ledger.faults().farFuture()).isPositive();
    assertThat(fault(run, "far-future") + fault(run, "malformed"))
        .isEqualTo(ledger.faults().dead());
  }

  @Test
  void itsEventTimeIsThatOfTheLastReadingWhateverTheFaults() {
    RecordedRun run = RecordedRun.of(GeneratorStreams.FLEET, FAULTY);

    assertThat(value(run, "event_time_seconds{"))
        .isBetween(
            (double) Instant.parse("2026-01-01T00:14:55Z").getEpochSecond(),
            (double) Instant.parse("2026-01-01T00:15:00Z").getEpochSecond());
    assertThat(value(run, "run_progress_ratio{")).isBetween(0.99, 1.0);
  }

  @Test
  void aFailedReadingIsSubtractedFromTheLedgerButFromNoCounter() {
    RecordedRun all = RecordedRun.of(GeneratorStreams.FLEET, FAULTY);
    RecordedRun half = RecordedRun.of(GeneratorStreams.FLEET, FAULTY, n -> n % 2 == 0);

    assertThat(value(half, "readings_failed_total{"))
        .isEqualTo(half.ledger().failed())
        .isPositive();
    assertThat(value(half, "readings_sent_total{")).isEqualTo(half.ledger().sent());
    assertThat(fault(half, "late"))
        .isEqualTo(fault(all, "late"))
        .isGreaterThan(half.ledger().faults().late());
  }

  @Test
  void beforeTheFirstReadingThereIsNoEventTime() {
    Metrics metrics = new MetricsOption().open("sample", line -> {});
    new FleetRun(
            GeneratorStreams.FLEET,
            TypedOptions.simulated(""),
            new KafkaDestination(new Properties()),
            line -> {})
        .show(metrics);

    assertThat(metrics.text())
        .contains("tidemark_readings_sent_total{stream=\"sample\"} 0.0\n")
        .contains("tidemark_faults_total{kind=\"late\",stream=\"sample\"} 0.0\n")
        .doesNotContain("event_time");
  }

  private static double fault(RecordedRun run, String kind) {
    return value(run, "faults_total{kind=\"" + kind + "\"");
  }

  private static double value(RecordedRun run, String name) {
    return run.metrics()
        .lines()
        .filter(line -> line.startsWith("tidemark_" + name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
