package io.tidemark.supervisor;

import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.druid.DruidOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code skip}: moves a supervisor past a record that its tasks fail on. */
@Command(
    name = "skip",
    mixinStandardHelpOptions = true,
    description =
        "Moves a supervisor of Druid past one record that its tasks fail on again and again.",
    footer = {
      "",
      "'attach' and 'doctor' name the record. The records before it that the failed tasks had read"
          + " are published first, by a task of their own, so no other record is lost. The record"
          + " gets a dead letter with the header 'datasource', by which the audit knows that Druid"
          + " lacks it. The supervisor is suspended meanwhile.",
      "",
      "  ./tidemark skip --partition 2 --offset 1017 --dry-run"
    })
public final class SkipCommand implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin DruidOption druid;

  @Option(
      names = "--partition",
      paramLabel = "N",
      required = true,
      description = "The partition of the record.")
  int partition;

  @Option(
      names = "--offset",
      paramLabel = "N",
      required = true,
      description = "The offset of the record.")
  long offset;

  @Option(
      names = "--datasource",
      paramLabel = "NAME",
      description =
          "The datasource, which has the name of its topic: the raw one or one with windows"
              + " (default: the raw one).")
  String datasource;

  @Option(
      names = "--dry-run",
      description = "Only show the record and what would be done (default: off).")
  boolean dryRun;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "Give up when it takes longer (default: ${DEFAULT-VALUE}).")
  Duration timeout;

  @Spec CommandSpec command;

  @Override
  public Integer call() {
    StreamDefinition definition = registry.reading(stream.load());
    requireNotNegative("--partition", partition);
    requireNotNegative("--offset", offset);
    String chosen = choose(definition);
    new Skip(
            definition,
            kafka.properties(),
            druid.client(),
            timeout,
            Commands.lines(command.commandLine().getOut()))
        .run(new Skip.Request(chosen, partition, offset, dryRun));
    return 0;
  }

  private String choose(StreamDefinition definition) {
    if (datasource == null) {
      return definition.raw().topic();
    }
    if (!definition.datasources().contains(datasource)) {
      throw new UsageError(
          "--datasource: expected one of "
              + String.join(", ", definition.datasources())
              + ", found "
              + datasource);
    }
    return datasource;
  }

  private static void requireNotNegative(String option, long value) {
    if (value < 0) {
      throw new UsageError(option + ": expected 0 or more, found " + value);
    }
  }
}
