package io.tidemark.generator;

import io.tidemark.cli.Commands;
import io.tidemark.cli.MetricsOption;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.generator.options.FaultOptions;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.options.GeneratorOptions.ClockKind;
import io.tidemark.generator.run.Destination;
import io.tidemark.generator.run.ReadingOutcome;
import io.tidemark.generator.run.Run;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.registry.RegistryOptions;
import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code generate}: sends generated or recorded readings to the raw topic and writes a ledger. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description =
        "Floods the raw topic with readings of a simulated fleet, or replays recorded ones.",
    footer = {
      "",
      "A run ends with a heartbeat in each partition, which closes its windows, and with a run"
          + " ledger, which 'audit' compares the stations with. The topic must exist: 'attach'"
          + " makes it.",
      "",
      "The exit code is 1 if records were not delivered, if a recording breaks off or has no record,"
          + " or if more of its records than --max-refused are refused. The ledger is still written.",
      "",
      "  ./tidemark generate --entities 1000 --duration 1m",
      "  ./tidemark generate --interval 0 --duration 20s --rate 50000",
      "  ./tidemark generate --clock simulated --start 2026-03-01T00:00:00Z --seed 7",
      "  ./tidemark generate --late 1%% --out-of-order 5%% --duplicated 0.5%% --malformed 0.5%%",
      "  ./tidemark generate --to http://127.0.0.1:8090 --batch 1000 --interval 0 --duration 20s",
      "  ./tidemark generate --stream meters --from readings.csv.gz --speed-up 0",
      "  zstdcat monday.zst tuesday.zst | ./tidemark generate --from - --speed-up 60"
    })
public final class GenerateCommand implements Callable<Integer> {
  /** The broker's time after a signal. With the ledger, less than a container's ten seconds. */
  private static final Duration TO_ACKNOWLEDGE = Duration.ofSeconds(8);

  private static final Duration TO_WRITE = Duration.ofSeconds(5);

  @Mixin StreamOption stream;
  @Mixin DestinationOptions to;
  @Mixin RegistryOptions registry;
  @Mixin GeneratorOptions options;
  @Mixin MetricsOption metrics;

  /** The entry point of the generator's container. */
  public static void main(String[] args) {
    System.exit(Commands.run(new GenerateCommand(), args));
  }

  @Override
  public Integer call() {
    StreamDefinition loaded = stream.load();
    Destination destination = to.destination();
    // a gateway takes JSON
    StreamDefinition definition =
        destination.hasLedger() ? registry.writing(loaded) : loaded.asJson();
    Run run =
        Runs.of(
            definition, options.withDefaultClock(ClockKind.WALL), destination, System.err::println);
    try (Metrics numbers = metrics.open(definition.name(), System.err::println)) {
      run.show(numbers);
      return run(run, destination.hasLedger() ? options.ledgers() : null);
    }
  }

  private static int run(Run run, Path ledgers) {
    Run.Outcome outcome = complete(run, ledgers, System.out::println);
    if (outcome.failure() != null) {
      throw outcome.failure();
    }
    return outcome.isDelivered() ? 0 : 1;
  }

  /**
   * Executes a run, writes its ledger and prints its summary. A signal ends the run early: it still
   * closes its windows and accounts for all sent readings; readings that the broker does not
   * acknowledge in time count as not delivered.
   *
   * @param ledgers the folder of the ledgers; null when the gateway writes it
   * @param print receives the summary
   * @throws UserError like {@link Run#run}, and when the ledger cannot be written
   */
  public static Run.Outcome complete(Run run, Path ledgers, Consumer<String> print) {
    if (ledgers != null) {
      run.keepJournal(ledgers);
    }
    ShutdownSequence shutdown = ShutdownSequence.ofThisProcess();
    // a shutdown runs the newest step first
    ShutdownStep abort = shutdown.addWork("writing the run ledger", TO_WRITE, run::abort);
    ShutdownStep stop = shutdown.addWork("closing the run", TO_ACKNOWLEDGE, run::stop);
    try {
      Run.Outcome outcome = run.run();
      Path file = ledgers == null ? null : save(outcome.ledger(), ledgers);
      print.accept(summary(outcome, file));
      return outcome;
    } finally {
      stop.close();
      abort.close();
    }
  }

  /**
   * Writes the ledger in the place of the journal, and returns its file.
   *
   * @throws UserError when it cannot be written; the journal is left
   */
  private static Path save(RunLedger ledger, Path folder) {
    try {
      Path file = ledger.writeInto(folder);
      new LedgerJournal(folder, ledger.stream(), ledger.startedAt()).delete();
      return file;
    } catch (UncheckedIOException e) {
      throw new UserError(
          "cannot write the run ledger to " + folder + ": " + e.getCause().getMessage(), e);
    } catch (IOException e) {
      throw new UserError("cannot delete the journal in " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * The summary of a run, a few lines.
   *
   * @param file the ledger; null when the gateway writes it
   */
  public static String summary(Run.Outcome outcome, Path file) {
    RunLedger ledger = outcome.ledger();
    StringBuilder notes = new StringBuilder();
    outcome.notes().forEach(note -> notes.append(note).append(System.lineSeparator()));
    return String.format(
        Locale.ROOT,
        "%s %,d readings to %s in %d windows%s, %,d failed%n%s%s%s",
        ledger.interrupted() ? "Interrupted: sent" : "Sent",
        ledger.sent(),
        file == null ? "the gateway" : ledger.topic(),
        ledger.windows().size(),
        file == null ? "" : " and " + ledger.partitions().size() + " partitions",
        ledger.failed(),
        onPurpose(ledger) + underived(ledger),
        notes + openWindows(outcome),
        file == null ? "the gateway writes the ledger when it is stopped" : "ledger: " + file);
  }

  /** One line with the count of each requested fault, 0 included. */
  private static String onPurpose(RunLedger ledger) {
    RunLedger.Faults faults = ledger.faults();
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put(FaultOptions.LATE, count(faults.late(), "late"));
    kinds.put(FaultOptions.OUT_OF_ORDER, count(faults.outOfOrder(), "out of order"));
    kinds.put(FaultOptions.DUPLICATED, count(faults.duplicated(), "duplicated"));
    kinds.put(FaultOptions.MALFORMED, count(faults.dead() - faults.farFuture(), "malformed"));
    kinds.put(FaultOptions.FAR_FUTURE, count(faults.farFuture(), "far in the future"));
    kinds.put(FaultOptions.SILENT, count(faults.silentEntities(), "entities silent"));
    kinds.keySet().retainAll(ledger.settings().keySet());
    return kinds.isEmpty()
        ? ""
        : "on purpose: " + String.join(", ", kinds.values()) + System.lineSeparator();
  }

  /** The note on unintended dead letters: the definition does not fit its simulated values. */
  private static String underived(RunLedger ledger) {
    long readings = ledger.faults().malformed().getOrDefault(ReadingOutcome.UNDERIVED, 0L);
    return readings == 0
        ? ""
        : count(readings, "of them will be dead letters, because a derived field or the condition")
            + " cannot be computed"
            + System.lineSeparator();
  }

  private static String openWindows(Run.Outcome outcome) {
    long open = outcome.undeliveredHeartbeats();
    return open == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%,d of %,d closing heartbeats were not delivered: the windows at the end stay open"
                + " until event time goes on; send later readings, or run again%n",
            open,
            open + outcome.ledger().heartbeats());
  }

  private static String count(long readings, String what) {
    return String.format(Locale.ROOT, "%,d %s", readings, what);
  }
}
