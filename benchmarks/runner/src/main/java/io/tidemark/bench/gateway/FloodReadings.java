package io.tidemark.bench.gateway;

import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Readings in memory that are sent again and again: as records with their keys, and as lines of a
 * request's body.
 *
 * @param lines all values, each with a line end
 * @param ends where each line ends in {@code lines}
 */
record FloodReadings(List<byte[]> keys, List<byte[]> values, byte[] lines, int[] ends) {

  /** Reads the readings of a topic, without heartbeats, which have no key. */
  static FloodReadings read(Properties client, String topic) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    KafkaBroker broker = new KafkaBroker(client);
    try (TopicReader reader = broker.reader(topic)) {
      reader.readOn(
          broker.topic(topic),
          record -> {
            if (record.key() != null) {
              keys.add(record.key());
              values.add(record.value());
            }
          });
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int[] ends = new int[values.size()];
    for (int i = 0; i < ends.length; i++) {
      lines.writeBytes(values.get(i));
      lines.write('\n');
      ends[i] = lines.size();
    }
    return new FloodReadings(keys, values, lines.toByteArray(), ends);
  }

  int size() {
    return ends.length;
  }

  /** Where a line begins in {@code lines}. */
  int begin(int line) {
    return line == 0 ? 0 : ends[line - 1];
  }
}
