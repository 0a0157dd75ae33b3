package io.tidemark.command;

import io.tidemark.audit.Audit;
import io.tidemark.audit.lake.AuditedLake;
import io.tidemark.audit.report.AuditOutput;
import io.tidemark.audit.report.AuditReport;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.LedgersOption;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.ChangedLines;
import io.tidemark.druid.DruidOption;
import io.tidemark.generator.GenerateCommand;
import io.tidemark.generator.Runs;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.run.Destination;
import io.tidemark.generator.run.KafkaDestination;
import io.tidemark.generator.run.Run;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.registry.RegistryOptions;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.secure.StackRole;
import io.tidemark.supervisor.Attach;
import io.tidemark.supervisor.RecordedDefinition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: runs the whole pipeline on this machine, from an empty stack to an audit. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Runs the whole pipeline on this machine: starts Kafka, ZooKeeper and Druid, attaches the"
            + " stream, floods, aggregates, audits, prints the table and stops everything.",
    footer = {
      "",
      "The exit code is 0 only if the audit holds.",
      "",
      "  ./tidemark demo",
      "  ./tidemark demo --keep",
      "  ./tidemark demo --lake",
      "  ./tidemark demo --entities 10000 --interval 10s --duration 5m --speed-up 0",
      "  ./tidemark demo --clock wall --duration 2m",
      "  ./tidemark demo --stream weather --gateway --lake",
      "  ./tidemark demo --secure --keep",
      "  ./tidemark demo --stream meters --from readings.csv.gz"
    })
public final class DemoCommand implements Callable<Integer> {
  /** The time without progress at any stage after which the audit gives up. */
  private static final Duration AUDIT_TIMEOUT = Duration.ofMinutes(10);

  @Mixin StreamOption stream;
  @Mixin RegistryOptions registry;
  @Mixin GeneratorOptions options;
  @Mixin StackOptions stackOptions;
  @Mixin PageOption page;

  @Option(
      names = "--keep",
      description = "Leave Kafka and Druid up at the end, for the console and for queries.")
  boolean keep;

  @Option(
      names = "--lake",
      description =
          "Also archive readings and windows to a lake, and audit it. It is in"
              + " .tidemark/stack/data/lake, until the next stack starts.")
  boolean lake;

  @Option(
      names = "--gateway",
      description = "Send the readings by HTTP, through a gateway that runs as long as the flood.")
  boolean gateway;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the audit as JSON; '-' is standard output.")
  String json;

  @Spec CommandSpec spec;

  private final long began = System.nanoTime();
  private PrintWriter err;

  @Override
  public Integer call() {
    err = spec.commandLine().getErr();
    StreamDefinition found = stream.load();
    options.forDemo().check(found);
    page.port();
    boolean own = found.isAvro() && !registry.isGiven();
    progress("starting Kafka, ZooKeeper and Druid" + (own ? ", and a schema registry" : ""));
    try (LocalStack stack = LocalStack.start(stackOptions.settings(own), this::progress)) {
      RegistryOptions schemas = own ? new RegistryOptions(stack.registry()) : registry;
      StreamDefinition definition =
          found.raw().isAvro() ? schemas.writing(found) : schemas.reading(found);
      Properties attaching = stack.kafka(StackRole.ATTACH).properties();
      RecordedDefinition.require(
          definition, stream.text(), attaching, Attach.Settings.DEFAULT, this::progress);
      Attach.attach(
          definition,
          attaching,
          stack.kafka(StackRole.DRUID).properties(),
          stack.druid(StackRole.ATTACH).client(),
          Attach.Settings.DEFAULT,
          this::progress);
      String after = keep ? PageCommand.line(stack, pageOptions(definition)) : null;
      List<AuditReport> reports = flow(definition, stack, schemas, after);
      new AuditOutput(spec.commandLine().getOut(), err).write(reports, json, false);
      if (lake) {
        printQueries(definition);
      }
      if (keep) {
        stack.detach();
        printAddresses(stack, definition);
      }
      return reports.stream().allMatch(AuditReport::holds) ? 0 : 1;
    }
  }

  /**
   * Load, aggregation and audit. The aggregation runs until the audit is complete.
   *
   * @param after the command that shows the stream when this one has ended, or null
   */
  private List<AuditReport> flow(
      StreamDefinition definition, LocalStack stack, RegistryOptions schemas, String after) {
    TimeLimits limits = options.possibleTimes(Instant.now());
    List<String> shared = new ArrayList<>(List.of("--stream", stream.file().toString()));
    shared.addAll(schemas.arguments());
    shared.addAll(TimeLimitOptions.arguments(limits));
    List<String> jobOptions = with(shared, stack.kafka(StackRole.JOB));
    KafkaOptions generator = stack.kafka(StackRole.GENERATOR);
    Properties reading = stack.kafka(StackRole.AUDIT).properties();
    List<Audit> audits = audits(definition, reading, stack.druid(StackRole.AUDIT), limits);
    try (DemoJobs jobs = new DemoJobs(jobOptions, lake, this::progress);
        LivePage live = livePage(definition, audits, reading)) {
      if (!options.isReplayedAtOnce()) {
        jobs.start();
      }
      flood(definition, generator, with(shared, generator));
      jobs.start();
      progress("waiting until everything has arrived");
      if (live != null) {
        live.takeAudits();
      }
      List<AuditReport> reports = new ArrayList<>();
      for (Audit audit : audits) {
        ChangedLines changes = new ChangedLines(this::progress);
        reports.add(
            audit.await(
                AUDIT_TIMEOUT,
                line -> {
                  jobs.requireAlive();
                  changes.accept(line);
                }));
      }
      if (live != null) {
        live.end(after);
      }
      return reports;
    } finally {
      audits.forEach(Audit::close);
    }
  }

  private static List<String> with(List<String> shared, KafkaOptions kafka) {
    return Stream.concat(shared.stream(), kafka.arguments().stream()).toList();
  }

  private List<Audit> audits(
      StreamDefinition definition, Properties kafka, DruidOption druid, TimeLimits limits) {
    Optional<AuditedLake> audited =
        lake ? Optional.of(demoLake(definition).audited()) : Optional.empty();
    return definition.single().stream()
        .map(one -> new Audit(one, kafka, druid.reader(), options.ledgers(), limits, audited))
        .toList();
  }

  /** The live page, which already looks; null without one. A port that is taken ends no demo. */
  private LivePage livePage(StreamDefinition definition, List<Audit> audits, Properties kafka) {
    OptionalInt port = page.port();
    if (port.isEmpty()) {
      return null;
    }
    try {
      LivePage live = new LivePage(definition, audits, kafka, port.getAsInt());
      progress("live page: " + live.address());
      live.start();
      return live;
    } catch (UserError e) {
      progress(e.getMessage());
      return null;
    }
  }

  /** Sends the readings, to the topic or through a gateway, and has the ledger written. */
  private void flood(StreamDefinition definition, KafkaOptions kafka, List<String> gatewayOptions) {
    if (!gateway) {
      flood(definition, new KafkaDestination(kafka.properties()));
      return;
    }
    try (DemoGateway through = DemoGateway.start(gatewayOptions, options.ledgers())) {
      progress("sending by HTTP to " + through.address() + ", log " + DemoGateway.log());
      // a gateway takes JSON
      flood(definition.asJson(), through.destination());
    }
  }

  private void flood(StreamDefinition definition, Destination destination) {
    Run run = Runs.of(definition, options, destination, this::progress);
    Path ledgers = destination.hasLedger() ? options.ledgers() : null;
    Run.Outcome outcome = GenerateCommand.complete(run, ledgers, this::progress);
    if (outcome.failure() != null) {
      throw outcome.failure();
    }
    if (outcome.ledger().interrupted()) {
      throw new UserError("stopped in the middle of the flood; nothing is audited");
    }
    if (outcome.undeliveredHeartbeats() > 0) {
      throw new UserError("the windows at the end stay open; nothing is audited");
    }
  }

  private DemoLake demoLake(StreamDefinition definition) {
    return new DemoLake(definition, stream.file());
  }

  private void printQueries(StreamDefinition definition) {
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    demoLake(definition).queries().forEach(out::println);
    out.flush();
  }

  /** What the page of this stream needs beside the addresses. */
  private String pageOptions(StreamDefinition definition) {
    DemoLake demo = demoLake(definition);
    String text = demo.streamOption() + (lake ? demo.lakeOption() : "");
    text += LedgersOption.text(options.ledgers());
    if (definition.isAvro()) {
      text += " --registry " + definition.raw().schemas().address();
    }
    TimeLimits limits = options.possibleTimes(Instant.now());
    return limits.equals(TimeLimits.DEFAULT)
        ? text
        : text + " " + String.join(" ", TimeLimitOptions.arguments(limits));
  }

  private void printAddresses(LocalStack stack, StreamDefinition definition) {
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    out.println("Kafka:   " + stack.kafka());
    out.println("Druid:   " + stack.druid());
    if (definition.isAvro()) {
      out.println("Schema registry: " + definition.raw().schemas().address());
    }
    out.println(stack.consoleLine());
    stack.logins().ifPresent(logins -> logins.lines().forEach(out::println));
    out.println(PageCommand.hint(stack, pageOptions(definition)));
    out.println("stop it with ./tidemark down");
    out.flush();
  }

  private void progress(String line) {
    err.printf("[%3d s] %s%n", (System.nanoTime() - began) / 1_000_000_000, line);
    err.flush();
  }
}
