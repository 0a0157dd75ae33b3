package io.tidemark.audit.last;

import io.tidemark.audit.topic.TopicCounts;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The last audit of a kind of windows that held.
 *
 * @param format of the file
 * @param heldAt when it held, ISO 8601
 * @param basis what was audited
 * @param counts what it has counted of the topics
 */
public record LastAudit(int format, String heldAt, Basis basis, TopicCounts counts) {
  /** The only one until now. */
  static final int FORMAT = 1;

  /**
   * What the counts depend on.
   *
   * @param definition the YAML of the stream
   * @param rawTopic the broker's id of the topic, as are the next two
   * @param deadLetterTopic null when it did not exist
   * @param earliest the time limits of the aggregation, epoch milliseconds
   * @param maxAheadMillis null for no limit
   */
  public record Basis(
      String definition,
      String rawTopic,
      String aggregatedTopic,
      String deadLetterTopic,
      long earliest,
      Long maxAheadMillis) {

    /**
     * Why an audit of another basis cannot count on; empty when it can.
     *
     * @param same whether a definition gives the same records, rows and state as that of {@code
     *     now}
     */
    Optional<String> difference(Basis now, Predicate<String> same) {
      if (!definition.equals(now.definition) && !same.test(definition)) {
        return Optional.of("the definition has changed");
      }
      if (!rawTopic.equals(now.rawTopic)
          || !aggregatedTopic.equals(now.aggregatedTopic)
          || deadLetterTopic != null && !deadLetterTopic.equals(now.deadLetterTopic)) {
        return Optional.of("a topic was made again");
      }
      if (earliest != now.earliest
          || !Optional.ofNullable(maxAheadMillis).equals(Optional.ofNullable(now.maxAheadMillis))) {
        return Optional.of("--earliest or --max-ahead is another one");
      }
      return Optional.empty();
    }
  }
}
