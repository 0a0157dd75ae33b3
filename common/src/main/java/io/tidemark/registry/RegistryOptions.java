package io.tidemark.registry;

import dev.failsafe.function.CheckedSupplier;
import io.tidemark.cli.UsageError;
import io.tidemark.http.HttpAddress;
import io.tidemark.http.HttpLogin;
import io.tidemark.http.LoginFile;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaIds;
import io.tidemark.model.encoding.Schemas;
import io.tidemark.retry.Deadline;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
          "Settings for the registry with the names of Confluent's clients, as a properties file: "
              + LoginFile.SETTINGS)
  Path config;

  /** What the options say; null before the file is read, which is done once. */
  private RegistryEndpoint endpoint;

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
    return definition.isAvro()
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
    if (definition.raw().isAvro()) {
      SchemaRegistration registration = registration(definition);
      atStart(
          () -> {
            registration.requireReadable(definition);
            return null;
          });
    }
    return reading(definition);
  }

  /**
   * The same as {@link #checked}, for a command that writes the rows of windows: if they are Avro,
   * their schemas are registered.
   *
   * @throws io.tidemark.cli.UserError when the registry refuses a schema, or does not answer
   */
  public StreamDefinition writingRows(StreamDefinition definition) {
    StreamDefinition checked = checked(definition);
    if (!definition.hasAvroRows()) {
      return checked;
    }
    SchemaRegistration registration = registration(definition);
    return checked.withRows(atStart(() -> registration.registerRows(definition)));
  }

  /**
   * The definition with the schemas of its records, for a command that writes raw records: theirs
   * are registered. One that writes raw records in JSON needs no registry.
   *
   * @throws UsageError when a stream in Avro has no registry, or a setting is invalid
   * @throws io.tidemark.cli.UserError when the registry refuses a schema, or does not answer
   */
  public StreamDefinition writing(StreamDefinition definition) {
    if (!definition.raw().isAvro()) {
      return definition;
    }
    SchemaRegistration registration = registration(definition);
    return definition.with(
        schemas(endpoint(definition), PATIENT, atStart(() -> registration.register(definition))));
  }

  private SchemaRegistration registration(StreamDefinition definition) {
    return new SchemaRegistration(new RegistryClient(endpoint(definition)));
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
              + (definition.raw().isAvro()
                  ? definition.raw().topic()
                  : definition.aggregated().topic())
              + " are Avro: expected --registry URL, such as http://127.0.0.1:8081");
    }
    if (endpoint == null) {
      URI address =
          HttpAddress.of(
              "--registry", registry, "the address of a registry such as http://127.0.0.1:8081");
      HttpLogin login =
          new LoginFile("--registry-config", config, PREFIX).read(address, System.err::println);
      endpoint = new RegistryEndpoint(address.toString(), login);
    }
    return endpoint;
  }
}
