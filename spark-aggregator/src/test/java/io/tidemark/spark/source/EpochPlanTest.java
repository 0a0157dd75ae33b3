package io.tidemark.spark.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
  private static final long NEVER = Long.MIN_VALUE;

  private final Map<TopicPartition, Long> begins = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Map<TopicPartition, Long> times = new HashMap<>();

  @Test
  void anEpochThatIsSmallEnoughTakesAll() {
    partition(0, 10, 60, 0);
    partition(1, 0, 50, 900);
    assertThat(plan(100)).isEqualTo(ends);
  }

  @Test
  void partitionsThatAreAboutAsFarBehindShareInProportionToTheirRecords() {
    partition(0, 0, 3_000, 0);
    partition(1, 500, 1_500, 100);
    assertThat(plan(100)).isEqualTo(offsets(75, 525));
  }

  @Test
  void thePartitionsFurthestBehindInEventTimeComeFirst() {
    partition(0, 0, 3_000, 101);
    partition(1, 500, 1_500, 0);
    assertThat(plan(100)).isEqualTo(offsets(0, 600));
  }

  @Test
  void othersGetWhatThoseFurthestBehindDoNotNeed() {
    partition(0, 0, 3_000, 5_000);
    partition(1, 500, 530, 0);
    partition(2, 0, 3_000, 5_050);
    assertThat(plan(100)).isEqualTo(offsets(35, 530, 35));
  }

  @Test
  void aPartitionThatWasNeverReadComesBeforeAllOthers() {
    partition(0, 0, 3_000, 0);
    partition(1, 0, 3_000, NEVER);
    assertThat(plan(100)).isEqualTo(offsets(0, 100));
  }

  @Test
  void moreUnreadPartitionsThanRecordsAreNoReasonToTakeMore() {
    for (int partition = 0; partition < 50; partition++) {
      partition(partition, 0, 7, 0);
    }
    assertThat(plan(10).values().stream().mapToLong(Long::longValue).sum()).isEqualTo(10);
  }

  @Test
  void everyBacklogIsReadToItsEndInEpochsOfAtMostSoManyRecords() {
    Random random = new Random(3);
    for (int trial = 0; trial < 200; trial++) {
      for (int partition = 0; partition < 1 + random.nextInt(9); partition++) {
        partition(partition, random.nextInt(50), 50 + random.nextInt(900), random.nextInt(5) * 60L);
      }
      int most = 1 + random.nextInt(99);
      while (!begins.equals(ends)) {
        Map<TopicPartition, Long> next = plan(most);
        long records = 0;
        for (TopicPartition one : begins.keySet()) {
          assertThat(next.get(one)).isBetween(begins.get(one), ends.get(one));
          records += next.get(one) - begins.get(one);
          times.merge(one, next.get(one) - begins.get(one), Long::sum);
        }
        assertThat(records).isBetween(1L, (long) most);
        begins.putAll(next);
      }
    }
  }

  private void partition(int number, long begin, long end, long time) {
    TopicPartition partition = new TopicPartition("t", number);
    begins.put(partition, begin);
    ends.put(partition, end);
    times.put(partition, time);
  }

  private Map<TopicPartition, Long> plan(long most) {
    return new EpochPlan(100).ends(most, begins, ends, times::get);
  }

  private static Map<TopicPartition, Long> offsets(long... offsets) {
    Map<TopicPartition, Long> map = new HashMap<>();
    for (int partition = 0; partition < offsets.length; partition++) {
      map.put(new TopicPartition("t", partition), offsets[partition]);
    }
    return map;
  }
}
