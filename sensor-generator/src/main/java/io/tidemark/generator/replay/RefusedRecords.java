package io.tidemark.generator.replay;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The records of a recording that become dead letters or are not sent, by reason, each with its
 * first record as an example. Not thread-safe.
 */
final class RefusedRecords {
  private static final int SHOWN = 3;
  private static final int LONGEST_EXAMPLE = 160;
  private static final int BYTES_A_CHARACTER = 4;

  /** The number of reasons that are counted apart; a reason may contain parts of the record. */
  private static final int MOST_REASONS = 1_000;

  private static final String OTHERS = "other reasons";

  private static final class Example {
    private long records;
    private final long line;
    private final String text;

    Example(long line, byte[] record) {
      this.line = line;
      int decoded = Math.min(record.length, BYTES_A_CHARACTER * (LONGEST_EXAMPLE + 1));
      text = Excerpt.of(new String(record, 0, decoded, StandardCharsets.UTF_8), LONGEST_EXAMPLE);
    }
  }

  private final Map<String, Example> reasons = new LinkedHashMap<>();
  private long count;

  /**
   * Counts a record.
   *
   * @param line its line in the recording; 0 when unknown
   */
  void add(String reason, long line, byte[] record) {
    count++;
    boolean known = reasons.containsKey(reason) || reasons.size() < MOST_REASONS;
    reasons.computeIfAbsent(known ? reason : OTHERS, r -> new Example(line, record)).records++;
  }

  long count() {
    return count;
  }

  /**
   * Whether too many records are refused.
   *
   * @param records the number of all records
   * @param permitted the largest permitted share, 0 to 1
   */
  boolean exceeds(BigDecimal permitted, long records) {
    return BigDecimal.valueOf(count).compareTo(permitted.multiply(BigDecimal.valueOf(records))) > 0;
  }

  /** The most frequent reasons with an example, one a line. */
  List<String> describe() {
    return reasons.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue().records))
        .limit(SHOWN)
        .map(entry -> describe(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static String describe(String reason, Example example) {
    return String.format(Locale.ROOT, "  %,d refused: %s", example.records, reason)
        + (example.line == 0 ? "" : String.format(Locale.ROOT, "; line %,d", example.line))
        + (example.text.isEmpty() ? "" : ": " + example.text);
  }
}
