package io.tidemark.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.kafka.RefusalReasons.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RefusalReasonsTest {
  private final RefusalReasons reasons = new RefusalReasons();

  @Test
  void theCommonestComesFirstWithItsFirstRecord() {
    add(1, "temp: missing", "{}");
    add(2, "not JSON", "{");
    add(3, "not JSON", "[");

    assertThat(reasons.commonest(3))
        .containsExactly(
            new Reason("not JSON", 2, 0, 2, "{"), new Reason("temp: missing", 1, 0, 1, "{}"));
    assertThat(reasons.commonest(1)).hasSize(1);
    assertThat(reasons.commonest(1).get(0))
        .hasToString("2 × not JSON; such as partition 0 offset 2: {");
  }

  @Test
  void reasonsThatDifferOnlyInAValueAreOne() {
    add(1, "temp: expected a number, found \"45%\"", "a");
    add(2, "temp: expected a number, found \"n/a\"", "b");
    add(3, "time: 1767225600 is too early", "c");
    add(4, "time: 1767225601 is too early", "d");

    assertThat(reasons.commonest(9))
        .extracting(Reason::records, Reason::offset)
        .containsExactly(tuple(2L, 1L), tuple(2L, 3L));
  }

  @Test
  void fieldsWhoseNamesDifferInADigitAreDifferentReasons() {
    add(1, "temp1: missing", "a");
    add(2, "temp2: missing", "a");

    assertThat(reasons.commonest(9)).hasSize(2);
  }

  @Test
  void aLongValueIsCutAndHarmlessOnATerminal() {
    add(1, "not JSON", "\u001b[31m" + "x".repeat(500));
    add(2, "empty", null);

    assertThat(reasons.commonest(1).get(0).value())
        .startsWith("\\u001b[31mx")
        .endsWith("x…")
        .hasSizeLessThanOrEqualTo(120);
    assertThat(reasons.commonest(2).get(1))
        .hasToString("1 × empty; such as partition 0 offset 2, without a value");
  }

  @Test
  void countsOnFromWhatAnotherHasCounted() {
    add(1, "temp: missing", "{}");
    add(2, "not JSON", "{");
    RefusalReasons other = new RefusalReasons();
    other.continueFrom(reasons.byKind());
    assertThat(other.commonest(3)).isEqualTo(reasons.commonest(3));
    other.add(new DeadLetter("t-raw", 0, 3, 1, "not JSON", null));

    assertThat(other.commonest(1)).containsExactly(new Reason("not JSON", 2, 0, 2, "{"));
    assertThat(reasons.commonest(1)).containsExactly(new Reason("temp: missing", 1, 0, 1, "{}"));
  }

  private void add(long offset, String reason, String value) {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    reasons.add(new DeadLetter("t-raw", 0, offset, 1, reason, bytes));
  }
}
