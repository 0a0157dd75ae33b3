package io.tidemark.audit.lake;

import static io.tidemark.lake.sql.DataFileQuery.quoted;

import io.tidemark.lake.sql.DataFileQuery;
import io.tidemark.model.definition.StreamDefinition;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * Counts readings by pane, from the column of the event time alone. Of a file whose statistics put
 * it into one pane, such as an hour of a window of a day, no column is read.
 */
final class ReadingCounter implements FileCounter {
  private static final long MICROS = 1000;

  private final StreamDefinition definition;
  private final int timeId;
  private final SortedMap<Long, Long> panes = new TreeMap<>();

  /**
   * @param schema of the table
   */
  ReadingCounter(StreamDefinition definition, Schema schema) {
    this.definition = definition;
    timeId = schema.findField(time()).fieldId();
  }

  private String time() {
    return definition.raw().time().name();
  }

  @Override
  public Set<String> columns() {
    return Set.of(time());
  }

  @Override
  public Set<String> statistics() {
    return columns();
  }

  @Override
  public boolean countByStatistics(DataFile file) {
    Long first = pane(file.lowerBounds());
    Long last = pane(file.upperBounds());
    boolean one = first != null && first.equals(last);
    if (one) {
      panes.merge(first, file.recordCount(), Long::sum);
    }
    return one;
  }

  private Long pane(Map<Integer, ByteBuffer> bounds) {
    ByteBuffer bound = bounds == null ? null : bounds.get(timeId);
    if (bound == null) {
      return null;
    }
    Long micros = Conversions.fromByteBuffer(Types.TimestampType.withZone(), bound);
    return definition.aggregated().windowStart(Math.floorDiv(micros, MICROS));
  }

  /**
   * The remainder of a time before 1970 is negative, hence the second one: panes start at whole
   * multiples on both sides.
   */
  @Override
  public void count(DataFileQuery files) {
    long length = definition.aggregated().slide().toMillis() * MICROS;
    String micros = "epoch_us(" + quoted(time()) + ")";
    files.each(
        String.format(
            "SELECT %1$s - (%1$s %% %2$d + %2$d) %% %2$d, COUNT(*) FROM %3$s GROUP BY 1",
            micros, length, DataFileQuery.VIEW),
        row -> panes.merge(row.getLong(1) / MICROS, row.getLong(2), Long::sum));
  }

  /** Readings by start of the pane, epoch milliseconds. */
  SortedMap<Long, Long> panes() {
    return panes;
  }
}
