package io.tidemark.bench.program;

import io.tidemark.cli.UserError;
import io.tidemark.model.ledger.RunLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reads the duration from the ledger named in the last line of {@code generate}.
 *
 * @param readings the expected number of sent readings
 */
public record LedgerClock(long readings) implements FloodProgram.OwnClock {
  private static final String LEDGER = "ledger: ";

  @Override
  public double seconds(List<String> printed) throws IOException {
    String file =
        printed.stream()
            .filter(line -> line.startsWith(LEDGER))
            .findFirst()
            .orElseThrow(
                () -> new UserError("generate wrote no ledger:\n" + String.join("\n", printed)))
            .substring(LEDGER.length());
    RunLedger ledger = RunLedger.read(Path.of(file));
    if (ledger.sent() != readings) {
      throw new UserError("generate sent " + ledger.sent() + " readings, not " + readings);
    }
    return Duration.between(Instant.parse(ledger.startedAt()), Instant.parse(ledger.endedAt()))
            .toNanos()
        / 1e9;
  }
}
