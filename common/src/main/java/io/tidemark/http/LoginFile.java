package io.tidemark.http;

import io.tidemark.cli.UsageError;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The file with the login for a server, and with the certificates that are trusted: properties with
 * the names of Confluent's clients.
 *
 * @param option that names the file
 * @param path or null
 * @param prefix with which the names are read too; empty for none
 */
public record LoginFile(String option, Path path, String prefix) {
  /** The names of the settings, for the descriptions of options. */
  public static final String SETTINGS =
      "basic.auth.user.info (USER:PASSWORD) or bearer.auth.token, and ssl.truststore.location (a PEM"
          + " file).";

  private static final String USER = "basic.auth.user.info";
  private static final String TOKEN = "bearer.auth.token";
  private static final String CERTIFICATES = "ssl.truststore.location";

  /**
   * Reads the file. No message has a value of it.
   *
   * @param server that the login is for
   * @param warn receives a line for each way in which others could learn the secret
   * @throws UsageError when it cannot be read, or a setting is invalid
   */
  public HttpLogin read(URI server, Consumer<String> warn) {
    if (path == null) {
      return HttpLogin.none(option);
    }
    Properties settings = settings();
    String user = setting(settings, USER);
    String token = setting(settings, TOKEN);
    if (user != null && token != null) {
      throw new UsageError(
          option + ": expected " + USER + " or " + TOKEN + " in " + path + ", found both");
    }
    if (user != null && user.indexOf(':') < 1) {
      throw new UsageError(option + ": expected " + USER + " as USER:PASSWORD in " + path);
    }
    // a header with any other character is an exception that has the value in it
    if (token != null && !token.matches("[\\x21-\\x7e]+")) {
      throw new UsageError(
          option + ": expected " + TOKEN + " of printable ASCII characters in " + path);
    }
    HttpLogin login =
        new HttpLogin(
            option,
            path.toString(),
            user == null ? null : user.substring(0, user.indexOf(':')),
            user == null ? token : user.substring(user.indexOf(':') + 1),
            certificates(settings));
    if (login.isGiven()) {
      warn(login.place(), warn);
      login.warn(server, warn);
    }
    return login;
  }

  private void warn(String place, Consumer<String> warn) {
    if (othersMayRead()) {
      warn.accept(
          "warning: other users of this machine may read the secret in "
              + place
              + "; make it yours alone with 'chmod 600 "
              + path
              + "'");
    }
  }

  private boolean othersMayRead() {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      return mode.contains(PosixFilePermission.GROUP_READ)
          || mode.contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  private Properties settings() {
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      settings.load(reader);
      return settings;
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageError(
          option + ": cannot read the settings " + path + ": " + e.getMessage(), e);
    }
  }

  private String setting(Properties settings, String name) {
    String value = settings.getProperty(name, settings.getProperty(prefix + name));
    return value == null || value.isBlank() ? null : value.strip();
  }

  private String certificates(Properties settings) {
    String file = setting(settings, CERTIFICATES);
    if (file == null) {
      return null;
    }
    String text;
    try {
      text = Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UsageError(
          option
              + ": cannot read "
              + CERTIFICATES
              + " "
              + file
              + ", expected a PEM file: "
              + e.getMessage(),
          e);
    }
    if (!text.contains("-----BEGIN CERTIFICATE-----")) {
      throw new UsageError(
          option + ": expected certificates in PEM in " + CERTIFICATES + " " + file);
    }
    return text;
  }
}
