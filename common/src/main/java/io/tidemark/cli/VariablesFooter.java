package io.tidemark.cli;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The lines of a command's help that name the environment variables of its options. */
final class VariablesFooter {
  static final String BEGINNING = "Every option is also read from the environment, ";

  private VariablesFooter() {}

  /** The footer of the command, with the variables before its existing lines. */
  static String[] before(CommandSpec command) {
    List<OptionSpec> options =
        command.options().stream().filter(EnvironmentDefaults::isRead).toList();
    String[] footer = command.usageMessage().footer();
    return options.isEmpty()
        ? footer
        : Stream.concat(Stream.of("", line(options)), Stream.of(footer)).toArray(String[]::new);
  }

  private static String line(List<OptionSpec> options) {
    Map<Boolean, List<OptionSpec>> byCommand =
        options.stream()
            .sorted(Comparator.comparing(OptionSpec::longestName))
            .collect(Collectors.partitioningBy(EnvironmentDefaults::isOfItsCommand));
    List<OptionSpec> shared = byCommand.get(false);
    List<OptionSpec> own = byCommand.get(true);
    if (shared.isEmpty()) {
      return BEGINNING + as(longest(own)) + ".";
    }
    String exceptions = own.stream().map(VariablesFooter::as).collect(Collectors.joining(", "));
    return BEGINNING + as(longest(shared)) + (own.isEmpty() ? "" : ", but " + exceptions) + ".";
  }

  /** The option with the longest name, as the example of how a variable is derived. */
  private static OptionSpec longest(List<OptionSpec> options) {
    return Collections.max(options, Comparator.comparing(option -> option.longestName().length()));
  }

  private static String as(OptionSpec option) {
    return option.longestName() + " as " + EnvironmentDefaults.variable(option);
  }
}
