package io.tidemark.audit;

import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.audit.report.AuditReport;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AwaitHoldingTest {
  private static final AwaitHolding AWAIT =
      new AwaitHolding(Duration.ofMinutes(1), Duration.ofMillis(1));

  private final AuditReport good = sent(10).report();
  private final AuditReport bad = sent(10).druidRaw(readings(9)).report();

  @Test
  void looksUntilTheAuditHolds() {
    Iterator<AuditReport> looks = List.of(bad, bad, good, bad).iterator();

    assertThat(AWAIT.await(looks::next)).isSameAs(good);
    assertThat(looks.next()).isSameAs(bad);
  }

  @Test
  void looksOnceWithoutPatience() {
    Iterator<AuditReport> looks = List.of(bad).iterator();

    assertThat(new AwaitHolding(Duration.ZERO, Duration.ofSeconds(1)).await(looks::next))
        .isSameAs(bad);
  }

  @Test
  void returnsTheLastReportWhenTheTimeIsOver() {
    assertThat(new AwaitHolding(Duration.ofMillis(1), Duration.ofSeconds(1)).await(() -> bad))
        .isSameAs(bad);
  }

  @Test
  void failsAtOnceWhenDruidIsNotThereAtTheFirstLook() {
    assertThatThrownBy(() -> AWAIT.await(AwaitHoldingTest::trouble))
        .isInstanceOf(RetryableException.class);
  }

  @Test
  void looksAgainWhenDruidGoesAwayLater() {
    Iterator<Supplier<AuditReport>> looks =
        List.<Supplier<AuditReport>>of(() -> bad, AwaitHoldingTest::trouble, () -> good).iterator();

    assertThat(AWAIT.await(() -> looks.next().get())).isSameAs(good);
  }

  private static AuditReport trouble() {
    throw new RetryableException("gone", null);
  }
}
