package io.tidemark.audit.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.audit.comparison.Balance;
import io.tidemark.audit.comparison.PartitionCheck;
import io.tidemark.audit.station.FlawedRecords;
import io.tidemark.audit.station.Ingestion;
import io.tidemark.audit.station.Lateness;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.kafka.RefusalReasons;
import java.util.List;

/**
 * What an audit has found. Its JSON has the members of {@link Outcome}, {@link Balance} and {@link
 * Details} beside its own.
 *
 * @param stream the definition's name
 * @param topic where the windows go that were audited
 * @param stations {@code sent}, the stations in the order of the flow, and {@code dead-letter
 *     topic}
 * @param lateness how far readings came behind later ones
 * @param ingestion counters of Druid's supervisors; one that does not answer is missing
 * @param settled what was taken from an earlier audit; null when everything was read
 * @param windows every window that has readings to count at any station, by time
 */
public record AuditReport(
    String stream,
    String topic,
    @JsonUnwrapped Outcome outcome,
    @JsonUnwrapped Balance balance,
    List<StationTotal> stations,
    @JsonUnwrapped Details details,
    Lateness lateness,
    List<Ingestion> ingestion,
    @JsonInclude(JsonInclude.Include.NON_NULL) PipelineSnapshot.Settled settled,
    List<WindowTotal> windows) {

  /**
   * Whether it holds, and why not.
   *
   * @param holds whether every reading is accounted for at every station
   * @param verdict the outcome in one sentence
   * @param problems why it does not hold, the first twenty in sentences; empty when it holds
   * @param notes remarks that do not change the outcome
   * @param progress where the readings are now, in one short line
   */
  public record Outcome(
      boolean holds,
      String verdict,
      List<String> problems,
      List<String> notes,
      @JsonIgnore String progress) {
    public Outcome {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Records that are not readings or not as they should be.
   *
   * @param failed readings that the generator could not deliver
   * @param heartbeats heartbeats in the raw topic, which are no readings
   * @param heartbeatsSent closing heartbeats by the run ledgers; null when there is none
   * @param withoutDeadLetter dead records of the raw topic that have no dead letter
   * @param unreadableRows records of the aggregated topic that are no rows of the aggregate
   * @param doubleRows rows of the aggregated topic whose window and groups were there already
   * @param druidDoubleRows rows of Druid aggregated whose window and groups another row has
   * @param deadLetters how many are dead, and why
   * @param partitions of the raw topic
   */
  public record Details(
      long failed,
      long heartbeats,
      Long heartbeatsSent,
      FlawedRecords withoutDeadLetter,
      FlawedRecords unreadableRows,
      RepeatedRows doubleRows,
      long druidDoubleRows,
      DeadLetters deadLetters,
      List<PartitionCheck> partitions) {
    public Details {
      partitions = List.copyOf(partitions);
    }
  }

  /**
   * The dead readings of the raw topic.
   *
   * @param percent how many of a hundred readings are dead, to a tenth
   * @param reasons the commonest ones, each with its first record
   */
  public record DeadLetters(double percent, List<RefusalReasons.Reason> reasons) {
    public DeadLetters {
      reasons = List.copyOf(reasons);
    }
  }

  public AuditReport {
    stations = List.copyOf(stations);
    ingestion = List.copyOf(ingestion);
    windows = List.copyOf(windows);
  }

  /** Whether every reading is accounted for at every station. */
  public boolean holds() {
    return outcome.holds();
  }
}
