package io.tidemark.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.Option;

/** The options for the connection to Kafka. */
public final class KafkaOptions {
  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka's bootstrap servers (default: ${DEFAULT-VALUE}).")
  String kafka;

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description =
          "Any Kafka client settings, TLS and SASL among them, as a properties file; they win over"
              + " this program's own.")
  Path file;

  public KafkaOptions() {}

  /** Creates the options from code, for a command that runs another. */
  public KafkaOptions(String kafka) {
    this(kafka, null);
  }

  /**
   * Creates the options from code.
   *
   * @param file with client settings, or null
   */
  public KafkaOptions(String kafka, Path file) {
    this.kafka = kafka;
    this.file = file;
  }

  /** The options as arguments of another command. */
  public List<String> arguments() {
    return file == null
        ? List.of("--kafka", kafka)
        : List.of("--kafka", kafka, "--kafka-properties", file.toString());
  }

  public String bootstrapServers() {
    return kafka;
  }

  /** The file with client settings, or null. */
  public Path propertiesFile() {
    return file;
  }

  /**
   * The settings of a Kafka client: the address, overridden by the settings of the file.
   *
   * @throws UsageError when the file cannot be read
   */
  public Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", kafka);
    if (file != null) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new UsageError(
            "cannot read the Kafka client settings " + file + ": " + e.getMessage());
      }
    }
    return properties;
  }
}
