package io.tidemark.supervisor;

import io.tidemark.cli.KafkaOptions;
import java.nio.file.Path;
import java.util.Properties;
import picocli.CommandLine.Option;

/** The option for the Kafka clients that Druid runs. */
public final class ConsumerOption {
  @Option(
      names = "--druid-kafka-properties",
      paramLabel = "FILE",
      description =
          "The settings of Druid's own consumers, as a properties file in place of that of"
              + " --kafka-properties. Druid's metadata store keeps them; an object of JSON in"
              + " druid.dynamic.config.provider keeps a login out of it.")
  Path file;

  /**
   * The settings of Druid's consumers.
   *
   * @param kafka with the address, and with the settings where this option is not given
   * @throws io.tidemark.cli.UsageError when the file cannot be read
   */
  public Properties properties(KafkaOptions kafka) {
    return file == null
        ? kafka.properties()
        : new KafkaOptions(kafka.bootstrapServers(), file).properties();
  }
}
