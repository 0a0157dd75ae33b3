package io.tidemark.supervisor;

import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.druid.DruidClient;
import io.tidemark.druid.DruidOption;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code detach}: detaches a stream from Druid; can be run again at any time. */
@Command(
    name = "detach",
    mixinStandardHelpOptions = true,
    description =
        "Ends a stream's supervisors in Druid and waits until their tasks have published their rows"
            + " and freed their worker slots.",
    footer = {
      "",
      "Topics, rows and committed offsets stay: the next 'attach' reads on where Druid stopped, so"
          + " what comes meanwhile is not lost while the topic retains it. Druid may delete the"
          + " offsets of a supervisor that was terminated long ago (90 days by default,"
          + " druid.coordinator.kill.datasource); 'attach' then begins at the beginning.",
      "",
      "With --drop rows and offsets are gone too: the next 'attach' reads the topics from their"
          + " beginning. What the topics no longer retain and what 'backfill' has written is"
          + " not in Druid any more."
    })
public final class DetachCommand implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin ConsumerOption consumers;
  @Mixin DruidOption druid;

  @Option(
      names = "--drop",
      description =
          "Also discards the supervisors' offsets and marks all segments of the stream's datasources"
              + " as unused. Queries then find no rows; the files stay until Druid's kill tasks"
              + " delete them.")
  boolean drop;

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
    DruidClient client = druid.client();
    boolean changed =
        drop
            ? Detach.drop(definition, consumers.properties(kafka), client, timeout, say)
            : Detach.detach(definition, client, timeout, say);
    say.accept(summary(definition.name(), changed));
    return 0;
  }

  private String summary(String name, boolean changed) {
    if (!changed) {
      return "nothing to do: Druid has no supervisor"
          + (drop ? " and no segment" : "")
          + " of the stream "
          + name;
    }
    return drop
        ? "the rows of the stream "
            + name
            + " are gone from Druid; the topics stay, and './tidemark attach' reads them from"
            + " their beginning"
        : "the stream "
            + name
            + " is detached; its rows stay in Druid, and './tidemark attach' reads on where Druid"
            + " stopped";
  }
}
