package io.tidemark.benchmarks.flink;

import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.table.api.config.TableConfigOptions;

/**
 * The configuration of Flink; all other settings have their defaults. State is on the heap and
 * there are no checkpoints, as for a bounded job that is repeated after a failure. The planner uses
 * one-phase window aggregation, because LAST_VALUE has no partial aggregates.
 */
final class FlinkSettings {
  /** One slot for each core. On two cores, one slot for each of four partitions was not faster. */
  static final int PARALLELISM = Runtime.getRuntime().availableProcessors();

  private static final String LOOPBACK = "127.0.0.1";

  private FlinkSettings() {}

  static Configuration ofACluster() {
    Configuration settings = new Configuration();
    settings.set(RestOptions.ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    // any free port
    settings.set(RestOptions.BIND_PORT, "0");
    return settings;
  }

  /**
   * @param rest the address of the cluster's REST endpoint
   */
  static Configuration ofAJob(Configuration cluster, URI rest) {
    Configuration settings = new Configuration(cluster);
    settings.set(DeploymentOptions.TARGET, "remote");
    settings.set(RestOptions.PORT, rest.getPort());
    settings.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    // do not copy records between operators
    // https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/deployment/config/#pipeline-object-reuse
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(TableConfigOptions.LOCAL_TIME_ZONE, "UTC");
    return settings;
  }
}
