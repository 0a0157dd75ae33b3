package io.tidemark.audit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetRangesTest {
  private record Added(int partition, long first, long end) {}

  @Test
  void findsTheRangeThatHasTheOffset() {
    OffsetRanges<String> ranges = new OffsetRanges<>();
    ranges.add(0, 10, 20, "a");
    ranges.add(0, 20, Long.MAX_VALUE, "b");

    assertThat(ranges.at(0, 9)).isNull();
    assertThat(ranges.at(0, 10)).isEqualTo("a");
    assertThat(ranges.at(0, 19)).isEqualTo("a");
    assertThat(ranges.at(0, 20)).isEqualTo("b");
    assertThat(ranges.at(0, Long.MAX_VALUE - 1)).isEqualTo("b");
    assertThat(ranges.at(1, 10)).isNull();
  }

  @Test
  void anEmptyRangeHasNoOffset() {
    OffsetRanges<String> ranges = new OffsetRanges<>();
    ranges.add(0, 10, 10, "a");

    assertThat(ranges.at(0, 10)).isNull();
  }

  @Test
  void ofRangesThatOverlapTheOneCountsThatWasAddedFirst() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      OffsetRanges<Integer> ranges = new OffsetRanges<>();
      List<Added> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        long first = random.nextInt(40);
        all.add(new Added(random.nextInt(2), first, first + random.nextInt(15)));
        ranges.add(all.get(i).partition(), first, all.get(i).end(), i);
      }
      for (int partition = 0; partition < 2; partition++) {
        for (long offset = 0; offset < 60; offset++) {
          assertThat(ranges.at(partition, offset)).isEqualTo(first(all, partition, offset));
        }
      }
    }
  }

  private static Integer first(List<Added> all, int partition, long offset) {
    for (int i = 0; i < all.size(); i++) {
      Added one = all.get(i);
      if (one.partition() == partition && one.first() <= offset && offset < one.end()) {
        return i;
      }
    }
    return null;
  }
}
