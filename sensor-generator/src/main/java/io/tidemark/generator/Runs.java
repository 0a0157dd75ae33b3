package io.tidemark.generator;

import io.tidemark.generator.fleet.FleetRun;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.replay.Replay;
import io.tidemark.generator.run.Run;
import io.tidemark.model.definition.StreamDefinition;
import java.util.Properties;
import java.util.function.Consumer;

/** Creates the run that the options describe. */
public final class Runs {
  private Runs() {}

  /**
   * Creates a replay if the options name a recording, otherwise a run of a simulated fleet.
   *
   * @param client Kafka client settings, with the address
   * @param say receives messages for the user
   * @throws io.tidemark.cli.UsageError when an option is invalid
   */
  public static Run of(
      StreamDefinition definition,
      GeneratorOptions options,
      Properties client,
      Consumer<String> say) {
    return options.recording.from == null
        ? new FleetRun(definition, options, client, say)
        : new Replay(definition, options, client, say);
  }
}
