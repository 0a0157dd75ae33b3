package io.tidemark.audit;

import io.tidemark.audit.AuditReport.DoubleRows;
import io.tidemark.audit.AuditReport.Flawed;
import io.tidemark.audit.AuditReport.Ingestion;
import io.tidemark.model.definition.StreamDefinition;
import java.util.List;

/**
 * What all stations had when they were looked at, before anything is compared.
 *
 * @param letters records of the dead-letter topic that are for the raw topic
 * @param doubleRows of the aggregated topic
 */
record Look(
    StreamDefinition definition,
    RunLedgers.Sent sent,
    RawCount raw,
    long letters,
    StationCount aggregatedTopic,
    Flawed unreadableRows,
    DoubleRows doubleRows,
    StationCount druidRaw,
    DruidCounts.Aggregated druidAggregated,
    List<Ingestion> ingestion,
    List<String> notes) {

  /** Whether a ledger says what was sent; otherwise the raw topic is the truth. */
  boolean hasLedger() {
    return sent.ledgers() > 0;
  }

  /** What the windows should count. */
  StationCount truth() {
    return hasLedger() ? sent.count() : raw.countable();
  }

  /** Every reading that was sent, also those that no window should count. */
  long allSent() {
    return hasLedger() ? sent.sent() : raw.readings();
  }
}
