package io.tidemark.superset;

import io.tidemark.cli.Commands;
import io.tidemark.cli.StreamsOption;
import io.tidemark.cli.UntilStopped;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.FileTrees;
import io.tidemark.process.ProjectRoot;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dashboards}: Superset with the dashboards of streams, until Ctrl-C. */
@Command(
    name = "dashboards",
    mixinStandardHelpOptions = true,
    description = {
      "Start Apache Superset on 127.0.0.1 with a dashboard of each stream, until Ctrl-C.",
      "It needs Python 3.11 or 3.12. The first time pip fetches its packages, which takes some"
          + " minutes; some 800 MB stay in .tidemark/superset. Whoever reaches the port sees the"
          + " dashboards, and can query the datasets behind them, without a login."
    })
public final class DashboardsCommand implements Callable<Integer> {
  private static final Duration BETWEEN_CHECKS = Duration.ofMillis(250);

  /** After the end of the server, until it is clear that no signal was its reason. */
  private static final Duration TO_TELL = Duration.ofSeconds(2);

  @Mixin StreamsOption streams;
  @Mixin DruidOption druid;

  @Option(
      names = "--superset-port",
      paramLabel = "PORT",
      defaultValue = "8088",
      description = "The port on 127.0.0.1; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--superset-python",
      paramLabel = "FILE",
      description =
          "A Python 3.11 or 3.12 (default: python3.11, python3.12 or python3 of PATH and the usual"
              + " folders).")
  Path python;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<StreamDefinition> definitions = streams.load();
    SupersetLogin login = SupersetLogin.of(druid.login());
    String uri = uri(druid.uri(), login.druid().user());
    int free = freePort(port);
    Consumer<String> say = Commands.lines(spec.commandLine().getErr());
    SupersetInstallation installation =
        new SupersetInstallation(ProjectRoot.current().resolve(".tidemark/superset"));
    if (!installation.isComplete()) {
      Path home = Path.of(System.getProperty("user.home"));
      installation.install(SupersetPython.find(python, System.getenv("PATH"), home), say);
    }
    UntilStopped running = new UntilStopped();
    return running.run(
        () -> {
          Map<String, String> environment = environment(installation);
          environment.putAll(login.environment(installation));
          boolean first = !Files.exists(installation.folder().resolve("superset.db"));
          provision(installation, definitions, uri, environment, say);
          say.accept("starting Superset");
          try (SupersetServer server = SupersetServer.start(installation, free, environment)) {
            server.awaitReady(say);
            print(installation, server, definitions, first);
            return await(server, running.stop());
          }
        },
        spec.commandLine().getErr());
  }

  /** SQLAlchemy's address of Druid's router. */
  static String uri(URI router, String user) {
    boolean https = "https".equalsIgnoreCase(router.getScheme());
    int port = router.getPort() != -1 ? router.getPort() : https ? 443 : 80;
    return (https ? "druid+https://" : "druid://")
        + (user == null || user.isEmpty() ? "" : encoded(user) + "@")
        + router.getHost()
        + ":"
        + port
        + router.getRawPath()
        + "/druid/v2/sql/";
  }

  private static String encoded(String user) {
    return URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Map<String, String> environment(SupersetInstallation installation)
      throws IOException {
    Map<String, String> environment = new TreeMap<>();
    environment.put("SUPERSET_CONFIG_PATH", installation.unpack("superset_config.py").toString());
    environment.put("SUPERSET_SECRET_KEY", installation.secret("secret-key"));
    environment.put("SUPERSET_DATABASE", installation.folder().resolve("superset.db").toString());
    environment.put("SUPERSET_HOME", installation.folder().toString());
    environment.put("SCARF_ANALYTICS", "false");
    environment.put("FLASK_APP", "superset.app:create_app()");
    return environment;
  }

  private static void provision(
      SupersetInstallation installation,
      List<StreamDefinition> definitions,
      String uri,
      Map<String, String> environment,
      Consumer<String> say)
      throws IOException {
    say.accept("importing " + definitions.size() + " dashboard(s)");
    Path assets = installation.folder().resolve("assets");
    FileTrees.delete(assets);
    for (StreamDefinition definition : definitions) {
      for (Map.Entry<String, String> file : DashboardAssets.of(definition).entrySet()) {
        Path path = assets.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    }
    Map<String, String> withPassword = new TreeMap<>(environment);
    withPassword.put("SUPERSET_ADMIN_PASSWORD", installation.secret("admin-password"));
    installation.run(
        "provision",
        List.of(
            installation.program("python").toString(),
            installation.unpack("provision.py").toString(),
            assets.toString(),
            uri),
        withPassword);
  }

  private void print(
      SupersetInstallation installation,
      SupersetServer server,
      List<StreamDefinition> definitions,
      boolean first)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    for (StreamDefinition definition : definitions) {
      out.println(definition.name() + ": " + server.dashboard(definition.name()));
    }
    Path file = installation.folder().resolve("admin-password");
    out.println(
        "to change them: "
            + server.address()
            + "/login/ as admin, "
            + (first
                ? "password " + installation.secret("admin-password") + ", also in " + file
                : "the password is in " + file));
    out.println("Ctrl-C ends it");
    out.flush();
  }

  /** Waits for Ctrl-C. The shutdown ends the server first and counts down the latch after it. */
  private static int await(SupersetServer server, CountDownLatch stop) throws InterruptedException {
    while (!server.endsWithin(BETWEEN_CHECKS)) {
      if (stop.getCount() == 0) {
        return 0;
      }
    }
    if (!stop.await(TO_TELL.toMillis(), TimeUnit.MILLISECONDS)) {
      throw server.ended();
    }
    return 0;
  }

  private static int freePort(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (IOException taken) {
      throw new UserError(
          "port "
              + port
              + " is taken on 127.0.0.1: stop the program that listens there or choose another port"
              + " with --superset-port",
          taken);
    }
  }
}
