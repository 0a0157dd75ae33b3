package io.tidemark.stack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final String ONE_GIB_AVAILABLE =
      "MemTotal:        8000000 kB\nMemFree:          200000 kB\nMemAvailable:    1048576 kB\n";

  @Test
  void tooLittleMemoryIsToldWithWhatIsThereAndWhatIsNeeded() {
    assertThatThrownBy(() -> Memory.require(ONE_GIB_AVAILABLE, 2560))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("1024 MiB are available")
        .hasMessageContaining("needs 2560 MiB");
  }

  @Test
  void enoughMemoryPasses() {
    assertThatCode(() -> Memory.require(ONE_GIB_AVAILABLE, 1024)).doesNotThrowAnyException();
  }

  @Test
  void aSystemThatDoesNotTellPasses() {
    assertThatCode(() -> Memory.require("", 2560)).doesNotThrowAnyException();
  }
}
