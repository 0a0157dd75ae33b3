package io.tidemark.audit;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.tidemark.audit.report.AuditReport;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Audits again until the audit holds or the time is over.
 *
 * @param limit how long to go on
 * @param pause how long to wait before the next look
 */
record AwaitHolding(Duration limit, Duration pause) {

  /**
   * Returns the first report that holds, or else the last one.
   *
   * @throws RetryableException when the first look cannot reach Druid, or the last one; between
   *     them Druid may go away and come back
   */
  AuditReport await(Supplier<AuditReport> look) {
    AuditReport first = look.get();
    if (first.holds() || limit.isZero()) {
      return first;
    }
    // Failsafe accepts no pause that is longer than the limit
    Duration fitting = pause.compareTo(limit) < 0 ? pause : limit.dividedBy(2);
    RetryPolicy<AuditReport> again =
        RetryPolicy.<AuditReport>builder()
            .handleIf(
                (report, error) ->
                    error == null ? !report.holds() : error instanceof RetryableException)
            .withMaxRetries(-1)
            .withMaxDuration(limit)
            .withDelay(fitting)
            .build();
    return Failsafe.with(again).get(look::get);
  }
}
