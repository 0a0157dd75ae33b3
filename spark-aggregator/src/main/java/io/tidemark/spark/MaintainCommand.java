package io.tidemark.spark;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.lake.LakeOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.archive.LakeMaintenance;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code aggregate maintain}: maintains the tables of a stream once. */
@Command(
    name = "maintain",
    mixinStandardHelpOptions = true,
    description = {
      "Maintains the stream's tables in the lake once, and ends: compacts complete hours, expires",
      "older states, merges manifests, and deletes files of epochs that were never finished.",
      "It may run beside 'aggregate archive', which can also do it itself, with --maintain."
    })
final class MaintainCommand implements Callable<Integer> {
  private static final int SHUFFLE_PARTITIONS = 2;

  @Mixin StreamOption stream;
  @Mixin LakeOption lake;
  @Mixin MaintenanceOptions maintenance;

  @Override
  public Integer call() throws IOException {
    IcebergRuntime.require();
    StreamDefinition definition = stream.load();
    try (SparkSession spark =
        Session.open("tidemark maintain " + definition.name(), SHUFFLE_PARTITIONS)) {
      LakeMaintenance.run(
          spark, lake.catalog(), definition, maintenance.limits(), System.out::println);
      return 0;
    } catch (UserError e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UserError("the maintenance failed: " + RootCause.line(e), e);
    }
  }
}
