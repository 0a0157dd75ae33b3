package io.tidemark.generator.run;

import io.tidemark.cli.UserError;
import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.identity.RecordedProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Earlier runs that were killed and whose windows no later run has closed.
 *
 * @param journals of these runs, by their files
 * @param until the end of their last window, epoch milliseconds, as far as the journals go; empty
 *     without such a run
 */
public record BrokenOffRuns(Map<Path, RunLedger> journals, OptionalLong until) {
  private static final BrokenOffRuns NONE = new BrokenOffRuns(Map.of(), OptionalLong.empty());

  /**
   * Finds them by their journals.
   *
   * @param folder of the ledgers, or null
   * @param topic the state of the topic before the next run
   * @throws UserError when a journal cannot be read
   */
  public static BrokenOffRuns in(Path folder, StreamDefinition definition, RawTopicState topic) {
    if (folder == null) {
      return NONE;
    }
    Map<Path, RunLedger> journals = new TreeMap<>();
    OptionalLong until = OptionalLong.empty();
    try {
      for (var run : RunJournals.of(folder, definition.name(), topic.topicId()).entrySet()) {
        long end = end(definition, run.getValue());
        if (RecordedProcess.of(run.getValue().settings())
                .filter(RecordedProcess::hasEnded)
                .isPresent()
            && end > topic.closedUntil().orElse(Long.MIN_VALUE)) {
          journals.put(run.getKey(), run.getValue());
          until = OptionalLong.of(Math.max(end, until.orElse(end)));
        }
      }
    } catch (UncheckedIOException e) {
      throw new UserError(e.getMessage(), e);
    }
    return new BrokenOffRuns(journals, until);
  }

  private static long end(StreamDefinition definition, RunLedger run) {
    return run.windows().stream()
        .mapToLong(entry -> Instant.parse(entry.windowStart()).toEpochMilli())
        .max()
        .stream()
        .map(definition::lastEnd)
        .findFirst()
        .orElse(Long.MIN_VALUE);
  }

  /** Says what the next run does about them. */
  public void note(Consumer<String> say) {
    journals
        .keySet()
        .forEach(
            journal ->
                say.accept(
                    "note: the run of "
                        + journal
                        + " was killed; the audit counts what it had sent, and this run closes the"
                        + " windows that it left open"));
  }

  /**
   * Says which of them have sent a part of the recording that the next run sends.
   *
   * @param from the name of the recording
   */
  public void noteRepeated(String from, Consumer<String> say) {
    journals.forEach(
        (journal, run) -> {
          if (from.equals(run.settings().get(RecordingOptions.FROM))) {
            say.accept(
                String.format(
                    Locale.ROOT,
                    "note: the run of %s had sent %,d readings of %s or some more, and this run"
                        + " sends them again, so windows count them twice; without that, stop,"
                        + " './tidemark reset' the stream, and send the whole recording anew",
                    journal,
                    run.sent(),
                    from));
          }
        });
  }
}
