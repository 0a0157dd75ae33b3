package io.tidemark.generator;

import io.tidemark.generator.GeneratorOptions.ClockKind;
import io.tidemark.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

/** The generator's options as someone types them. */
@Command
final class TypedOptions {
  @Mixin GeneratorOptions options;

  private TypedOptions() {}

  static GeneratorOptions parse(String... args) {
    return parse(Map.of(), args);
  }

  /**
   * Parses.
   *
   * @param environment what the environment says, by the name of the option
   */
  static GeneratorOptions parse(Map<String, String> environment, String... args) {
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
  static GeneratorOptions simulated(String args) {
    GeneratorOptions options = parse(("--speed-up 0 " + args).strip().split(" +"));
    return options.withDefaultClock(ClockKind.SIMULATED).forStream(Streams.FLEET);
  }
}
