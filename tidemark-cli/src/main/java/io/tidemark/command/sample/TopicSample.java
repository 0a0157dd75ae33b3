package io.tidemark.command.sample;

import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;

/** Reads the first records of a topic. */
public final class TopicSample {
  /** The largest sample in bytes. */
  private static final long MOST_BYTES = 16L << 20;

  private TopicSample() {}

  /**
   * Reads at most {@link Sample#MOST} records.
   *
   * @param client Kafka client settings, with the address
   * @throws io.tidemark.cli.UserError when no broker answers, or there is no such topic
   */
  public static Sample read(Properties client, String topic) {
    KafkaBroker broker = new KafkaBroker(client);
    List<Sample.SampleRecord> records = new ArrayList<>();
    long[] bytes = {0};
    boolean more;
    try (TopicReader reader = broker.reader(topic)) {
      more =
          reader.readUntil(
              broker.topic(topic),
              record -> {
                bytes[0] += record.value() == null ? 0 : record.value().length;
                if (records.size() == Sample.MOST || bytes[0] > MOST_BYTES) {
                  return true;
                }
                records.add(
                    new Sample.SampleRecord(
                        record.value(), record.key(), record.timestamp(), null));
                return false;
              });
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
    return new Sample("topic " + topic, topic, false, false, List.of(), records, more);
  }
}
