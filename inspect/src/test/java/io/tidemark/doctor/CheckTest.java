package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.UserError;
import org.junit.jupiter.api.Test;

class CheckTest {
  @Test
  void aFailureIsWhatCameAndWhatToDo() {
    UserError error = new UserError("no broker at h:1 (refused; really); name another");

    assertCheck(Check.trouble("kafka", error))
        .isTrouble("name another")
        .found("no broker at h:1 (refused; really)");
  }

  @Test
  void theWorstFindingComesFirstAndDecides() {
    CheckFindings findings =
        new CheckFindings("topic").fine("4 partitions").look("odd", "see").trouble("bad", "repair");

    assertThat(findings.check())
        .isEqualTo(
            new Check("topic", CheckStatus.TROUBLE, "bad; odd; 4 partitions", "repair; see"));
  }

  @Test
  void adviceThatTwoFindingsShareIsGivenOnce() {
    Check check = new CheckFindings("topic").look("a", "see").look("b", "see").check();

    assertThat(check.advice()).isEqualTo("see");
  }
}
