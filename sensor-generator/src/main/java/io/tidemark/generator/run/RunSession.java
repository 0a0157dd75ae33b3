package io.tidemark.generator.run;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.record.RawEncoder;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A run that has begun, whoever makes its readings. There is one way to end it: its windows are
 * closed, and its ledger says what was sent.
 *
 * @param topic as it was before
 * @param account what its readings come to
 * @param say takes lines for the person who watches
 */
public record RunSession(
    StreamDefinition definition,
    RawTopicState topic,
    RawSender sender,
    RunAccounting account,
    Instant startedAt,
    Consumer<String> say) {
  /** To put a line of progress into words takes as long as to send some readings. */
  public static final long NANOS_A_LINE = 100_000_000;

  public static RunSession begin(
      StreamDefinition definition,
      RawTopicState topic,
      RawSender sender,
      RunAccounting account,
      Consumer<String> say) {
    return new RunSession(definition, topic, sender, account, Instant.now(), say);
  }

  /**
   * Closes the windows and accounts for it all, after the last reading.
   *
   * @param settings the options of the run, by name
   * @param interrupted whether it ended before its end
   * @param silentEntities how many entities never reported
   * @param refused readings that were not even handed over to the sender
   */
  public RunLedger close(
      Map<String, String> settings, boolean interrupted, long silentEntities, long refused) {
    sender.flush();
    account.takeBack(sender.failed());
    if (account.end().isPresent()) {
      long end = account.end().getAsLong() + definition.aggregated().watermark().toMillis();
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
   * What has been sent until now, in words.
   *
   * @param nanos since the run began
   */
  public String words(long nanos) {
    long sent = sender.acknowledged();
    return String.format(Locale.ROOT, "%,d readings, %,.0f/s", sent, sent / (nanos / 1e9));
  }

  /**
   * What to tell of a run that begins before the end of windows that are closed.
   *
   * @param closedUntil the end of the last one, epoch milliseconds
   * @param begin where it begins
   */
  public static String late(long closedUntil, String begin) {
    return "note: an earlier run has closed the windows before "
        + Instant.ofEpochMilli(closedUntil)
        + "; readings from "
        + begin
        + " until then come late";
  }
}
