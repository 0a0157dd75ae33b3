package io.tidemark.spark.archive;

import io.tidemark.cli.RootCause;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;

/**
 * Maintenance between the epochs of a query.
 *
 * @param interval from one maintenance of a table to the next
 * @param clock the wall clock
 */
public record MaintenanceInterval(
    Duration interval, MaintenanceLimits limits, Supplier<Instant> clock) {

  /**
   * Maintains a table each time the interval has passed. A failure is reported, and ends nothing:
   * the next time does what was left.
   *
   * @return to be called between two epochs
   */
  Runnable of(SparkSession spark, Table table, Consumer<String> say) {
    TableMaintenance maintenance = new TableMaintenance(spark, table, limits);
    return new Runnable() {
      private Instant last = clock.get();

      @Override
      public void run() {
        Instant now = clock.get();
        if (Duration.between(last, now).compareTo(interval) < 0) {
          return;
        }
        last = now;
        try {
          say.accept(maintenance.run(now));
        } catch (RuntimeException e) {
          say.accept(table.name() + " could not be maintained now: " + RootCause.line(e));
        }
      }
    };
  }
}
