package io.tidemark.stack.secure;

import io.tidemark.cli.UserError;
import io.tidemark.process.ClassPath;
import io.tidemark.process.DruidRelease;
import io.tidemark.process.FileTrees;
import io.tidemark.process.LoggedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The jar of Druid's extension druid-basic-security. It is taken from the Maven repository or,
 * where that lacks it, compiled from Druid's source release; then it is cached.
 *
 * @param projectRoot the folder with {@code mvnw}
 * @param cache the folder that keeps the jar, and the log of its build
 * @param druid Druid's jars, against which it is compiled
 */
public record SecurityExtension(Path projectRoot, Path cache, ClassPath druid) {
  private static final String NAME = "druid-basic-security";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private String jarName() {
    return NAME + "-" + druid.druidVersion() + ".jar";
  }

  /**
   * Returns the jar, which is made if it is not in the cache.
   *
   * @param progress receives one line for each step
   * @throws UserError when it cannot be had
   */
  public Path obtain(Consumer<String> progress) {
    Path jar = cache.resolve(jarName());
    if (Files.isRegularFile(jar)) {
      return jar;
    }
    try {
      Files.createDirectories(cache);
      FileTrees.make(jar, work -> obtainIn(work, progress));
      return jar;
    } catch (IOException e) {
      throw new UserError("cannot put Druid's extension for logins into " + cache + ": " + e, e);
    }
  }

  private Path obtainIn(Path work, Consumer<String> progress) throws IOException {
    LoggedCommands commands = new LoggedCommands(cache.resolve(NAME + ".log"), progress);
    String version = druid.druidVersion();
    String released = "org.apache.druid.extensions:" + NAME + ":" + version;
    if (commands.copyArtifact(
        "looking for Druid's extension for logins", projectRoot, LIMIT, released, work)) {
      return work.resolve(jarName());
    }
    return compile(new DruidRelease(projectRoot, version).fetch(commands, work), work, commands);
  }

  private Path compile(Path release, Path work, LoggedCommands commands) throws IOException {
    String main = "*/extensions-core/" + NAME + "/src/main/*";
    step(
        commands,
        "unpacking the extension",
        work,
        List.of("tar", "-xzf", release.toString(), "--strip-components=5", "--wildcards", main));
    Path classes = Files.createDirectory(work.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(List.of("-nowarn", "-proc:none", "-encoding", "UTF-8"));
    arguments.addAll(List.of("-cp", druid.toString(), "-d", classes.toString()));
    try (Stream<Path> tree = Files.walk(work.resolve("java"))) {
      tree.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    Path file =
        Files.write(
            work.resolve("javac.args"),
            arguments.stream()
                .map(argument -> '"' + argument.replace("\\", "\\\\") + '"')
                .toList());
    step(commands, "compiling the extension", work, List.of(jdk("javac"), "@" + file));
    Path jar = work.resolve(jarName());
    step(
        commands,
        "packing the extension",
        work,
        List.of(
            jdk("jar"),
            "--create",
            "--file",
            jar.toString(),
            "-C",
            classes.toString(),
            ".",
            "-C",
            work.resolve("resources").toString(),
            "."));
    return jar;
  }

  private static String jdk(String program) {
    Path found = Path.of(System.getProperty("java.home"), "bin", program);
    if (!Files.isExecutable(found)) {
      throw new UserError(
          "Druid's extension for logins must be compiled, and "
              + found
              + " does not exist:"
              + " install a JDK 17, or set JAVA_HOME to one");
    }
    return found.toString();
  }

  private static void step(LoggedCommands commands, String name, Path folder, List<String> command)
      throws IOException {
    if (!commands.run(name, folder, LIMIT, command)) {
      throw new UserError(
          "Druid's extension for logins could not be made, it failed at: "
              + name
              + "; the log is "
              + commands.log());
    }
  }
}
