package io.tidemark.benchmarks.flink;

import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.table.api.config.TableConfigOptions;

/**
 * How Flink is set up; what is not here is at its default. State is on the heap and there are no
 * checkpoints, as for a job that ends by itself and would be run again. The planner takes the
 * window aggregation in one phase, because LAST_VALUE cannot be merged from parts.
 */
final class FlinkSettings {
  /** A slot for each core; with one for each of four partitions two cores were no faster. */
  static final int PARALLELISM = Runtime.getRuntime().availableProcessors();

  private static final String LOOPBACK = "127.0.0.1";

  private FlinkSettings() {}

  static Configuration ofACluster() {
    Configuration settings = new Configuration();
    settings.set(RestOptions.ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    // any that is free
    settings.set(RestOptions.BIND_PORT, "0");
    return settings;
  }

  /**
   * @param rest where the cluster takes jobs
   */
  static Configuration ofAJob(Configuration cluster, URI rest) {
    Configuration settings = new Configuration(cluster);
    settings.set(DeploymentOptions.TARGET, "remote");
    settings.set(RestOptions.PORT, rest.getPort());
    settings.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    // no copies from operator to operator
    // https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/deployment/config/#pipeline-object-reuse
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(TableConfigOptions.LOCAL_TIME_ZONE, "UTC");
    return settings;
  }
}
