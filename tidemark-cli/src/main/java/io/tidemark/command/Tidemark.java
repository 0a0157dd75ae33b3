package io.tidemark.command;

import io.tidemark.audit.AuditCommand;
import io.tidemark.backfill.BackfillCommand;
import io.tidemark.cli.Commands;
import io.tidemark.command.reset.ResetCommand;
import io.tidemark.command.upgrade.UpgradeCommand;
import io.tidemark.doctor.DoctorCommand;
import io.tidemark.gateway.GatewayCommand;
import io.tidemark.generator.CloseWindowsCommand;
import io.tidemark.generator.GenerateCommand;
import io.tidemark.lake.trino.TrinoCommand;
import io.tidemark.query.QueryCommand;
import io.tidemark.stack.StackSettings;
import io.tidemark.stack.StackState;
import io.tidemark.stack.secure.DruidUsersCommand;
import io.tidemark.superset.DashboardsCommand;
import io.tidemark.supervisor.AttachCommand;
import io.tidemark.supervisor.DetachCommand;
import io.tidemark.supervisor.SkipCommand;
import io.tidemark.tail.TailCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tidemark}: the root of all commands. */
@Command(
    name = "tidemark",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Sensor readings from Kafka through Spark to Druid, with proof that none was lost.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      ConsoleCommand.class,
      GenerateCommand.class,
      CloseWindowsCommand.class,
      GatewayCommand.class,
      AggregateCommand.class,
      AttachCommand.class,
      DetachCommand.class,
      UpgradeCommand.class,
      ResetCommand.class,
      SkipCommand.class,
      DruidUsersCommand.class,
      AuditCommand.class,
      BackfillCommand.class,
      QueryCommand.class,
      TrinoCommand.class,
      DashboardsCommand.class,
      TailCommand.class,
      PageCommand.class,
      NewCommand.class,
      DescribeCommand.class,
      DoctorCommand.class,
      BenchLauncher.class
    },
    footer = {
      "",
      "Begin with './tidemark demo'. './tidemark COMMAND --help' shows all options of a command, and"
          + " the environment variables from which they are also read.",
      "",
      "Exit codes: 0 done, 1 the work failed or an audit does not hold, 2 wrong usage."
    })
public final class Tidemark implements Runnable {
  @Spec CommandSpec spec;

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command line in this JVM and returns its exit code. */
  public static int run(String... args) {
    return Commands.run(new Tidemark(), factory(), args);
  }

  /** Creates the commands that depend on the local stack. */
  static IFactory factory() {
    IFactory byDefault = CommandLine.defaultFactory();
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        return type == DoctorCommand.class
            ? type.cast(new DoctorCommand(Tidemark::localStackRuns))
            : byDefault.create(type);
      }
    };
  }

  private static boolean localStackRuns() {
    return StackState.running(StackSettings.defaultFolder()).isPresent();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command, such as demo");
  }
}
