package io.tidemark.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import org.junit.jupiter.api.Test;

class AvailableMemoryTest {
  private static final String ONE_GIB_AVAILABLE =
      "MemTotal:        8000000 kB\nMemFree:          200000 kB\nMemAvailable:    1048576 kB\n";

  @Test
  void tooLittleMemoryIsReportedWithBothFigures() {
    assertThatThrownBy(() -> AvailableMemory.require(ONE_GIB_AVAILABLE, 2560))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("1024 MiB are available")
        .hasMessageContaining("needs 2560 MiB");
  }

  @Test
  void enoughMemoryPasses() {
    assertThatCode(() -> AvailableMemory.require(ONE_GIB_AVAILABLE, 1024))
        .doesNotThrowAnyException();
  }

  @Test
  void aSystemWithoutTheFigurePasses() {
    assertThatCode(() -> AvailableMemory.require("", 2560)).doesNotThrowAnyException();
  }
}
