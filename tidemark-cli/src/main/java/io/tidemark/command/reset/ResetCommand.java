package io.tidemark.command.reset;

import io.tidemark.cli.AuditsOption;
import io.tidemark.cli.CheckpointOption;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.LedgersOption;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.command.confirm.Confirmation;
import io.tidemark.druid.DruidOption;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeOption;
import io.tidemark.lake.OptionalLakeOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.supervisor.ConsumerOption;
import io.tidemark.supervisor.Detach;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reset}: deletes all that there is of a stream but its definition. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    description =
        "Deletes all that there is of a stream but its definition, so that it can begin anew: its"
            + " supervisors and rows in Druid, its checkpoint, topics, run ledgers and what its last"
            + " audit has counted. Says first what will be lost, and asks.",
    footer = {
      "",
      "Stop the generator, the gateway and the Spark jobs of the stream before. Those that are known to"
          + " run on this machine are named, and nothing is deleted. The order is such that a reset"
          + " which was stopped leaves nothing that would be counted twice; run it again. 'attach' then"
          + " makes the topics anew.",
      "",
      "The tables of a lake stay unless --lake or --lake-catalog names it.",
      "",
      "  ./tidemark reset --stream weather --dry-run",
      "  ./tidemark reset --stream weather --yes",
      "  ./tidemark reset --stream weather --lake"
    })
public final class ResetCommand implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin ConsumerOption consumers;
  @Mixin DruidOption druid;
  @Mixin LedgersOption ledgers;
  @Mixin AuditsOption audits;
  @Mixin CheckpointOption checkpoint;

  @Option(
      names = "--lake",
      arity = "0..1",
      paramLabel = "FOLDER",
      fallbackValue = LakeOption.FOLDER,
      description =
          "Also drop the stream's tables in the lake of this folder (without a folder:"
              + " ${FALLBACK-VALUE}).")
  Path lake;

  @Option(
      names = "--lake-catalog",
      paramLabel = "FILE",
      description =
          "Also drop the stream's tables in the Iceberg catalog that the settings of this properties"
              + " file select, as in 'aggregate archive'.")
  Path lakeCatalog;

  @Mixin Confirmation confirmation;

  @Option(names = "--dry-run", description = "Only say what would be lost.")
  boolean dryRun;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "3m",
      description = "Give up when it takes longer (default: ${DEFAULT-VALUE}).")
  Duration timeout;

  @Spec CommandSpec command;

  @Override
  public Integer call() {
    Consumer<String> say = Commands.lines(command.commandLine().getOut());
    StreamDefinition definition = stream.load();
    Properties client = kafka.properties();
    try (StreamTopicsLeft topics = new StreamTopicsLeft(definition, client)) {
      StreamFiles files =
          StreamFiles.of(
              definition, topics.rawId(), checkpointHere(say), ledgers.folder(), audits.folder());
      Optional<LakeTablesLeft> tables =
          catalog().map(found -> new LakeTablesLeft(definition, found));
      DruidRowsLeft rows = new DruidRowsLeft(definition, druid.client());
      List<String> lost = new ArrayList<>(rows.lines());
      lost.addAll(files.lines());
      lost.addAll(topics.lines());
      tables.map(LakeTablesLeft::lines).ifPresent(lost::addAll);
      if (lost.isEmpty()) {
        say.accept("nothing to do: there is nothing of the stream " + definition.name());
        return 0;
      }
      say.accept("what will be lost of the stream " + definition.name() + ":");
      lost.forEach(line -> say.accept("  " + line));
      if (tables.isEmpty()) {
        say.accept("a lake is left as it is: --lake drops the stream's tables too");
      }
      topics.checkpointElsewhere(files.checkpoint()).ifPresent(say);
      List<String> running = new ArrayList<>(files.running());
      running.addAll(topics.running());
      requireStopped(running);
      if (dryRun) {
        say.accept("nothing was deleted: --dry-run");
        return 0;
      }
      confirmation.require(definition.name(), "delete all of this", "nothing was deleted");
      // Druid first: a supervisor must not lose its topic. Then what lets a job go on; a job with
      // a new checkpoint is refused as long as the aggregated topic has rows
      Detach.drop(definition, consumers.properties(kafka), druid.client(), timeout, say);
      files.deleteCheckpoint(say);
      topics.delete(say);
      files.deleteAudits(say);
      files.deleteLedgers(say);
      rows.awaitGone(timeout, say);
      tables.ifPresent(found -> found.drop(say));
      say.accept(
          "the stream "
              + definition.name()
              + " can begin anew: './tidemark attach' makes its topics, and a job that still runs"
              + " elsewhere must be stopped");
      return 0;
    }
  }

  /** The folder of the checkpoint on this machine; null for the default. */
  private Path checkpointHere(Consumer<String> say) {
    String given = checkpoint.given();
    if (given == null) {
      return null;
    }
    if (given.startsWith("file:")) {
      return Path.of(URI.create(given).getPath());
    }
    if (given.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      say.accept("the checkpoint " + given + " is not on this machine: delete it by yourself");
      return null;
    }
    return Path.of(given);
  }

  private Optional<LakeCatalog> catalog() {
    return OptionalLakeOption.catalog(lake, lakeCatalog);
  }

  private static void requireStopped(List<String> running) {
    if (!running.isEmpty()) {
      throw new UserError(
          String.join("; ", running) + "; stop what runs first. Nothing was deleted");
    }
  }
}
