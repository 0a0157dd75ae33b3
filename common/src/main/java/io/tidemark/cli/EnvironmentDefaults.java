package io.tidemark.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Reads the value of an option that is not on the command line from the environment. An option with
 * the same meaning in every command has one variable: {@code --kafka-properties} is read from
 * {@code TIDEMARK_KAFKA_PROPERTIES}. An option whose meaning differs between commands, and every
 * option of {@code bench}, has a variable per command: {@code --from} of {@code tail} is read from
 * {@code TIDEMARK_TAIL_FROM}. An empty variable counts as not set.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private static final String PREFIX = "TIDEMARK_";
  private static final String BENCH = "bench";

  /**
   * The options with several meanings. An entry with a command is an option that has its own
   * meaning in that command only.
   */
  private static final Set<String> SEVERAL_MEANINGS =
      Set.of(
          "--format",
          "--from",
          "--json",
          "--output",
          "--to",
          "archive --epoch-records",
          "archive --trigger",
          "audit --lake",
          "audit --lake-catalog",
          "backfill --timeout",
          "dashboards --stream",
          "demo --lake",
          "gateway --stream",
          "page --lake",
          "page --lake-catalog",
          "page --port",
          "reset --lake",
          "reset --lake-catalog",
          "reset --timeout",
          "reset --dry-run",
          "skip --dry-run",
          "skip --timeout",
          "up --registry",
          "upgrade --dry-run",
          "upgrade --timeout");

  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (argument instanceof OptionSpec option && isRead(option)) {
      String value = environment.get(variable(option));
      return value == null || value.isEmpty() ? null : value;
    }
    return null;
  }

  /** Whether the option has a variable: {@code --help} and {@code --version} have none. */
  static boolean isRead(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp();
  }

  /** The environment variable of an option. */
  static String variable(OptionSpec option) {
    return variable(option, command(option));
  }

  /** The environment variable of an option in a command of another name. */
  static String variable(OptionSpec option, String command) {
    String name = option.longestName();
    return PREFIX + inCapitals(isOfItsCommand(option) ? command + name : name);
  }

  /** Whether the variable belongs to one command only. */
  static boolean isOfItsCommand(OptionSpec option) {
    String name = option.longestName();
    String command = command(option);
    return command.equals(BENCH)
        || command.startsWith(BENCH + " ")
        || SEVERAL_MEANINGS.contains(name)
        || SEVERAL_MEANINGS.contains(command + " " + name);
  }

  /** The command without the program name: {@code tail}, {@code bench growth}. */
  private static String command(OptionSpec option) {
    CommandSpec command = option.command();
    return command.qualifiedName(" ").replaceFirst("^(tidemark|aggregate) ", "");
  }

  private static String inCapitals(String words) {
    return words.replaceFirst("^-+", "").replaceAll("[- ]+", "_").toUpperCase(Locale.ROOT);
  }
}
