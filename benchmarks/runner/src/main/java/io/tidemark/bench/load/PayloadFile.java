package io.tidemark.bench.load;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.ReadToEnds;
import io.tidemark.kafka.TopicReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The readings of a topic, one on each line, for tools that send the lines of a file.
 *
 * @param bytes of all readings, line ends not counted
 */
public record PayloadFile(Path file, long readings, long bytes) {

  /**
   * Writes all current readings of a topic, without heartbeats.
   *
   * @throws UserError when no records arrive for {@link ReadToEnds#SILENCE}
   */
  public static PayloadFile write(Properties client, String topic, Path file) throws IOException {
    KafkaBroker broker = new KafkaBroker(client);
    long[] counted = new long[2];
    try (TopicReader reader = broker.reader(topic);
        OutputStream lines = new BufferedOutputStream(Files.newOutputStream(file))) {
      reader.readOn(
          broker.topic(topic),
          record -> {
            if (record.key() != null) {
              write(record.value(), lines);
              counted[0]++;
              counted[1] += record.value().length;
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new PayloadFile(file, counted[0], counted[1]);
  }

  private static void write(byte[] line, OutputStream to) {
    try {
      to.write(line);
      to.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public double bytesOfOne() {
    return (double) bytes / readings;
  }
}
