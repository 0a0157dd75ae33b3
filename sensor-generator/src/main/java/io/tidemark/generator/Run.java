package io.tidemark.generator;

import io.tidemark.cli.Metrics;
import io.tidemark.cli.UserError;
import io.tidemark.model.Ledger;
import io.tidemark.model.StreamDefinition;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/** One run against the raw topic: sends readings, closes the windows and accounts for it all. */
public sealed interface Run permits Generator, Replay {
  /**
   * What a run came to.
   *
   * @param notes lines for the person who reads the summary
   * @param failure why it ended before its end, or null; the ledger holds what was sent
   */
  record Outcome(Ledger ledger, List<String> notes, UserError failure) {}

  /**
   * A replay of the recording that the options name, or else of a simulated fleet.
   *
   * @param client Kafka client settings, with the address
   * @param say takes lines for the person who watches
   * @throws io.tidemark.cli.UsageError when an option is wrong
   */
  static Run of(
      StreamDefinition definition,
      GeneratorOptions options,
      Properties client,
      Consumer<String> say) {
    return options.recording.from == null
        ? new Generator(definition, options, client, say)
        : new Replay(definition, options, client, say);
  }

  /**
   * Runs, once.
   *
   * @throws UserError when nothing was sent, because the broker cannot be reached, the topic is
   *     missing, or the recording cannot be read
   */
  Outcome run();

  /** Ends the run early; it still closes its windows and accounts for what it has sent. */
  void stop();

  /** Shows what the run has done so far, also before it begins. */
  void show(Metrics metrics);
}
