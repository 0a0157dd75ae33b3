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

/** Parses the generator's options from a command line. */
@Command
public final class TypedOptions {
  @Mixin GeneratorOptions options;

  private TypedOptions() {}

  public static GeneratorOptions parse(String... args) {
    return parse(Map.of(), args);
  }

  /**
   * Parses options.
   *
   * @param environment values from the environment, by option name
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

  /** Options with a simulated clock that never waits. */
  public static GeneratorOptions simulated(String args) {
    GeneratorOptions options = parse(("--speed-up 0 " + args).strip().split(" +"));
    return options.withDefaultClock(ClockKind.SIMULATED).forStream(GeneratorStreams.FLEET);
  }
}
