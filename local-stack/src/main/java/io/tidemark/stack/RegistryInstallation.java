package io.tidemark.stack;

import io.tidemark.cli.ProjectVersion;
import io.tidemark.cli.UserError;
import io.tidemark.process.FileTrees;
import io.tidemark.process.LoggedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The schema registry's program, Apicurio Registry, which is an artifact of the Maven repository.
 *
 * @param projectRoot the folder with {@code mvnw}
 * @param folder holds an installation for each version
 */
record RegistryInstallation(Path projectRoot, Path folder, String version) {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** The installation in the project's folder, of the version of the parent POM. */
  static RegistryInstallation of(Path projectRoot) {
    String version = ProjectVersion.read(RegistryInstallation.class, "registry.properties");
    return new RegistryInstallation(
        projectRoot, projectRoot.resolve(".tidemark/registry"), version);
  }

  private String artifact() {
    return "apicurio-registry-app-" + version;
  }

  /** The jar, whose manifest names the jars beside it. */
  Path program() {
    return folder.resolve(version).resolve(artifact() + "-runner.jar");
  }

  /**
   * Fetches and unpacks it, unless it is there, and returns it.
   *
   * @param progress receives one line for each step
   * @throws UserError when it cannot be had or unpacked
   */
  Path obtain(Consumer<String> progress) {
    if (Files.exists(program())) {
      return program();
    }
    try {
      Files.createDirectories(folder);
      LoggedCommands commands = new LoggedCommands(folder.resolve("fetch.log"), progress);
      FileTrees.make(folder.resolve(version), work -> obtainIn(work, commands));
      return program();
    } catch (IOException e) {
      throw new UserError("cannot put the schema registry into " + folder + ": " + e, e);
    }
  }

  private Path obtainIn(Path work, LoggedCommands commands) throws IOException {
    String coordinates = "io.apicurio:apicurio-registry-app:" + version + ":tar.gz:all";
    commands.fetchArtifact(
        "fetching the schema registry (109 MB)",
        projectRoot,
        LIMIT,
        "the schema registry",
        coordinates,
        work);
    Path made = Files.createDirectory(work.resolve("made"));
    Path archive = work.resolve(artifact() + "-all.tar.gz");
    List<String> unpack =
        List.of("tar", "-xzf", archive.toString(), "-C", made.toString(), "--no-same-owner");
    if (!commands.run("unpacking it", work, LIMIT, unpack)) {
      throw new UserError("cannot unpack " + archive + "; the log is " + commands.log());
    }
    return made;
  }
}
