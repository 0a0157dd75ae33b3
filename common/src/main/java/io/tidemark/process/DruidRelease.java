package io.tidemark.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Druid's source release, of which parts are built that the Maven repository may lack.
 *
 * @param projectRoot the folder with {@code mvnw}
 * @param version of Druid
 */
public record DruidRelease(Path projectRoot, String version) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * Fetches the release, 50 MB.
   *
   * @param work the folder that gets it
   * @return a packed archive, gzip
   * @throws io.tidemark.cli.UserError when the Maven repository does not have it
   */
  public Path fetch(LoggedCommands commands, Path work) throws IOException {
    commands.fetchArtifact(
        "fetching Druid's source release (50 MB)",
        projectRoot,
        LIMIT,
        "Druid's source release",
        "org.apache.druid:distribution:" + version + ":tar.gz",
        work);
    return work.resolve("distribution-" + version + ".tar.gz");
  }
}
