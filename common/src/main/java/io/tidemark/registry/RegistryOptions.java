package io.tidemark.registry;

import dev.failsafe.function.CheckedSupplier;
import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaIds;
import io.tidemark.model.encoding.Schemas;
import io.tidemark.retry.Deadline;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.Option;

/** The options for the schema registry, which streams in Avro need. */
public final class RegistryOptions {
  /** How long a task waits for a registry that does not answer. */
  private static final Duration PATIENT = Duration.ofMinutes(5);

  /** How long a command waits at its start. */
  private static final Duration AT_START = Duration.ofSeconds(30);

  /** The names of Confluent's clients; the longer ones, with this before them, are read too. */
  private static final String PREFIX = "schema.registry.";

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description =
          "The schema registry of a stream in Avro, with Confluent's API: http://127.0.0.1:8081, or"
              + " .../apis/ccompat/v7 of Apicurio.")
  String registry;

  @Option(
      names = "--registry-config",
      paramLabel = "FILE",
      description =
          "Settings for the registry with the names of Confluent's clients, as a properties file:"
              + " basic.auth.user.info (USER:PASSWORD) or bearer.auth.token, and"
              + " ssl.truststore.location (a PEM file).")
  Path config;

  public RegistryOptions() {}

  /** Creates the options from code, for a command that runs another. */
  public RegistryOptions(String registry) {
    this.registry = registry;
  }

  /** Whether the user names a registry. */
  public boolean isGiven() {
    return registry != null;
  }

  /** These options as arguments for another command. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (registry != null) {
      arguments.addAll(List.of("--registry", registry));
    }
    if (config != null) {
      arguments.addAll(List.of("--registry-config", config.toString()));
    }
    return arguments;
  }

  /**
   * The definition with the schemas of its records, for a command that reads them. A registry that
   * does not answer is waited for when its first schema is needed.
   *
   * @throws UsageError when a stream in Avro has no registry, or a setting is invalid
   */
  public StreamDefinition reading(StreamDefinition definition) {
    return reading(definition, PATIENT);
  }

  /**
   * The same for a command that must answer soon.
   *
   * @param limit for the answer to one question
   */
  public StreamDefinition reading(StreamDefinition definition, Duration limit) {
    return definition.raw().isAvro()
        ? definition.with(schemas(endpoint(definition), limit, null))
        : definition;
  }

  /**
   * The same as {@link #reading(StreamDefinition)}, after a look whether the latest schema of the
   * topic can be read.
   *
   * @throws io.tidemark.cli.UserError when it cannot
   */
  public StreamDefinition checked(StreamDefinition definition) {
    if (!definition.raw().isAvro()) {
      return definition;
    }
    RegistryEndpoint endpoint = endpoint(definition);
    SchemaRegistration registration = new SchemaRegistration(new RegistryClient(endpoint));
    atStart(
        () -> {
          registration.requireReadable(definition);
          return null;
        });
    return definition.with(schemas(endpoint, PATIENT, null));
  }

  /**
   * The definition with the schemas of its records, for a command that writes them too: they are
   * registered.
   *
   * @throws UsageError when a stream in Avro has no registry, or a setting is invalid
   * @throws io.tidemark.cli.UserError when the registry refuses a schema, or does not answer
   */
  public StreamDefinition writing(StreamDefinition definition) {
    if (!definition.raw().isAvro()) {
      return definition;
    }
    RegistryEndpoint endpoint = endpoint(definition);
    SchemaRegistration registration = new SchemaRegistration(new RegistryClient(endpoint));
    return definition.with(
        schemas(endpoint, PATIENT, atStart(() -> registration.register(definition))));
  }

  private static Schemas schemas(RegistryEndpoint endpoint, Duration limit, SchemaIds ids) {
    return new Schemas(new RegistrySchemas(endpoint, limit), endpoint.address(), ids);
  }

  private <T> T atStart(CheckedSupplier<T> step) {
    return Deadline.growing(
            AT_START, Duration.ofMillis(500), Duration.ofSeconds(5), System.err::println)
        .await("the registry " + registry, "start the registry, or correct --registry", step);
  }

  private RegistryEndpoint endpoint(StreamDefinition definition) {
    if (registry == null) {
      throw new UsageError(
          "the records of "
              + definition.raw().topic()
              + " are Avro: expected --registry URL, such as http://127.0.0.1:8081");
    }
    Properties settings = settings();
    return new RegistryEndpoint(address(), authorization(settings), certificates(settings));
  }

  private String address() {
    try {
      URI uri = new URI(registry.strip().replaceFirst("/+$", ""));
      boolean http = "http".equalsIgnoreCase(uri.getScheme());
      boolean https = "https".equalsIgnoreCase(uri.getScheme());
      boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null;
      if ((http || https) && uri.getHost() != null && uri.getUserInfo() == null && bare) {
        return uri.toString();
      }
    } catch (URISyntaxException e) {
      // reported below like any other unusable address
    }
    throw new UsageError(
        "--registry: expected the address of a registry such as http://127.0.0.1:8081, without a"
            + " login");
  }

  private Properties settings() {
    Properties settings = new Properties();
    if (config != null) {
      try (Reader reader = Files.newBufferedReader(config)) {
        settings.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new UsageError(
            "--registry-config: cannot read the settings " + config + ": " + e.getMessage(), e);
      }
    }
    return settings;
  }

  private static String setting(Properties settings, String name) {
    String value = settings.getProperty(name, settings.getProperty(PREFIX + name));
    return value == null || value.isBlank() ? null : value.strip();
  }

  private String authorization(Properties settings) {
    String user = setting(settings, "basic.auth.user.info");
    String token = setting(settings, "bearer.auth.token");
    if (user != null && token != null) {
      throw new UsageError(
          "--registry-config: expected basic.auth.user.info or bearer.auth.token in "
              + config
              + ", found both");
    }
    if (user != null && user.indexOf(':') < 1) {
      throw new UsageError(
          "--registry-config: expected basic.auth.user.info as USER:PASSWORD in " + config);
    }
    if (user != null) {
      return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }
    return token == null ? null : "Bearer " + token;
  }

  private String certificates(Properties settings) {
    String file = setting(settings, "ssl.truststore.location");
    if (file == null) {
      return null;
    }
    String text;
    try {
      text = Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UsageError(
          "--registry-config: cannot read ssl.truststore.location "
              + file
              + ", expected a PEM"
              + " file: "
              + e.getMessage(),
          e);
    }
    if (!text.contains("-----BEGIN CERTIFICATE-----")) {
      throw new UsageError(
          "--registry-config: expected certificates in PEM in ssl.truststore.location " + file);
    }
    return text;
  }
}
