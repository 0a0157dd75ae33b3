package io.tidemark.druid;

import io.tidemark.cli.UsageError;
import io.tidemark.http.HttpAddress;
import io.tidemark.http.HttpLogin;
import io.tidemark.http.LoginFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options for Druid's address and for the login there. */
public final class DruidOption {
  private static final String LOCAL = "http://127.0.0.1:8888";
  private static final String CONFIG = "--druid-config";
  private static final String USER = "DRUID_USER";
  private static final String PASSWORD = "DRUID_PASSWORD";

  @Option(
      names = "--druid",
      paramLabel = "URL",
      defaultValue = LOCAL,
      description = "The address of Druid's router (default: ${DEFAULT-VALUE}).")
  String druid;

  @Option(
      names = CONFIG,
      paramLabel = "FILE",
      description =
          "The login at Druid and the certificates that are trusted, as a properties file: "
              + LoginFile.SETTINGS
              + " Without it, user and password are those of "
              + USER
              + " and "
              + PASSWORD
              + " in the environment.")
  Path config;

  /** What the file has; null before it is read. */
  private HttpLogin login;

  public DruidOption() {}

  /** Creates the option from code, for a command that runs another. */
  public DruidOption(String druid) {
    this(druid, null);
  }

  /**
   * The same for a Druid with a login.
   *
   * @param config as in {@code --druid-config}, or null
   */
  public DruidOption(String druid, Path config) {
    this.druid = druid;
    this.config = config;
  }

  /** These options as arguments for another command, without what is the default. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (!druid.equals(LOCAL)) {
      arguments.addAll(List.of("--druid", druid));
    }
    if (config != null) {
      arguments.addAll(List.of(CONFIG, config.toString()));
    }
    return arguments;
  }

  /**
   * The client for this address.
   *
   * @throws UsageError when it is no http or https address, or the file is not valid
   */
  public DruidClient client() {
    return new DruidClient(new DruidEndpoint(uri(), login()));
  }

  /**
   * A read-only client for this address.
   *
   * @throws UsageError when it is no http or https address, or the file is not valid
   */
  public DruidReader reader() {
    return client();
  }

  /**
   * The router's address without a trailing slash, as the prefix of paths that begin with one.
   *
   * @throws UsageError when it is no http or https address
   */
  public URI uri() {
    return HttpAddress.of("--druid", druid, "the router's address such as " + LOCAL);
  }

  /**
   * The login of the file, or of {@code DRUID_USER} and {@code DRUID_PASSWORD}. It is read once;
   * warnings about it go to standard error.
   *
   * @throws UsageError when the file is not valid, or one of the variables lacks
   */
  public HttpLogin login() {
    if (login == null) {
      login = login(System.getenv());
    }
    return login;
  }

  HttpLogin login(Map<String, String> environment) {
    if (config != null) {
      return new LoginFile(CONFIG, config, "").read(uri(), System.err::println);
    }
    HttpLogin found = HttpLogin.of(environment, USER, PASSWORD, CONFIG);
    found.warn(uri(), System.err::println);
    return found;
  }
}
