package io.tidemark.generator.run;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.identity.RecordedProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Earlier runs that were killed and whose windows no later run has closed.
 *
 * @param journals of these runs
 * @param until the end of their last window, epoch milliseconds, as far as the journals go; empty
 *     without such a run
 */
public record BrokenOffRuns(List<Path> journals, OptionalLong until) {
  private static final BrokenOffRuns NONE = new BrokenOffRuns(List.of(), OptionalLong.empty());

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
    List<Path> journals = new ArrayList<>();
    OptionalLong until = OptionalLong.empty();
    try {
      for (var run : RunJournals.of(folder, definition.name(), topic.topicId()).entrySet()) {
        long end = end(definition, run.getValue());
        if (RecordedProcess.of(run.getValue().settings())
                .filter(RecordedProcess::hasEnded)
                .isPresent()
            && end > topic.closedUntil().orElse(Long.MIN_VALUE)) {
          journals.add(run.getKey());
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
    journals.forEach(
        journal ->
            say.accept(
                "note: the run of "
                    + journal
                    + " was killed; the audit counts what it had sent, and this run closes the"
                    + " windows that it left open"));
  }
}
