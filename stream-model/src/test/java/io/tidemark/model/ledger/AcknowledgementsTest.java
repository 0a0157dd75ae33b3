package io.tidemark.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  @Test
  void aHeartbeatMovesTheOffsetsAndIsNoReading() {
    Acknowledgements all = new Acknowledgements(3);
    all.reading(1, 7);
    all.reading(1, 5);
    all.record(1, 9);
    all.record(2, 4);

    assertThat(all.entries())
        .containsExactly(new PartitionEntry(1, 5, 9, 2), new PartitionEntry(2, 4, 4, 0));
  }
}
