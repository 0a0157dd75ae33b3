package io.tidemark.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumTest {
  @Test
  void theSumOfAnyNumbersIsExact() {
    Random random = new Random(1);
    ExactSum sum = new ExactSum();
    BigInteger truth = BigInteger.ZERO;
    for (int i = 0; i < 1_000; i++) {
      long value = random.nextInt(10) == 0 ? Long.MIN_VALUE : random.nextLong();
      if (random.nextInt(4) == 0) {
        sum.subtract(value);
        truth = truth.subtract(BigInteger.valueOf(value));
      } else {
        sum.add(value);
        truth = truth.add(BigInteger.valueOf(value));
      }
      assertThat(sum.toDecimal(3)).isEqualTo(new BigDecimal(truth, 3));
    }
  }
}
