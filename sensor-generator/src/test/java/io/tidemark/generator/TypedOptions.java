package io.tidemark.generator;

import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.options.GeneratorOptions.ClockKind;
import io.tidemark.model.definition.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

/** The generator's options as someone types them. */
@Command
public final class TypedOptions {
  @Mixin GeneratorOptions options;

  private TypedOptions() {}

  public static GeneratorOptions parse(String... args) {
    return parse(Map.of(), args);
  }

  /**
   * Parses.
   *
   * @param environment what the environment says, by the name of the option
   */
  public static GeneratorOptions parse(Map<String, String> environment, String... args) {
    TypedOptions typed = new TypedOptions();
    new CommandLine(typed)
        .setDefaultValueProvider(argument -> environment.get(((OptionSpec) argument).longestName()))
        .registerConverter(Duration.class, Durations::parse)
        .registerConverter(Instant.class, Instant::parse)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(args);
    return typed.options;
  }

  /** On a simulated clock that does not wait. */
  public static GeneratorOptions simulated(String args) {
    GeneratorOptions options = parse(("--speed-up 0 " + args).strip().split(" +"));
    return options.withDefaultClock(ClockKind.SIMULATED).forStream(GeneratorStreams.FLEET);
  }
}
