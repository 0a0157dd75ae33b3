package io.tidemark.audit;

import io.tidemark.audit.last.LastAudit;
import io.tidemark.audit.last.LastAuditFile;
import io.tidemark.audit.station.AuditScope;
import io.tidemark.audit.station.LedgerOffsets;
import io.tidemark.audit.station.OtherVersions;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.topic.TopicStations;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The stations of a stream in Kafka, counted on from where the last audit that held has stopped, if
 * there is one and if that is sound; otherwise from the beginning of the topics.
 */
final class ContinuedTopics implements AutoCloseable {
  private final StreamDefinition definition;
  private final KafkaBroker broker;
  private final AuditScope scope;
  private final TimeLimits limits;

  /** Null when nothing is kept. */
  private LastAuditFile file;

  private boolean fromBeginning;

  /** What was read until now; null when the next look begins anew. */
  private TopicStations stations;

  /** When the audit held from which it is counted on, ISO 8601; null from the beginning. */
  private String lastHeldAt;

  /** Why it is from the beginning, to follow "because"; null where nothing needs to be said. */
  private String refusal;

  /** What the stations were opened for. */
  private LastAudit.Basis basis;

  ContinuedTopics(
      StreamDefinition definition, KafkaBroker broker, AuditScope scope, TimeLimits limits) {
    this.definition = definition;
    this.broker = broker;
    this.scope = scope;
    this.limits = limits;
  }

  /**
   * Counts on from the last audit, and keeps what is counted for the next one.
   *
   * @param fromBeginning whether the last one is not used
   */
  void use(LastAuditFile file, boolean fromBeginning) {
    this.file = file;
    this.fromBeginning = fromBeginning;
  }

  /**
   * The stations, which begin anew when a run began or ended that matters for what follows a
   * journal.
   *
   * @param offsets where the records of the runs are now
   */
  TopicStations at(KafkaBroker.Topic raw, KafkaBroker.Topic aggregated, LedgerOffsets offsets) {
    if (stations != null && !stations.ledgers().equals(offsets)) {
      close();
    }
    if (stations == null) {
      open(raw, aggregated, offsets);
    }
    return stations;
  }

  /** Those of the last look. */
  TopicStations stations() {
    return stations;
  }

  private void open(KafkaBroker.Topic raw, KafkaBroker.Topic aggregated, LedgerOffsets offsets) {
    stations = new TopicStations(definition, broker, scope, limits, offsets);
    lastHeldAt = null;
    if (file == null) {
      return;
    }
    Optional<KafkaBroker.Topic> deadLetters = broker.find(definition.deadLetterTopic());
    basis =
        new LastAudit.Basis(
            file.definition(),
            raw.id(),
            aggregated.id(),
            deadLetters.map(KafkaBroker.Topic::id).orElse(null),
            limits.earliest(),
            limits.maxAhead() == null ? null : limits.maxAhead().toMillis());
    if (fromBeginning) {
      return;
    }
    LastAuditFile.Content found = file.read(basis);
    refusal = found.refusal().orElse(null);
    if (found.audit().isPresent()) {
      refusal =
          stations
              .continueFrom(found.audit().get().counts(), raw, aggregated, deadLetters)
              .orElse(null);
      if (refusal == null) {
        lastHeldAt = found.audit().get().heldAt();
      } else {
        stations.close();
        stations = new TopicStations(definition, broker, scope, limits, offsets);
      }
    }
  }

  /**
   * After the topics were read: whether something came for what the last audit has counted. Then
   * they are closed, and the next ones are read from their beginning.
   */
  boolean mustBeginAnew() {
    Optional<String> changed = stations.changedSettled();
    if (changed.isPresent()) {
      close();
      fromBeginning = true;
      refusal = changed.get();
    }
    return changed.isPresent();
  }

  /** Why the topics are read from their beginning, unless that was asked for or is the first. */
  Optional<String> note() {
    return Optional.ofNullable(refusal)
        .map(why -> "the topics are read from their beginning, because " + why);
  }

  /** What was taken from the last audit; null when everything was read. */
  PipelineSnapshot.Settled settled() {
    return lastHeldAt == null
        ? null
        : new PipelineSnapshot.Settled(
            lastHeldAt,
            stations.settled().size(),
            stations.settled().readings(),
            stations.rawRecords(),
            stations.aggregatedRecords());
  }

  /**
   * Keeps what was counted, right after a look that held. Nothing is kept of a range of windows, of
   * one of several definitions, and of a definition that deduplicates.
   *
   * @throws io.tidemark.cli.UserError when the file cannot be written
   */
  void keep() {
    // a topic of dead letters that was made meanwhile is in no basis
    boolean known = stations != null && basis != null && isSameLetters();
    if (known && scope.windows().isAll() && scope.others().equals(OtherVersions.NONE)) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      stations.counts().ifPresent(counts -> file.write(basis, now, counts));
    }
  }

  private boolean isSameLetters() {
    return stations.deadLetterTopicId().equals(Optional.ofNullable(basis.deadLetterTopic()));
  }

  @Override
  public void close() {
    if (stations != null) {
      stations.close();
      stations = null;
    }
  }
}
