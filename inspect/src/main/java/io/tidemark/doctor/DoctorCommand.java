package io.tidemark.doctor;

import io.tidemark.cli.CheckpointOption;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.LedgersOption;
import io.tidemark.cli.StreamOption;
import io.tidemark.druid.DruidOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: checks a pipeline for known faults and prints advice. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Check Kafka, Spark and Druid for known faults, and print what to do.",
      "One line for each check: fine, look (not as expected) or TROUBLE, what was found, and after"
          + " '->' what to do. Nothing is changed anywhere."
    },
    footer = {
      "",
      "The exit code is 0 when nothing is in TROUBLE and 1 otherwise.",
      "",
      "  ./tidemark doctor",
      "  ./tidemark doctor --json doctor.json"
    })
public final class DoctorCommand implements Callable<Integer> {
  /** How long the registry may take to answer. */
  private static final Duration REGISTRY = Duration.ofSeconds(5);

  @Spec CommandSpec spec;
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin DruidOption druid;
  @Mixin LedgersOption ledgers;
  @Mixin CheckpointOption checkpoint;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Also write the checks as JSON; '-' is standard output, and the lines then go to"
              + " standard error.")
  String json;

  private final BooleanSupplier localStackRuns;

  /**
   * @param localStackRuns whether the local stack of this project is up
   */
  public DoctorCommand(BooleanSupplier localStackRuns) {
    this.localStackRuns = localStackRuns;
  }

  @Override
  public Integer call() {
    StreamDefinition definition = registry.reading(stream.load(), REGISTRY);
    DoctorOutput output =
        new DoctorOutput(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
    try (Doctor doctor =
        new Doctor(
            definition,
            kafka.properties(),
            druid.reader(),
            checkpoint.given(),
            ledgers.folder(),
            localStackRuns,
            output::add)) {
      doctor.examine();
    }
    return output.end(definition.name()) == CheckStatus.TROUBLE ? 1 : 0;
  }
}
