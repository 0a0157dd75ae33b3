package io.tidemark.gateway.reading;

import io.tidemark.model.ledger.PaneTotals;
import java.util.List;

/**
 * The checked records of a request.
 *
 * @param values the bytes of each record, as the client sent them
 * @param keys the key of each record; null for one without
 * @param bytes of all keys and values
 * @param accepted whether the records are to be sent
 * @param refused how many the definition refuses
 * @param refusals the first of them
 * @param counts what the windows will count; null when it is known only on arrival, or when records
 *     are refused
 */
public record CheckedBatch(
    List<byte[]> values,
    List<byte[]> keys,
    long bytes,
    boolean accepted,
    int refused,
    List<Refusal> refusals,
    Counts counts) {

  /**
   * What the windows will count of a batch in which no record is refused.
   *
   * @param filtered readings that do not fulfil the definition's condition
   * @param latest event time, epoch milliseconds
   */
  public record Counts(PaneTotals totals, long filtered, long latest) {}

  /** The number of records. */
  public int size() {
    return values.size();
  }
}
