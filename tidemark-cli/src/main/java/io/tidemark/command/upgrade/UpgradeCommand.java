package io.tidemark.command.upgrade;

import io.tidemark.cli.CheckpointOption;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UserError;
import io.tidemark.command.confirm.Confirmation;
import io.tidemark.druid.DruidOption;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.change.CommonBoundary;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import io.tidemark.supervisor.ConsumerOption;
import io.tidemark.supervisor.SpecUpgrade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code upgrade}: another definition of a stream while its data stays. */
@Command(
    name = "upgrade",
    mixinStandardHelpOptions = true,
    description =
        "Puts a changed definition in force while the data stays: says what each change means for"
            + " the job, Druid, the lake and the audit, asks, and does it in the right order.",
    footer = {
      "",
      "What may change: a measure more or less, an optional field more, a field that is optional from"
          + " now on, derived fields, where, the watermark, the length of windows, another kind of"
          + " windows, units, simulations and the dashboard. What may not is named, with what to do"
          + " instead.",
      "",
      "Stop the job first; producers go on. A window belongs to the definition that was in force at"
          + " its end, so each is written once, by one definition. Windows of another length begin at"
          + " the next time at which old and new ones both end; the command goes on until the"
          + " watermark has passed it, so it needs readings after it. An upgrade that was stopped"
          + " goes on when it is run again.",
      "",
      "  ./tidemark upgrade --stream weather --dry-run",
      "  ./tidemark upgrade --stream weather --yes"
    })
public final class UpgradeCommand implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin ConsumerOption consumers;
  @Mixin RegistryOptions registry;
  @Mixin DruidOption druid;
  @Mixin CheckpointOption checkpoint;
  @Mixin TimeLimitOptions times;

  @Mixin Confirmation confirmation;

  @Option(names = "--dry-run", description = "Only say what the change means.")
  boolean dryRun;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description = "Give up when Druid takes longer (default: ${DEFAULT-VALUE}).")
  Duration timeout;

  @Spec CommandSpec command;

  private Consumer<String> say;

  @Override
  public Integer call() {
    say = Commands.lines(command.commandLine().getOut());
    StreamDefinition after = registry.reading(stream.load());
    Properties client = kafka.properties();
    DefinitionHistory history = new DefinitionHistory(client, after.name());
    DefinitionVersion newest =
        history
            .newest()
            .orElseThrow(
                () ->
                    new UserError(
                        "no definition of the stream "
                            + after.name()
                            + " is on record: run './tidemark attach' with the one that is in force,"
                            + " and then this"));
    StreamDefinition before = registry.reading(newest.definition());
    UpgradePlan plan = UpgradePlan.of(before, after);
    if (plan.isEmpty()) {
      plan.lines().forEach(say);
      if (newest.pending()) {
        return finish(history, after);
      }
      say.accept("nothing to do: the definition is in force for " + newest.windows());
      if (history.entries().size() > 1 && !dryRun) {
        // an upgrade that was stopped may have come no further than the history
        changeSpecs(history.versions());
      }
      return 0;
    }
    say.accept("what changes in the stream " + after.name() + ":");
    plan.lines().forEach(line -> say.accept("  " + line));
    if (!plan.isAllowed()) {
      throw new UserError(
          "the definition has a change that is not possible while the data stays, marked NOT above;"
              + " nothing was changed");
    }
    say.accept("what is done:");
    plan.steps().forEach(step -> say.accept("  " + step));
    if (dryRun) {
      say.accept("nothing was changed: --dry-run");
      return 0;
    }
    RunningJob.requireNone(before, client);
    confirmation.require(after.name(), "do this", "nothing was changed");
    if (newest.pending()) {
      say.accept("the upgrade before this one was stopped, and goes on first");
      writeLastWindows(history, newest);
      changeSpecs(history.versions());
    }
    OptionalLong closed = closed(before, newest);
    if (closed.isEmpty()) {
      history.append(Long.MIN_VALUE, stream.text());
      say.accept("the definition is in force for all windows: none was written before");
    } else {
      long boundary = CommonBoundary.from(closed.getAsLong(), before, after);
      if (boundary > closed.getAsLong()) {
        history.appendPending(boundary, stream.text());
        writeLastWindows(history, history.newest().orElseThrow());
      } else {
        history.append(boundary, stream.text());
        sayInForce(boundary);
      }
    }
    return changeSpecsToNewest(history);
  }

  /** Goes on with an upgrade that was stopped before all windows of the definition before. */
  private int finish(DefinitionHistory history, StreamDefinition after) {
    DefinitionVersion pending = history.newest().orElseThrow();
    say.accept(
        "the upgrade was stopped before all windows that end by "
            + Instant.ofEpochMilli(pending.from())
            + " were written");
    if (dryRun) {
      say.accept("nothing was changed: --dry-run");
      return 0;
    }
    RunningJob.requireNone(after, kafka.properties());
    writeLastWindows(history, pending);
    return changeSpecsToNewest(history);
  }

  /**
   * Runs the job with the definition before until it has written its last windows, then puts the
   * pending one in force; can be run again.
   */
  private void writeLastWindows(DefinitionHistory history, DefinitionVersion pending) {
    List<DefinitionVersion> versions = history.versions();
    DefinitionVersion before = versions.get(versions.size() - 2);
    say.accept(
        "windows of the definition before go on until "
            + Instant.ofEpochMilli(pending.from())
            + ", where old and new windows both end: this waits for readings after it, by more than"
            + " the watermark. It may be stopped; 'upgrade' then goes on");
    previousRun(before).until(pending.from());
    history.append(pending.from(), pending.text());
    sayInForce(pending.from());
  }

  private void sayInForce(long boundary) {
    say.accept(
        "the definition is in force for windows that end after " + Instant.ofEpochMilli(boundary));
  }

  private int changeSpecsToNewest(DefinitionHistory history) {
    changeSpecs(history.versions());
    say.accept("start the job again: './tidemark aggregate stream' goes on from the boundary");
    return 0;
  }

  /** What follows the record in the history; can be run again. */
  private void changeSpecs(List<DefinitionVersion> versions) {
    DefinitionVersion previous = versions.get(Math.max(0, versions.size() - 2));
    DefinitionVersion newest = versions.get(versions.size() - 1);
    new SpecUpgrade(kafka.properties(), consumers.properties(kafka), druid.client(), timeout, say)
        .change(registry.reading(previous.definition()), registry.reading(newest.definition()));
  }

  /** By when all windows have ended that are written; nothing if there are none. */
  private OptionalLong closed(StreamDefinition before, DefinitionVersion newest) {
    boolean rows =
        before.aggregatedTopics().stream()
            .anyMatch(topic -> KafkaTopics.offsets(kafka.properties(), topic) > 0);
    if (!rows) {
      return OptionalLong.empty();
    }
    return previousRun(newest).drain();
  }

  private PreviousDefinitionRun previousRun(DefinitionVersion version) {
    return new PreviousDefinitionRun(version.definition().name(), version.text(), jobOptions());
  }

  private List<String> jobOptions() {
    List<String> options = new ArrayList<>(kafka.arguments());
    options.addAll(registry.arguments());
    options.addAll(TimeLimitOptions.arguments(times.limits()));
    if (checkpoint.given() != null) {
      options.addAll(List.of("--checkpoint", checkpoint.given()));
    }
    return options;
  }
}
