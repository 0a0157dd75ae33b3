package io.tidemark.generator;

import io.tidemark.generator.fleet.FleetRun;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.replay.Replay;
import io.tidemark.generator.run.Destination;
import io.tidemark.generator.run.Run;
import io.tidemark.model.definition.StreamDefinition;
import java.util.function.Consumer;

/** Creates the run that the options describe. */
public final class Runs {
  private Runs() {}

  /**
   * Creates a replay if the options name a recording, otherwise a run of a simulated fleet.
   *
   * @param destination where the readings go
   * @param say receives messages for the user
   * @throws io.tidemark.cli.UsageError when an option is invalid
   */
  public static Run of(
      StreamDefinition definition,
      GeneratorOptions options,
      Destination destination,
      Consumer<String> say) {
    return options.recording.from == null
        ? new FleetRun(definition, options, destination, say)
        : new Replay(definition, options, destination, say);
  }
}
