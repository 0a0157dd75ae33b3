package io.tidemark.audit.lake;

import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.lake.TableLayout;
import io.tidemark.lake.sql.DataFileQuery;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The places in Kafka whose records have a row, to find records that have two. It takes a bit for
 * each offset around them, 8 KiB at most for one that is far from all others.
 */
final class ArchivedPlaces {
  static final Set<String> COLUMNS = Set.of(TableLayout.KAFKA_PARTITION, TableLayout.KAFKA_OFFSET);

  private static final int BLOCK = 1 << 16;
  private static final int SAMPLES = 5;

  private static final String BLOCKS =
      String.format(
          "SELECT %1$s, %2$s // %3$d, COUNT(*),"
              + " bitstring_agg((%2$s %% %3$d)::INTEGER, 0, %4$d)::BLOB FROM %5$s GROUP BY 1, 2",
          TableLayout.KAFKA_PARTITION,
          TableLayout.KAFKA_OFFSET,
          BLOCK,
          BLOCK - 1,
          DataFileQuery.VIEW);

  /** Some consecutive offsets of a partition. */
  private record Block(int partition, long number) {
    long offset(int bit) {
      return number * BLOCK + bit;
    }
  }

  /** A bit for each offset of a block, the highest bit of a number first. */
  private final Map<Block, long[]> seen = new HashMap<>();

  private final List<String> samples = new ArrayList<>();
  private long rows;
  private long repeated;

  /** Adds the rows of some files. */
  void add(DataFileQuery files) {
    List<Block> repeatedWithin = new ArrayList<>();
    files.each(
        BLOCKS,
        row -> {
          if (add(row)) {
            repeatedWithin.add(new Block(row.getInt(1), row.getLong(2)));
          }
        });
    for (Block block : repeatedWithin) {
      if (samples.size() < SAMPLES) {
        files.each(repeatedIn(block), row -> sample(block, (int) (row.getLong(1) % BLOCK)));
      }
    }
  }

  /** Returns whether these files alone have an offset of the block twice. */
  private boolean add(ResultSet row) throws SQLException {
    Block block = new Block(row.getInt(1), row.getLong(2));
    long count = row.getLong(3);
    byte[] bits = row.getBlob(4).getBytes(1, BLOCK / Byte.SIZE);
    long[] added = new long[BLOCK / Long.SIZE];
    ByteBuffer.wrap(bits).asLongBuffer().get(added);
    long[] known = seen.computeIfAbsent(block, ignored -> new long[BLOCK / Long.SIZE]);
    long distinct = 0;
    for (int i = 0; i < added.length; i++) {
      distinct += Long.bitCount(added[i]);
      addRepeated(block, i, added[i] & known[i]);
      known[i] |= added[i];
    }
    rows += count;
    repeated += count - distinct;
    return count > distinct;
  }

  private void addRepeated(Block block, int place, long bits) {
    repeated += Long.bitCount(bits);
    for (long left = bits; left != 0 && samples.size() < SAMPLES; ) {
      int bit = Long.numberOfLeadingZeros(left);
      sample(block, place * Long.SIZE + bit);
      left &= ~(Long.MIN_VALUE >>> bit);
    }
  }

  private void sample(Block block, int bit) {
    if (samples.size() < SAMPLES) {
      samples.add("partition " + block.partition() + " offset " + block.offset(bit));
    }
  }

  private static String repeatedIn(Block block) {
    return String.format(
        "SELECT %2$s FROM %3$s WHERE %1$s = %4$d AND %2$s BETWEEN %5$d AND %6$d"
            + " GROUP BY 1 HAVING COUNT(*) > 1 ORDER BY 1 LIMIT %7$d",
        TableLayout.KAFKA_PARTITION,
        TableLayout.KAFKA_OFFSET,
        DataFileQuery.VIEW,
        block.partition(),
        block.offset(0),
        block.offset(BLOCK - 1),
        SAMPLES);
  }

  /** How many rows there are. */
  long rows() {
    return rows;
  }

  /** Rows of a record that has a row already. */
  RepeatedRows repeated() {
    return RepeatedRows.withKeys(repeated, samples);
  }
}
