package io.tidemark.audit.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.audit.topic.ValueHistogram.Step;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ValueHistogramTest {
  private final ValueHistogram histogram = new ValueHistogram();

  @Test
  void isExactBelow2048() {
    for (int value = 0; value < 2_048; value++) {
      histogram.add(value);
    }

    assertThat(histogram.total()).isEqualTo(2_048);
    assertThat(histogram.percentile(50, 0)).isEqualTo(new Step(1_023, 1_023));
    assertThat(histogram.percentile(100, 0)).isEqualTo(new Step(2_047, 2_047));
  }

  @Test
  void givesTheStepOfAGreatNumber() {
    histogram.add(300_000);

    assertThat(histogram.percentile(99.9, 0)).isEqualTo(new Step(299_776, 300_031));
  }

  @Test
  void takesEveryNumberThatIsNotNegative() {
    histogram.add(Long.MAX_VALUE);

    Step step = histogram.percentile(50, 0);
    assertThat(step.highest()).isEqualTo(Long.MAX_VALUE);
    assertThat(step.highest() - step.lowest()).isLessThan(Long.MAX_VALUE / 1_000);
  }

  @Test
  void countsZerosThatWereNotAdded() {
    histogram.add(1_000);

    assertThat(histogram.percentile(99, 99)).isEqualTo(new Step(0, 0));
    assertThat(histogram.percentile(99.9, 99)).isEqualTo(new Step(1_000, 1_000));
  }

  @Test
  void isZeroWithoutANumber() {
    assertThat(histogram.percentile(99.9, 0)).isEqualTo(new Step(0, 0));
  }

  @Test
  void isWithinAThousandthOfThePercentilesOfTheSortedNumbers() {
    Random random = new Random(7);
    long[] values = new long[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Math.exp(random.nextDouble() * 30);
      histogram.add(values[i]);
    }
    Arrays.sort(values);

    for (double percent : new double[] {0.1, 10, 50, 90, 99, 99.9, 100}) {
      long exact = values[(int) Math.ceil(percent * values.length / 100) - 1];
      Step step = histogram.percentile(percent, 0);
      assertThat(exact).isBetween(step.lowest(), step.highest());
      assertThat(step.highest()).isCloseTo(exact, Percentage.withPercentage(0.1));
      assertThat(step.highest() - step.lowest()).isCloseTo(0, within(exact / 1_000));
    }
  }
}
