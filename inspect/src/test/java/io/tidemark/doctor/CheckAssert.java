package io.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

/** Asserts the verdict and the advice of a check. */
final class CheckAssert {
  private final Check check;

  private CheckAssert(Check check) {
    this.check = check;
  }

  static CheckAssert assertCheck(Check check) {
    return new CheckAssert(check);
  }

  CheckAssert isFine() {
    assertThat(check.verdict()).as(check.toString()).isEqualTo(CheckStatus.FINE);
    assertThat(check.advice()).isEmpty();
    return this;
  }

  CheckAssert isLook(String advice) {
    return isNotFine(CheckStatus.LOOK, advice);
  }

  CheckAssert isTrouble(String advice) {
    return isNotFine(CheckStatus.TROUBLE, advice);
  }

  private CheckAssert isNotFine(CheckStatus verdict, String advice) {
    assertThat(check.verdict()).as(check.toString()).isEqualTo(verdict);
    assertThat(check.advice()).contains(advice);
    return this;
  }

  CheckAssert found(String... parts) {
    assertThat(check.found()).contains(parts).hasLineCount(1);
    return this;
  }
}
