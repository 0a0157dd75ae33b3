package io.tidemark.spark;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Where a stream keeps its open windows. */
enum StateStore {
  /** In the heap, which is Spark's default. */
  HEAP(Map.of()),

  /**
   * In RocksDB, in native memory and on the local disk. An epoch adds its changes to the
   * checkpoint, and a snapshot follows from time to time.
   */
  ROCKSDB(
      Map.of(
          "spark.sql.streaming.stateStore.providerClass",
          "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
          "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
          "true",
          "spark.sql.streaming.stateStore.rocksdb.boundedMemoryUsage",
          "true",
          "spark.sql.streaming.stateStore.rocksdb.maxMemoryUsageMB",
          "256",
          // costs a read for each group of an epoch, and the metric of open windows needs it
          "spark.sql.streaming.stateStore.rocksdb.trackTotalNumberOfRows",
          "true"));

  private final Map<String, String> settings;

  StateStore(Map<String, String> settings) {
    this.settings = settings;
  }

  /** Sets what the user has not set, by {@code spark-submit --conf} or {@code -Dspark…}. */
  void configure(SparkSession session) {
    settings.forEach(
        (name, value) -> {
          if (!session.sparkContext().getConf().contains(name)) {
            session.conf().set(name, value);
          }
        });
  }
}
