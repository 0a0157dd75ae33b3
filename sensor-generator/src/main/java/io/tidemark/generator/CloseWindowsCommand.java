package io.tidemark.generator;

import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UserError;
import io.tidemark.generator.run.OpenWindows;
import io.tidemark.generator.run.RawSender;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.registry.RegistryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code close-windows}: closes the last windows of a topic that others fill. */
@Command(
    name = "close-windows",
    mixinStandardHelpOptions = true,
    description =
        "Sends a heartbeat into each partition of the raw topic, so that the aggregation emits the"
            + " last windows.",
    footer = {
      "",
      "A window is emitted when event time passes its end and the watermark. In a topic that others"
          + " fill, the last windows stay open until later readings come; 'generate' closes its"
          + " own at the end of a run. A heartbeat is no reading and is counted nowhere.",
      "",
      "Readings of a closed window that come later are late: the aggregated topic lacks them, the"
          + " audit finds them, and 'backfill' counts them. So close windows when a source has"
          + " ended or pauses. A second call sends nothing.",
      "",
      "While './tidemark upgrade' waits for the last windows of the definition before, those are"
          + " closed too."
    })
public final class CloseWindowsCommand implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin TimeLimitOptions limits;
  @Spec CommandSpec command;

  @Override
  public Integer call() {
    StreamDefinition definition = registry.writing(stream.load());
    TimeLimits allowed = limits.limits();
    String topic = definition.raw().topic();
    KafkaBroker broker = new KafkaBroker(kafka.properties());
    KafkaBroker.Topic now = broker.topic(topic);
    OpenWindows windows = new OpenWindows(definition, allowed, System::currentTimeMillis);
    await(new DefinitionHistory(kafka.properties(), definition.name()).versions(), windows);
    windows.read(broker, now);
    String nothing = nothingToClose(topic, windows);
    if (nothing != null) {
      say(nothing);
      return 0;
    }
    requireOver(windows, allowed, System.currentTimeMillis());
    try (RawSender sender = new RawSender(kafka.properties(), topic, now.partitions())) {
      return send(windows, sender, topic, now.partitions());
    }
  }

  /** An upgrade may wait for windows of the definition before. */
  static void await(List<DefinitionVersion> versions, OpenWindows windows) {
    int last = versions.size() - 1;
    if (last > 0 && versions.get(last).pending()) {
      Duration watermark = versions.get(last - 1).definition().aggregated().watermark();
      windows.await(versions.get(last).from(), watermark);
    }
  }

  /** Why there is no window to close; null when there is one. */
  static String nothingToClose(String topic, OpenWindows windows) {
    if (windows.lastEnd().isEmpty()) {
      return "nothing to close: the topic " + topic + " has no reading that can be counted";
    }
    return windows.areClosed()
        ? "nothing to close: a heartbeat in the topic "
            + topic
            + " has closed the windows before "
            + end(windows)
            + " already"
        : null;
  }

  /**
   * Requires that the last window is over: otherwise its next readings would be late.
   *
   * @param allowed without a limit in the future, for simulated clocks, every window can be closed
   * @param now epoch milliseconds
   */
  static void requireOver(OpenWindows windows, TimeLimits allowed, long now) {
    if (allowed.maxAhead() != null && windows.lastEnd().getAsLong() > now) {
      throw new UserError(
          "the last window ends at "
              + end(windows)
              + ", in the future: readings of it that come until then would be late; run this"
              + " command after that, or with --max-ahead off for a simulated clock");
    }
    String problem = windows.problem();
    if (problem != null) {
      throw new UserError(
          "the aggregation would reject the heartbeat that closes the windows before "
              + end(windows)
              + ": "
              + problem
              + "; expected --max-ahead and --earliest as the aggregation has them");
    }
  }

  /**
   * Sends the heartbeats.
   *
   * @return the exit code
   */
  int send(OpenWindows windows, RawSender sender, String topic, int partitions) {
    sender.sendHeartbeats(windows.closingHeartbeat());
    sender.flush();
    if (sender.heartbeatFailures() > 0) {
      throw new UserError(
          "not delivered: "
              + sender.heartbeatFailures()
              + " of "
              + partitions
              + " heartbeats to the topic "
              + topic
              + ", the last because: "
              + sender.lastHeartbeatFailure().getMessage()
              + "; run this command again");
    }
    say(
        "sent a heartbeat to each of the "
            + partitions
            + " partitions of "
            + topic
            + ": the windows before "
            + end(windows)
            + " are closed, and the aggregation emits them");
    say(
        "readings before "
            + end(windows)
            + " that come from now on are late: the audit finds them, './tidemark backfill' counts"
            + " them");
    return 0;
  }

  private static String end(OpenWindows windows) {
    return Instant.ofEpochMilli(windows.lastEnd().getAsLong()).toString();
  }

  private void say(String line) {
    Commands.lines(command.commandLine().getOut()).accept(line);
  }
}
