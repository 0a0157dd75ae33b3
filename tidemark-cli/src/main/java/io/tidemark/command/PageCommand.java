package io.tidemark.command;

import io.tidemark.audit.Audit;
import io.tidemark.audit.AuditedVersions;
import io.tidemark.audit.lake.AuditedLake;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.LedgersOption;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UntilStopped;
import io.tidemark.druid.DruidOption;
import io.tidemark.lake.OptionalLakeOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import io.tidemark.stack.secure.StackRole;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code page}: shows in a browser what a pipeline does. */
@Command(
    name = "page",
    mixinStandardHelpOptions = true,
    description = {
      "Show the live page of a stream on 127.0.0.1, until Ctrl-C: what each station has, how far it"
          + " is behind, event time and watermark, late and dead readings, the windows as a chart, and"
          + " the audit as it stands.",
      "It reads topics and Druid as 'audit --watch' does, and changes nothing. 'demo' shows the same"
          + " page by itself."
    },
    footer = {"", "  ./tidemark page", "  ./tidemark page --stream weather --port 8096"})
public final class PageCommand implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin DruidOption druid;
  @Mixin TimeLimitOptions timeLimits;
  @Mixin OptionalLakeOption lake;

  @Mixin LedgersOption ledgers;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = PageOption.PORT,
      description = "The port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  int port;

  @Spec CommandSpec spec;

  /** The command that shows a page of what is on a stack. */
  static String line(LocalStack stack, String options) {
    String line = "./tidemark page" + options;
    if (!stack.kafka().equals("127.0.0.1:" + StackSettings.KAFKA_PORT)) {
      line += " --kafka " + stack.kafka();
    }
    for (String argument : new DruidOption(stack.druid()).arguments()) {
      line += " " + argument;
    }
    return line + stack.logins().map(found -> " " + found.options(StackRole.AUDIT)).orElse("");
  }

  /** The command, and what it is for. */
  static String hint(LocalStack stack, String options) {
    return "live page: " + line(stack, options);
  }

  @Override
  public Integer call() throws Exception {
    StreamDefinition definition = registry.reading(stream.load());
    Optional<AuditedLake> audited = lake.catalog().map(found -> new AuditedLake(found, definition));
    List<Audit> audits =
        AuditedVersions.inForce(definition, kafka.properties()).stream()
            .map(
                one ->
                    new Audit(
                        one.definition(),
                        kafka.properties(),
                        druid.reader(),
                        ledgers.folder(),
                        one.scope(),
                        timeLimits.limits(),
                        audited))
            .toList();
    Consumer<String> say = Commands.lines(spec.commandLine().getErr());
    UntilStopped showing = new UntilStopped();
    try (LivePage page = new LivePage(definition, audits, kafka.properties(), port)) {
      say.accept("live page: " + page.address() + "; Ctrl-C ends it");
      return showing.run(
          () -> {
            page.watch(showing.stop());
            return 0;
          },
          spec.commandLine().getErr());
    } finally {
      audits.forEach(Audit::close);
    }
  }
}
