package io.tidemark.gateway.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class PartitionRecordsTest {
  private static final int PARTITIONS = 5;

  private static List<PartitionRecords> divided(List<byte[]> keys, BitSet without) {
    List<byte[]> values =
        IntStream.range(0, keys.size()).mapToObj(i -> ("v" + i).getBytes(UTF_8)).toList();
    return PartitionRecords.divide("readings", PARTITIONS, keys, values, without, 7, null);
  }

  private static List<byte[]> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> ("key " + i % 40).getBytes(UTF_8)).toList();
  }

  @Test
  void eachRecordGoesToThePartitionOfKafkasProducerInTheOrderOfTheBatch() {
    List<byte[]> keys = keys(1_000);
    List<Integer> places = new ArrayList<>();
    long bytes = 0;
    for (PartitionRecords some : divided(keys, new BitSet())) {
      assertThat(some.places()).isSorted();
      for (int i = 0; i < some.size(); i++) {
        places.add(some.places()[i]);
        bytes += some.key(i).length + some.value(i).length;
        // the partitioner of the producer's documentation
        assertThat(some.partition().partition())
            .isEqualTo(Utils.toPositive(Utils.murmur2(some.key(i))) % PARTITIONS);
        assertThat(some.value(i)).isEqualTo(("v" + some.places()[i]).getBytes(UTF_8));
      }
    }
    assertThat(places)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1_000).boxed().toList());
    assertThat(divided(keys, new BitSet()).stream().mapToLong(PartitionRecords::bytes).sum())
        .isEqualTo(bytes);
  }

  @Test
  void recordsWithoutAKeyStayTogether() {
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add(null);
    }
    assertThat(divided(keys, new BitSet()))
        .singleElement()
        .satisfies(all -> assertThat(all.size()).isEqualTo(100));
  }

  @Test
  void recordsThatAreDeliveredAreLeftOut() {
    BitSet without = new BitSet();
    without.set(0, 1_000);
    without.clear(3);
    without.clear(500);
    assertThat(divided(keys(1_000), without))
        .flatExtracting(some -> IntStream.of(some.places()).boxed().toList())
        .containsExactlyInAnyOrder(3, 500);
  }
}
