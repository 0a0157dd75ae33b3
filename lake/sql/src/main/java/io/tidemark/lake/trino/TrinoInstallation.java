package io.tidemark.lake.trino;

import io.tidemark.cli.ProjectVersion;
import io.tidemark.cli.UserError;
import io.tidemark.process.FileTrees;
import io.tidemark.process.LoggedCommands;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Trino as far as the lake needs it: the server, the plugin for Iceberg with SQLite's driver, and
 * the command line. The artifacts come from the Maven repository.
 *
 * @param projectRoot the folder with {@code mvnw}
 * @param folder holds an installation for each version
 */
record TrinoInstallation(Path projectRoot, Path folder, String version) {
  /** 476 is the last version whose server is in the Maven repository. */
  static final String SIZE = "fetching 560 MB from the Maven repository, 260 MB on disk";

  private static final Duration LIMIT = Duration.ofMinutes(60);

  /** Jars of the plugin for catalogs and storage that the settings made here do not use. */
  private static final Pattern UNUSED =
      Pattern.compile(
          "(net\\.snowflake|org\\.rocksdb|io\\.trino\\.coral|io\\.grpc|org\\.alluxio"
              + "|com\\.google\\.(api\\.grpc|cloud)|org\\.conscrypt|com\\.azure"
              + "|software\\.amazon\\.awssdk_glue|io\\.netty_netty-codec-native-quic)[_.-].*");

  /** The installation in the project's folder, of the version of the parent POM. */
  static TrinoInstallation of(Path projectRoot) {
    String version = ProjectVersion.read(TrinoInstallation.class, "trino.properties");
    return new TrinoInstallation(projectRoot, projectRoot.resolve(".tidemark/trino"), version);
  }

  /** The folder with {@code lib} and {@code plugin}. */
  Path home() {
    return folder.resolve(version);
  }

  /** Trino's command line, a program that Java 17 runs. */
  Path commandLine() {
    return home().resolve("trino-cli.jar");
  }

  /**
   * Fetches and unpacks what is not there yet.
   *
   * @param progress receives one line for each step
   * @throws UserError when an artifact cannot be had or unpacked
   */
  void obtain(Consumer<String> progress) {
    if (Files.isDirectory(home())) {
      return;
    }
    try {
      Files.createDirectories(folder);
      progress.accept("Trino " + version + " is not here yet: " + SIZE + " in " + home());
      LoggedCommands commands = new LoggedCommands(folder.resolve("fetch.log"), progress);
      FileTrees.make(home(), work -> obtainIn(work, commands));
    } catch (IOException e) {
      throw new UserError("cannot put Trino into " + folder + ": " + e, e);
    }
  }

  private Path obtainIn(Path work, LoggedCommands commands) throws IOException {
    Path server = Files.createDirectory(work.resolve("server"));
    Path core =
        fetch(commands, work, "trino-server-core", "tar.gz", "", "fetching the server (194 MB)");
    List<String> unpack =
        List.of("tar", "-xzf", core.toString(), "-C", server.toString(), "--strip-components=1");
    if (!commands.run("unpacking the server", work, LIMIT, unpack)) {
      throw new UserError("cannot unpack " + core + "; the log is " + commands.log());
    }
    Path made = Files.createDirectory(work.resolve("made"));
    for (String part : List.of("lib", "NOTICE")) {
      Files.move(server.resolve(part), made.resolve(part));
    }
    Path plugin = Files.createDirectories(made.resolve("plugin/iceberg"));
    Path zip =
        fetch(
            commands, work, "trino-iceberg", "zip", "", "fetching the plugin for Iceberg (346 MB)");
    unzip(zip, plugin);
    Path sqlite = sqlite();
    Files.copy(sqlite, plugin.resolve(sqlite.getFileName()));
    Path cli =
        fetch(
            commands, work, "trino-cli", "jar", "executable", "fetching the command line (18 MB)");
    Files.copy(cli, made.resolve("trino-cli.jar"));
    return made;
  }

  private Path fetch(
      LoggedCommands commands, Path work, String artifact, String type, String kind, String step)
      throws IOException {
    String coordinates =
        "io.trino:" + artifact + ":" + version + ":" + type + (kind.isEmpty() ? "" : ":" + kind);
    commands.fetchArtifact(step, projectRoot, LIMIT, "a part of Trino", coordinates, work);
    String name = artifact + "-" + version + (kind.isEmpty() ? "" : "-" + kind) + "." + type;
    return work.resolve(name);
  }

  private static void unzip(Path zip, Path plugin) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName().replaceFirst("^.*/", "");
        if (name.endsWith(".jar") && !UNUSED.matcher(name).matches()) {
          Files.copy(in, plugin.resolve(name));
        }
      }
    }
  }

  /** The jar of SQLite's driver, which the commands have on their class path. */
  private static Path sqlite() {
    try {
      return Path.of(
          Class.forName("org.sqlite.JDBC")
              .getProtectionDomain()
              .getCodeSource()
              .getLocation()
              .toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException("SQLite's driver is not on the class path", e);
    }
  }
}
