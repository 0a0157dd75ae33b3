package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class UntilStoppedTest {
  private final UntilStopped work = new UntilStopped();
  private final StringWriter err = new StringWriter();

  @Test
  void endsWithTheExitCodeOfTheWork() throws Exception {
    assertThat(work.run(() -> 3, new PrintWriter(err))).isEqualTo(3);
    assertThat(work.stop().getCount()).isEqualTo(1);
  }

  @Test
  void leavesAnErrorToTheCommandUnlessTheProcessIsEnding() {
    assertThatThrownBy(() -> work.run(() -> fail(), new PrintWriter(err)))
        .isInstanceOf(UserError.class);
    assertThat(err.toString()).isEmpty();
  }

  private static int fail() {
    throw new UserError("no broker");
  }
}
