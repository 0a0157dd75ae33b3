package io.tidemark.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AwaitStopTest {
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<String> said = new ArrayList<>();

  @Test
  void looksUntilItIsStopped() {
    Iterator<String> looks = List.of("one", "two", "three", "four").iterator();

    new AwaitStop(Duration.ZERO, Duration.ofMillis(1))
        .until(
            stop,
            looks::next,
            line -> {
              said.add(line);
              if (line.equals("three")) {
                stop.countDown();
              }
            });

    assertThat(said).containsExactly("one", "two", "three");
  }

  @Test
  void looksUntilTheTimeIsOver() {
    new AwaitStop(Duration.ofMillis(1), Duration.ofMillis(2)).until(stop, () -> "look", said::add);

    assertThat(said).isNotEmpty();
  }

  @Test
  void saysThatDruidOrKafkaIsGoneAndGoesOn() {
    Iterator<Supplier<String>> looks =
        List.<Supplier<String>>of(
                () -> "one", AwaitStopTest::trouble, AwaitStopTest::noBroker, this::last)
            .iterator();

    new AwaitStop(Duration.ZERO, Duration.ofMillis(1))
        .until(stop, () -> looks.next().get(), said::add);

    assertThat(said).containsExactly("one", "Druid is gone", "no broker", "last");
  }

  @Test
  void failsAtOnceWhenDruidIsNotThereAtTheFirstLook() {
    assertThatThrownBy(
            () ->
                new AwaitStop(Duration.ZERO, Duration.ofMillis(1))
                    .until(stop, AwaitStopTest::trouble, said::add))
        .isInstanceOf(RetryableException.class);
  }

  private String last() {
    stop.countDown();
    return "last";
  }

  private static String noBroker() {
    throw new UserError("no broker");
  }

  private static String trouble() {
    throw new RetryableException("Druid is gone", null);
  }
}
