package io.tidemark.stack;

import io.tidemark.cli.UserError;
import io.tidemark.process.LoggedCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds Druid's web console from Druid's source release. */
record ConsoleBuild(Path work, LoggedCommands commands) {
  /** The console's folder on the router's class path. */
  static final String RESOURCE_FOLDER = "org/apache/druid/console";

  private static final int NODE = 20;
  private static final Pattern NODE_VERSION = Pattern.compile("v(\\d+)\\.");
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /**
   * @throws UserError when Node.js or npm is missing, or Node.js is older than 20
   */
  void requireNode() {
    String node = versionOf("node");
    Matcher found = NODE_VERSION.matcher(node);
    if (!found.lookingAt() || Integer.parseInt(found.group(1)) < NODE) {
      throw new UserError(
          "building the web console needs Node.js "
              + NODE
              + " or later, found "
              + (node.isEmpty() ? "none" : node)
              + ": install it, then run ./tidemark console");
    }
    if (versionOf("npm").isEmpty()) {
      throw new UserError(
          "building the web console needs npm, found none: install it, then run ./tidemark console");
    }
  }

  private static String versionOf(String program) {
    try {
      Process process = new ProcessBuilder(program, "--version").start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException notFound) {
      return "";
    }
  }

  /**
   * @param release Druid's source release, a packed archive
   * @return the console's jar, in the work folder
   * @throws UserError when a step fails
   */
  Path run(Path release) throws IOException {
    Path source = Files.createDirectory(work.resolve("source"));
    // The console's help is generated from the docs.
    step(
        "unpacking",
        source,
        List.of(
            "tar",
            "-xzf",
            release.toString(),
            "--strip-components=1",
            "--wildcards",
            "*/web-console/*",
            "*/docs/*"));
    Path console = source.resolve("web-console");
    step(
        "installing what the build needs (npm ci)",
        console,
        List.of("npm", "ci", "--no-audit", "--no-fund"));
    step("building the console (some minutes)", console, List.of("script/build"));
    Path classes = work.resolve("classes");
    step(
        "collecting",
        console,
        List.of("script/cp-to", classes.resolve(RESOURCE_FOLDER).toString()));
    Path jar = work.resolve("console.jar");
    String jarProgram = Path.of(System.getProperty("java.home"), "bin", "jar").toString();
    step(
        "packing",
        work,
        List.of(jarProgram, "--create", "--file", jar.toString(), "-C", classes.toString(), "."));
    return jar;
  }

  private void step(String name, Path folder, List<String> command) throws IOException {
    if (!commands.run(name, folder, LIMIT, command)) {
      throw new UserError(
          "the web console could not be built, it failed at: "
              + name
              + "; the log is "
              + commands.log()
              + ": "
              + new ServiceLog(commands.log()).lastMeaningfulLine());
    }
  }
}
