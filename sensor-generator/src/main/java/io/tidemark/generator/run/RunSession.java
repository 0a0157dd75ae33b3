package io.tidemark.generator.run;

import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.process.identity.RecordedProcess;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A run in progress, of a fleet or of a recording. {@link #close} ends it: it closes the windows
 * and creates the ledger of the sent readings.
 *
 * @param topic the state of the topic before the run
 * @param account the accounting of its readings
 * @param journal the ledger so far; null for a run that keeps none
 * @param say receives messages for the user
 */
public record RunSession(
    StreamDefinition definition,
    RawTopicState topic,
    ReadingSender sender,
    RunAccounting account,
    Instant startedAt,
    RunJournal journal,
    Consumer<String> say) {
  /** The interval of progress lines: formatting one takes as long as sending some readings. */
  public static final long NANOS_PER_LINE = 100_000_000;

  /**
   * Begins a run.
   *
   * @param journals the folder for its journal, or null
   */
  public static RunSession begin(
      StreamDefinition definition,
      RawTopicState topic,
      ReadingSender sender,
      RunAccounting account,
      Path journals,
      Consumer<String> say) {
    Instant startedAt = Instant.now();
    RunJournal journal =
        journals == null
            ? null
            : new RunJournal(journals, definition.name(), startedAt.toString(), say);
    return new RunSession(definition, topic, sender, account, startedAt, journal, say);
  }

  /** Whether the journal should get what was sent; a look at a flag. */
  public boolean isJournalDue() {
    return journal != null && journal.isDue();
  }

  /**
   * Begins the journal, so that a run that is killed early is known too.
   *
   * @param settings the options of the run, by name
   */
  public void beginJournal(Map<String, String> settings, long silentEntities) {
    if (journal != null) {
      journal.add(part(settings, silentEntities));
    }
  }

  /**
   * Adds what was sent to the journal. Call it after a flush: then it has all in each partition up
   * to an offset, and what the journal of a killed run lacks comes after.
   *
   * @param settings the options of the run, by name
   */
  public void writeJournal(Map<String, String> settings) {
    takeBackFailed();
    journal.add(part(settings, 0));
  }

  private RunLedger part(Map<String, String> settings, long silentEntities) {
    RunCounts counts = account.takeRecent();
    List<PartitionEntry> partitions = sender.takeRecentPartitions();
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(RecordedProcess.SETTING, RecordedProcess.current().text());
    return ledger(
        all,
        false,
        partitions.stream().mapToLong(PartitionEntry::readings).sum(),
        sender.takeRecentFailures(),
        0,
        silentEntities,
        counts,
        partitions);
  }

  /**
   * A ledger of the run until now.
   *
   * @param sent the number of acknowledged readings
   * @param failed the number of those that were not delivered
   * @param heartbeats the number of acknowledged heartbeats
   */
  private RunLedger ledger(
      Map<String, String> settings,
      boolean interrupted,
      long sent,
      long failed,
      long heartbeats,
      long silentEntities,
      RunCounts counts,
      List<PartitionEntry> partitions) {
    return new RunLedger(
        definition.name(),
        definition.raw().topic(),
        topic.topicId(),
        startedAt.toString(),
        Instant.now().toString(),
        settings,
        interrupted,
        sent,
        failed,
        counts.unknown().entry(),
        heartbeats,
        counts.faults(silentEntities),
        counts.filtered(),
        partitions,
        counts.windows());
  }

  /** Takes back what has failed, after a flush. */
  private void takeBackFailed() {
    List<UndeliveredRecord> failed = new ArrayList<>();
    for (UndeliveredRecord one = sender.failed().poll();
        one != null;
        one = sender.failed().poll()) {
      failed.add(one);
    }
    account.takeBack(failed);
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
    takeBackFailed();
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
    if (journal != null) {
      journal.close();
    }
    return ledger(
        settings,
        interrupted,
        sender.acknowledged(),
        sender.failures() + refused,
        sender.heartbeats(),
        silentEntities,
        account.counts(),
        sender.partitions());
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
