package io.tidemark.cli;

import io.tidemark.model.definition.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Runs a command under the rules that all commands share: options fall back to the environment, an
 * error is one line on standard error, and the exit code is 0 (success), 1 (failure) or 2 (wrong
 * usage).
 */
public final class Commands {
  /** The environment variable that adds the stack trace to an error; any value turns it on. */
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

  /** Like {@link #run(Object, String...)}; {@code factory} creates the subcommands. */
  public static int run(Object command, IFactory factory, String... args) {
    return run(commandLine(command, factory), args);
  }

  static int run(CommandLine line, String[] args) {
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      print(line, Heap.full());
      return 1;
    }
  }

  /** Prints messages for the user, each at once. */
  public static Consumer<String> lines(PrintWriter to) {
    return line -> {
      to.println(line);
      to.flush();
    };
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

  /** Adds the shared parts to the command and its subcommands. */
  private static void complete(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    spec.versionProvider(new ProjectVersion());
    List.copyOf(spec.options()).stream()
        .filter(option -> option.typeInfo().isBoolean() && EnvironmentDefaults.isRead(option))
        .forEach(option -> turnOnWhenTyped(spec, option));
    spec.usageMessage().footer(VariablesFooter.before(spec));
    line.getSubcommands().values().forEach(Commands::complete);
  }

  /** Otherwise a switch on the command line would invert the value of its variable. */
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
