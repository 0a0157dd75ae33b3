package io.tidemark.generator.run;

import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.record.RawEncoder;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A run in progress, of a fleet or of a recording. {@link #close} ends it: it closes the windows
 * and creates the ledger of the sent readings.
 *
 * @param topic the state of the topic before the run
 * @param account the accounting of its readings
 * @param say receives messages for the user
 */
public record RunSession(
    StreamDefinition definition,
    RawTopicState topic,
    ReadingSender sender,
    RunAccounting account,
    Instant startedAt,
    Consumer<String> say) {
  /** The interval of progress lines: formatting one takes as long as sending some readings. */
  public static final long NANOS_PER_LINE = 100_000_000;

  public static RunSession begin(
      StreamDefinition definition,
      RawTopicState topic,
      ReadingSender sender,
      RunAccounting account,
      Consumer<String> say) {
    return new RunSession(definition, topic, sender, account, Instant.now(), say);
  }

  /**
   * Closes the windows and creates the ledger, after the last reading.
   *
   * @param settings the options of the run, by name
   * @param interrupted whether the run was stopped early
   * @param silentEntities the number of entities that never report
   * @param refused the number of readings that were not passed to the sender
   */
  public RunLedger close(
      Map<String, String> settings, boolean interrupted, long silentEntities, long refused) {
    sender.flush();
    account.takeBack(sender.failed());
    if (account.closingTime().isPresent()) {
      long end = account.closingTime().getAsLong();
      sender.sendHeartbeats(new RawEncoder(definition.raw()).encodeHeartbeat(end));
      sender.flush();
    }
    if (sender.failures() > 0) {
      say.accept(
          "not delivered: "
              + sender.failures()
              + " readings, the last because: "
              + sender.lastFailure().getMessage());
    }
    if (sender.heartbeatFailures() > 0) {
      say.accept(
          "not delivered: "
              + sender.heartbeatFailures()
              + " of "
              + topic.partitions()
              + " closing heartbeats, the last because: "
              + sender.lastHeartbeatFailure().getMessage());
    }
    return new RunLedger(
        definition.name(),
        definition.raw().topic(),
        topic.topicId(),
        startedAt.toString(),
        Instant.now().toString(),
        settings,
        interrupted,
        sender.acknowledged(),
        sender.failures() + refused,
        sender.heartbeats(),
        account.faults(silentEntities),
        account.filtered(),
        sender.partitions(),
        account.windows());
  }

  /**
   * Describes the progress of the run.
   *
   * @param nanos since the start of the run
   */
  public String describe(long nanos) {
    long sent = sender.acknowledged();
    return String.format(Locale.ROOT, "%,d readings, %,.0f/s", sent, sent / (nanos / 1e9));
  }

  /**
   * The note on a run that begins before the end of closed windows.
   *
   * @param closedUntil the end of the last closed window, epoch milliseconds
   * @param begin the start of the run, as text
   */
  public static String late(long closedUntil, String begin) {
    return "note: an earlier run has closed the windows before "
        + Instant.ofEpochMilli(closedUntil)
        + "; readings from "
        + begin
        + " until then come late";
  }
}
