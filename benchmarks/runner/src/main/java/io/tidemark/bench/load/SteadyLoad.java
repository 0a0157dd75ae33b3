package io.tidemark.bench.load;

import io.tidemark.cli.Commands;
import io.tidemark.cli.UserError;
import io.tidemark.generator.GenerateCommand;
import io.tidemark.model.definition.Durations;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Readings that are sent in real time, with event times of the wall clock.
 *
 * @param rate readings a second; 0 for full speed
 */
public record SteadyLoad(int entities, Duration duration, long rate) {

  /**
   * Sends readings until the duration is over.
   *
   * @param definition the stream's file
   * @param ledgers the folder for the ledger of the run
   * @throws UserError when they could not be sent
   */
  public void send(String kafka, Path definition, Path ledgers) {
    int done =
        Commands.run(
            new GenerateCommand(),
            "--stream",
            definition.toString(),
            "--kafka",
            kafka,
            "--clock",
            "wall",
            "--entities",
            String.valueOf(entities),
            "--interval",
            "0",
            "--duration",
            Durations.format(duration),
            "--rate",
            String.valueOf(rate),
            "--ledgers",
            ledgers.toString());
    if (done != 0) {
      throw new UserError("the readings could not be sent");
    }
  }
}
