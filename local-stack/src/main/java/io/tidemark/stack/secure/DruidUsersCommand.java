package io.tidemark.stack.secure;

import io.tidemark.cli.Commands;
import io.tidemark.cli.UsageError;
import io.tidemark.druid.DruidOption;
import io.tidemark.retry.Deadline;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the project's users in Druid. */
@Command(
    name = "druid-users",
    description = {
      "Makes the users attach, audit and dashboards in a Druid with druid-basic-security, each with"
          + " a role of its name and the rights that it needs.",
      "--druid-config names the login of an administrator. The passwords of the users are read from"
          + " DRUID_ATTACH_PASSWORD, DRUID_AUDIT_PASSWORD and DRUID_DASHBOARDS_PASSWORD in the"
          + " environment. It can run again: passwords and rights are then set anew."
    })
public final class DruidUsersCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Mixin DruidOption druid;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Map<StackRole, String> passwords = passwords(System.getenv());
    Consumer<String> say = Commands.lines(spec.commandLine().getErr());
    DruidUsers users = new DruidUsers(druid.client(), DruidUsers.AT_ROUTER);
    Deadline deadline = Deadline.in(LIMIT, say);
    passwords.forEach(
        (role, password) -> {
          deadline.await(
              "the user " + role.user(),
              "look at the coordinator's log",
              () -> {
                users.make(role, password);
                return true;
              });
          say.accept("user " + role.user() + ": " + rights(role));
        });
    return 0;
  }

  private static String rights(StackRole role) {
    return role.inDruid().stream().map(Right::toString).collect(Collectors.joining(", "));
  }

  static Map<StackRole, String> passwords(Map<String, String> environment) {
    Map<StackRole, String> passwords = new EnumMap<>(StackRole.class);
    for (StackRole role : DruidUsers.roles()) {
      String name = "DRUID_" + role.user().toUpperCase(Locale.ROOT) + "_PASSWORD";
      String password = environment.getOrDefault(name, "");
      if (password.isBlank()) {
        throw new UsageError("expected the password of the user " + role.user() + " in " + name);
      }
      passwords.put(role, password);
    }
    return passwords;
  }
}
