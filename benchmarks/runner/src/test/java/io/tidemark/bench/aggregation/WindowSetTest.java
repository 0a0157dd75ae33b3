package io.tidemark.bench.aggregation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowSetTest {
  private static final WindowSet OURS =
      new WindowSet(
          Map.of(List.of("12:00", "17"), List.of("60"), List.of("12:01", "17"), List.of("3")));

  @Test
  void theSameWindowsAreTheSame() {
    assertThatCode(() -> OURS.requireSame("peer", new WindowSet(Map.copyOf(OURS.rows()))))
        .doesNotThrowAnyException();
  }

  @Test
  void aDifferentValueIsReported() {
    assertThatThrownBy(
            () ->
                OURS.requireSame(
                    "peer",
                    new WindowSet(
                        Map.of(
                            List.of("12:00", "17"), List.of("60"),
                            List.of("12:01", "17"), List.of("4")))))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "'peer' computes something else: for the window [12:01, 17] it has [4], not [3]");
  }

  @Test
  void aMissingWindowIsReported() {
    assertThatThrownBy(
            () ->
                OURS.requireSame(
                    "peer", new WindowSet(Map.of(List.of("12:00", "17"), List.of("60")))))
        .hasMessageContaining("for the window [12:01, 17] it has no row, not [3]");
  }

  @Test
  void anAdditionalWindowIsReported() {
    WindowSet fewer = new WindowSet(Map.of(List.of("12:00", "17"), List.of("60")));
    assertThatThrownBy(() -> fewer.requireSame("peer", OURS))
        .hasMessageContaining("2 windows, not 1");
  }
}
