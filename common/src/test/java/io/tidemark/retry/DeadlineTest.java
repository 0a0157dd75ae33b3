package io.tidemark.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final List<String> lines = new ArrayList<>();

  @Test
  void aRetryableFailureIsRetried() {
    Iterator<String> failures = List.of("first", "second").iterator();

    String got =
        deadline(LONG)
            .await(
                "it",
                "look",
                () -> {
                  if (failures.hasNext()) {
                    throw new RetryableException(failures.next());
                  }
                  return "there";
                });
    assertThat(got).isEqualTo("there");
    assertThat(failures.hasNext()).isFalse();
  }

  @Test
  void anyOtherFailureIsRethrownAtOnce() {
    assertThatThrownBy(
            () ->
                deadline(LONG)
                    .await(
                        "it",
                        "look",
                        () -> {
                          throw new UserError("wrong");
                        }))
        .isInstanceOf(UserError.class)
        .hasMessage("wrong");
  }

  @Test
  void atTheDeadlineTheMessageHasTheLastReasonAndTheAdvice() {
    assertThatThrownBy(
            () ->
                deadline(Duration.ofMillis(20))
                    .await(
                        "it",
                        "look there",
                        () -> {
                          throw new RetryableException("it is not there");
                        }))
        .isInstanceOf(UserError.class)
        .isNotInstanceOf(RetryableException.class)
        .hasMessage("gave up after 20ms waiting for it: it is not there; look there");
  }

  @Test
  void aConditionIsCheckedUntilItIsTrue() {
    Iterator<Boolean> answers = List.of(false, false, true).iterator();
    deadline(LONG).awaitTrue("it", "look", answers::next);
    assertThat(answers.hasNext()).isFalse();
  }

  @Test
  void aConditionThatStaysFalseFailsAfterAtLeastOneCheck() {
    List<Boolean> checked = new ArrayList<>();
    assertThatThrownBy(
            () ->
                deadline(Duration.ZERO)
                    .awaitTrue("the flood", "look at the log", () -> !checked.add(true)))
        .hasMessage("gave up after 0s waiting for the flood: not yet; look at the log");
    assertThat(checked).hasSize(1);
  }

  private Deadline deadline(Duration limit) {
    return new Deadline(limit, PAUSE, lines::add);
  }
}
