package io.tidemark.spark.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionEventTimesTest {
  private final PartitionEventTimes all = new PartitionEventTimes();

  @Test
  void theGreatestTimeAndTheLastOffsetsOfEachPartitionAreCollected() {
    PartitionEventTimes tasks = new PartitionEventTimes();
    PartitionEventTimes.Task task = tasks.begin();
    task.add(3, 10, 500);
    task.add(3, 11, 400);
    task.addDead(3, 12);
    task.add(4, 7, -5);
    task.end();
    all.merge(tasks);
    assertThat(all.value())
        .containsOnlyKeys(3, 4)
        .containsEntry(3, new PartitionTimes(500, 11, 12))
        .containsEntry(4, new PartitionTimes(-5, 7, -1));
  }

  @Test
  void aTaskThatIsExecutedAgainChangesNothing() {
    PartitionEventTimes task = new PartitionEventTimes();
    task.add(new PartitionEventTimes.Read(0, new PartitionTimes(500, 11, 12)));
    all.merge(task);
    all.add(new PartitionEventTimes.Read(0, new PartitionTimes(800, 20, -1)));
    all.merge(task.copy());
    assertThat(all.value()).containsEntry(0, new PartitionTimes(800, 20, 12));
  }

  @Test
  void aTaskWithoutRecordsReportsNothing() {
    all.begin().end();
    assertThat(all.isZero()).isTrue();
  }

  @Test
  void aPartitionThatBringsNoTimeForAHundredOffsetsLacksTimes() {
    assertThat(new PartitionTimes(500, 11, 110).lacksTimes()).isFalse();
    assertThat(new PartitionTimes(500, 11, 111).lacksTimes()).isTrue();
    assertThat(new PartitionTimes(500, 112, 111).lacksTimes()).isFalse();
    assertThat(new PartitionTimes(Long.MIN_VALUE, -1, 98).lacksTimes()).isFalse();
    assertThat(new PartitionTimes(Long.MIN_VALUE, -1, 99).lacksTimes()).isTrue();
  }

  @Test
  void whatWasReadCanBeListedWhileAnotherTaskReports() {
    all.add(new PartitionEventTimes.Read(0, PartitionTimes.NONE));
    all.add(new PartitionEventTimes.Read(1, PartitionTimes.NONE));
    List<Integer> listed = new ArrayList<>();
    for (int partition : all.value().keySet()) {
      all.add(new PartitionEventTimes.Read(2, PartitionTimes.NONE));
      listed.add(partition);
    }
    assertThat(listed).contains(0, 1);
    assertThat(all.value()).containsOnlyKeys(0, 1, 2);
  }
}
