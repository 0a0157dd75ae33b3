package io.tidemark.generator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.GenerateCommand;
import io.tidemark.generator.GeneratorStreams;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A run in which the broker acknowledges every reading, but not every closing heartbeat. */
class ClosingHeartbeatsTest {
  private static final String SIX_READINGS = "--entities 2 --interval 1s --duration 3s";
  private static final Path LEDGER = Path.of("ledger.json");

  private final RecordedRun whole = RecordedRun.of(GeneratorStreams.FLEET, SIX_READINGS);
  private final RecordedRun open =
      RecordedRun.of(
          GeneratorStreams.FLEET, SIX_READINGS, record -> record == whole.readings().size());

  @Test
  void theLedgerHasTheHeartbeatsThatTheBrokerAcknowledged() {
    assertThat(whole.ledger().heartbeats()).isEqualTo(2);
    assertThat(open.ledger().heartbeats()).isEqualTo(1);
    assertThat(open.ledger().failed()).isZero();
    assertThat(open.ledger().sent()).isEqualTo(whole.ledger().sent());
  }

  @Test
  void aRunWithoutAllOfThemIsNotDelivered() {
    assertThat(whole.outcome().isDelivered()).isTrue();
    assertThat(open.outcome().isDelivered()).isFalse();
  }

  @Test
  void theSummaryReportsOpenWindowsWithAdvice() {
    assertThat(GenerateCommand.summary(whole.outcome(), LEDGER)).doesNotContain("heartbeats");
    assertThat(GenerateCommand.summary(open.outcome(), LEDGER).lines())
        .contains(
            "1 of 2 closing heartbeats were not delivered: the windows at the end stay open until"
                + " event time goes on; send later readings, or run again");
  }
}
