package io.tidemark.supervisor;

import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.druid.DruidOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attach}: attaches a stream to Druid; can be run again at any time. */
@Command(
    name = "attach",
    mixinStandardHelpOptions = true,
    description =
        "Creates a stream's topics where they are missing, attaches them to Druid and waits until"
            + " rows can be queried. Records the definition of a stream that has none on record; for"
            + " one that has changed since, it says to run 'upgrade', and changes nothing.")
public final class AttachCommand implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin ConsumerOption consumers;
  @Mixin RegistryOptions registry;
  @Mixin DruidOption druid;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of a topic that is missing (default: ${DEFAULT-VALUE}).")
  int partitions;

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Replicas of a topic that is missing; of 3 or more a record must be in 2 to be"
              + " acknowledged (min.insync.replicas=2). 0 for 3 where there are 3 brokers, and 1"
              + " otherwise (default: ${DEFAULT-VALUE}).")
  int replicationFactor;

  @Option(
      names = "--task-count",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Tasks of each supervisor that share the partitions of its topic; more than partitions"
              + " are of no use (default: ${DEFAULT-VALUE}).")
  int taskCount;

  @Option(
      names = "--task-replicas",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Tasks of each supervisor that read the same partitions, for failover. Druid needs"
              + " 2 x count x replicas worker slots a supervisor (default: ${DEFAULT-VALUE}).")
  int taskReplicas;

  @Option(
      names = "--reset",
      description =
          "For topics that were deleted and created again: discards the offsets of each supervisor"
              + " that is ahead of the end of its topic, so it starts at the beginning of the new"
              + " one. The rows of the old topic stay; 'reset' begins anew with all of a stream.")
  boolean reset;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "3m",
      description = "Give up when it takes longer (default: ${DEFAULT-VALUE}).")
  Duration timeout;

  @Spec CommandSpec command;

  @Override
  public Integer call() {
    Attach.Settings settings =
        new Attach.Settings(partitions, replicationFactor, taskCount, taskReplicas, reset, timeout);
    Consumer<String> say = Commands.lines(command.commandLine().getOut());
    StreamDefinition definition = registry.reading(stream.load());
    RecordedDefinition.require(definition, stream.text(), kafka.properties(), settings, say);
    Attach.attach(
        definition, kafka.properties(), consumers.properties(kafka), druid.client(), settings, say);
    return 0;
  }
}
