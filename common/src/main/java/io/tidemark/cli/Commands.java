package io.tidemark.cli;

import io.tidemark.model.definition.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Runs a command the way all commands of the project run: options fall back to the environment, an
 * error is one line on standard error, and the exit code is 0 (done), 1 (the work failed) or 2
 * (wrong usage).
 */
public final class Commands {
  /** Set to any value, it makes an error print its stack trace as well. */
  static final String DEBUG = "TIDEMARK_DEBUG";

  private Commands() {}

  /**
   * Parses {@code args}, runs the command and returns the exit code of the process.
   *
   * @param command an object annotated with picocli's {@code @Command}
   */
  public static int run(Object command, String... args) {
    return run(command, CommandLine.defaultFactory(), args);
  }

  /** The same with subcommands that {@code factory} makes. */
  public static int run(Object command, IFactory factory, String... args) {
    return commandLine(command, factory).execute(args);
  }

  static CommandLine commandLine(Object command) {
    return commandLine(command, CommandLine.defaultFactory());
  }

  /** The command line that {@link #run(Object, IFactory, String...)} executes. */
  static CommandLine commandLine(Object command, IFactory factory) {
    CommandLine line = new CommandLine(command, factory);
    complete(line);
    line.registerConverter(Duration.class, Commands::duration);
    line.registerConverter(Instant.class, InstantConverter::parseOption);
    line.setDefaultValueProvider(new EnvironmentDefaults(System.getenv()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setUsageHelpLongOptionsMaxWidth(30);
    line.setParameterExceptionHandler(Commands::wrongUsage);
    line.setExecutionExceptionHandler((error, at, result) -> failed(error, at));
    return line;
  }

  /** Gives the command and its subcommands what all commands have. */
  private static void complete(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    spec.versionProvider(new ProjectVersion());
    List.copyOf(spec.options()).stream()
        .filter(option -> option.typeInfo().isBoolean() && EnvironmentDefaults.isRead(option))
        .forEach(option -> turnOnWhenTyped(spec, option));
    spec.usageMessage().footer(VariablesFooter.before(spec));
    line.getSubcommands().values().forEach(Commands::complete);
  }

  /** Without it, a switch on the command line turns off what its variable has turned on. */
  private static void turnOnWhenTyped(CommandSpec spec, OptionSpec option) {
    spec.remove(option);
    spec.addOption(OptionSpec.builder(option).fallbackValue("true").build());
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static int wrongUsage(ParameterException error, String[] args) {
    CommandLine at = error.getCommandLine();
    String message = firstLine(error.getMessage());
    if (error.getCause() instanceof UserError cause) {
      message = cause.getMessage();
    }
    print(at, message + "; see '" + at.getCommandSpec().qualifiedName() + " --help'");
    return 2;
  }

  private static int failed(Exception error, CommandLine at) {
    if (System.getenv(DEBUG) != null) {
      error.printStackTrace(at.getErr());
    }
    if (error instanceof UserError expected) {
      print(at, expected.getMessage());
      return expected.exitCode();
    }
    print(
        at,
        "unexpected failure: "
            + error.getClass().getSimpleName()
            + ": "
            + firstLine(String.valueOf(error.getMessage()))
            + " (set "
            + DEBUG
            + "=1 to see where)");
    return 1;
  }

  private static void print(CommandLine at, String message) {
    PrintWriter err = at.getErr();
    err.println(at.getCommandSpec().root().name() + ": " + message);
    err.flush();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
