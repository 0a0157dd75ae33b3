package io.tidemark.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  @Test
  void aHeartbeatMovesTheOffsetsAndIsNoReading() {
    Acknowledgements all = new Acknowledgements();
    all.reading(1, 7);
    all.reading(1, 5);
    all.record(1, 9);
    all.record(2, 4);

    assertThat(all.entries())
        .containsExactly(new PartitionEntry(1, 5, 9, 2), new PartitionEntry(2, 4, 4, 0));
  }

  @Test
  void aTopicMayGetMorePartitions() {
    Acknowledgements all = new Acknowledgements();
    all.reading(0, 3);
    Acknowledgements later = new Acknowledgements();
    later.reading(7, 0);
    all.add(later);
    all.add(new Acknowledgements());

    assertThat(all.entries())
        .containsExactly(new PartitionEntry(0, 3, 3, 1), new PartitionEntry(7, 0, 0, 1));
  }
}
