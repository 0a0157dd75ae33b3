package io.tidemark.audit.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowKeysTest {
  /** Less than the table of two windows. */
  private static final long TINY = 1_000;

  @TempDir Path folder;

  @Test
  void aKeyIsNewOnceInEachWindow() {
    try (WindowKeys keys = new WindowKeys(1 << 20, folder)) {
      assertThat(keys.add(0, 1, 2)).isTrue();
      assertThat(keys.add(0, 1, 2)).isFalse();
      assertThat(keys.add(0, 2, 1)).isTrue();
      assertThat(keys.add(60_000, 1, 2)).isTrue();
      assertThat(keys.add(60_000, 1, 2)).isFalse();
      assertThat(keys.spilledBytes()).isZero();
    }
  }

  @Test
  void keysInTheFileAreFoundAgain() {
    try (WindowKeys keys = new WindowKeys(TINY, folder)) {
      for (int window = 0; window < 50; window++) {
        assertThat(keys.add(window, window + 1, 7)).isTrue();
      }
      assertThat(keys.spilledBytes()).isPositive();
      for (int window = 0; window < 50; window++) {
        assertThat(keys.add(window, window + 1, 7)).isFalse();
        assertThat(keys.add(window, window + 1, 8)).isTrue();
      }
      for (int window = 0; window < 50; window++) {
        assertThat(keys.add(window, window + 1, 8)).isFalse();
      }
    }
  }

  @Test
  void findsTheSameAsASetInMemoryWhateverTheOrder() {
    Random random = new Random(7);
    Set<String> expected = new HashSet<>();
    try (WindowKeys keys = new WindowKeys(20_000, folder)) {
      for (int i = 0; i < 100_000; i++) {
        long window = random.nextInt(200);
        long high = random.nextInt(3);
        long low = 1 + random.nextInt(100);
        assertThat(keys.add(window, high, low))
            .isEqualTo(expected.add(window + "|" + high + "|" + low));
      }
      // each key at most once, however often its window was read back
      assertThat(keys.spilledBytes()).isPositive().isLessThanOrEqualTo(16L * expected.size());
    }
  }

  @Test
  void memoryStaysWithinTheBudgetAndTheLargestWindow() {
    try (WindowKeys keys = new WindowKeys(100_000, folder)) {
      for (int window = 0; window < 1_000; window++) {
        for (int key = 1; key <= 100; key++) {
          keys.add(window, key, key);
        }
        assertThat(keys.residentBytes()).isLessThan(110_000);
      }
    }
  }

  @Test
  void leavesNoFileBehindEvenWhileItIsOpen() {
    try (WindowKeys keys = new WindowKeys(TINY, folder)) {
      for (int window = 0; window < 50; window++) {
        keys.add(window, 1, 1);
      }
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void saysWhereItCannotWrite() {
    Path missing = folder.resolve("missing");
    try (WindowKeys keys = new WindowKeys(TINY, missing)) {
      assertThatThrownBy(
              () -> {
                for (int window = 0; window < 50; window++) {
                  keys.add(window, 1, 1);
                }
              })
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(
              "cannot keep the keys of the rows in a temporary file in " + missing);
    }
  }
}
