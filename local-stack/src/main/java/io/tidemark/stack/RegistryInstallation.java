package io.tidemark.stack;

import io.tidemark.cli.UserError;
import io.tidemark.process.FileTrees;
import io.tidemark.process.LoggedCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
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
    Properties properties = new Properties();
    try (InputStream in = RegistryInstallation.class.getResourceAsStream("registry.properties")) {
      properties.load(Objects.requireNonNull(in, "no registry.properties on the class path"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RegistryInstallation(
        projectRoot, projectRoot.resolve(".tidemark/registry"), properties.getProperty("version"));
  }

  private String artifact() {
    return "apicurio-registry-app-" + version;
  }

  /** The jar, whose manifest names the jars beside it. */
  Path program() {
    return folder.resolve(version).resolve(artifact() + "-runner.jar");
  }

  /**
   * Fetches and unpacks it, unless it is there.
   *
   * @param progress receives one line for each step
   * @throws UserError when it cannot be had or unpacked
   */
  void obtain(Consumer<String> progress) {
    if (Files.exists(program())) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path work = Files.createTempDirectory(folder, "unpacking-");
      try {
        Path made = obtainIn(work, new LoggedCommands(folder.resolve("fetch.log"), progress));
        Files.move(made, folder.resolve(version), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        FileTrees.delete(work);
      }
    } catch (IOException e) {
      throw new UserError("cannot put the schema registry into " + folder + ": " + e, e);
    }
  }

  private Path obtainIn(Path work, LoggedCommands commands) throws IOException {
    String coordinates = "io.apicurio:apicurio-registry-app:" + version + ":tar.gz:all";
    if (!commands.copyArtifact(
        "fetching the schema registry (109 MB)", projectRoot, LIMIT, coordinates, work)) {
      throw new UserError(
          "the schema registry, the artifact "
              + coordinates
              + ", cannot be had from the Maven repository; the log is "
              + commands.log());
    }
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
