package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Duplicates;
import io.tidemark.audit.AuditReport.Malformed;
import java.util.List;

/** What all stations had when they were looked at, before anything is compared. */
record Look(
    String stream,
    RunLedgers.Sent sent,
    StationCount rawTopic,
    long heartbeats,
    Malformed malformed,
    StationCount aggregatedTopic,
    Malformed unreadableRows,
    Duplicates duplicates,
    StationCount druidRaw,
    StationCount druidAggregated,
    List<String> notes) {

  /** Whether a ledger says what was sent; otherwise the raw topic is the truth. */
  boolean hasLedger() {
    return sent.ledgers() > 0;
  }

  StationCount truth() {
    return hasLedger() ? sent.count() : rawTopic;
  }

  /** The stations after the truth, in the order of the road. */
  List<Named> stations() {
    return List.of(
        new Named("raw topic", rawTopic),
        new Named("aggregated topic", aggregatedTopic),
        new Named("Druid raw", druidRaw),
        new Named("Druid aggregated", druidAggregated));
  }

  record Named(String name, StationCount count) {}
}
