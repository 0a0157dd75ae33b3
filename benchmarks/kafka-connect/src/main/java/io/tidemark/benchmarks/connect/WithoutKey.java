package io.tidemark.benchmarks.connect;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * Matches heartbeats, the only records of the raw topic without a key. Connect has no predicate of
 * its own for them, and would make rows of them.
 */
public final class WithoutKey<R extends ConnectRecord<R>> implements Predicate<R> {
  public WithoutKey() {}

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public boolean test(R record) {
    return record.key() == null;
  }

  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public void close() {}
}
