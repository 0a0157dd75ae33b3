package io.tidemark.stack;

import io.tidemark.cli.UserError;
import io.tidemark.process.ClassPath;
import io.tidemark.process.DruidRelease;
import io.tidemark.process.FileTrees;
import io.tidemark.process.LoggedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.jar.JarFile;

/**
 * Druid's web console. The router serves it when its jar is on the class path; Druid's release on
 * Maven Central lacks that jar, so it is taken from the Maven repository or built, and then cached.
 *
 * @param projectRoot the folder with {@code mvnw}
 * @param cache the folder that keeps the jar, and the log of its build
 * @param version of Druid
 */
public record WebConsole(Path projectRoot, Path cache, String version) {
  /** The path of the console's page on the router. */
  static final String PAGE = "/unified-console.html";

  private static final Duration COPY_LIMIT = Duration.ofMinutes(5);

  /** The console for this project's version of Druid, in the user's cache folder. */
  public static WebConsole of(Path projectRoot) {
    String version = ClassPath.ofDruid(projectRoot).druidVersion();
    return new WebConsole(projectRoot, FileTrees.userCache(), version);
  }

  /** The path of the jar, which need not exist yet. */
  public Path jar() {
    return cache.resolve("web-console-" + version + ".jar");
  }

  /** The jar, if it is in the cache. */
  public Optional<Path> ifBuilt() {
    return Optional.of(jar()).filter(Files::isRegularFile);
  }

  /**
   * Returns the jar: from the cache, from the Maven repository, or built from Druid's source
   * release, which takes some minutes and needs Node.js 20 or later.
   *
   * @param progress receives one line for each step
   * @throws UserError when Node.js is missing or too old, or the build fails
   */
  public Path obtain(Consumer<String> progress) {
    if (ifBuilt().isPresent()) {
      return jar();
    }
    try {
      FileTrees.make(jar(), work -> obtainIn(work, progress));
      return jar();
    } catch (IOException e) {
      throw new UserError("cannot put the web console into " + cache + ": " + e, e);
    }
  }

  private Path obtainIn(Path work, Consumer<String> progress) throws IOException {
    LoggedCommands commands = new LoggedCommands(cache.resolve("web-console.log"), progress);
    String built = "org.apache.druid:web-console:" + version;
    if (commands.copyArtifact("looking for the jar", projectRoot, COPY_LIMIT, built, work)) {
      Path jar = work.resolve("web-console-" + version + ".jar");
      if (hasPage(jar)) {
        return jar;
      }
    }
    ConsoleBuild build = new ConsoleBuild(work, commands);
    build.requireNode();
    return build.run(new DruidRelease(projectRoot, version).fetch(commands, work));
  }

  private static boolean hasPage(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getEntry(ConsoleBuild.RESOURCE_FOLDER + PAGE) != null;
    }
  }
}
