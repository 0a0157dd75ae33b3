package io.tidemark.superset;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Python that Superset runs on: 3.11 or 3.12, with the module {@code venv}. */
record SupersetPython(Path program) {
  private static final List<String> NAMES = List.of("python3.11", "python3.12", "python3");
  private static final List<String> VERSIONS = List.of("3.11", "3.12");
  private static final List<String> USUAL =
      List.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin");
  private static final long LIMIT_SECONDS = 20;

  /**
   * Finds a Python.
   *
   * @param named the program that the user names, or null
   * @param path the value of {@code PATH}, or null
   * @param home the user's folder, where pyenv keeps its versions
   * @throws UsageError when the one that the user names does not fit
   * @throws UserError when none is found; says how to get one
   */
  static SupersetPython find(Path named, String path, Path home) {
    if (named != null) {
      if (!fits(named)) {
        throw new UsageError(
            "--superset-python: expected a Python 3.11 or 3.12 with the module venv, found none: "
                + named);
      }
      return new SupersetPython(named.toAbsolutePath());
    }
    List<Path> folders = folders(path, home);
    for (String name : NAMES) {
      for (Path folder : folders) {
        Path program = folder.resolve(name);
        if (Files.isExecutable(program) && fits(program)) {
          return new SupersetPython(program);
        }
      }
    }
    throw new UserError(
        "Superset needs Python 3.11 or 3.12 with the module venv, found none in PATH, "
            + String.join(", ", USUAL)
            + " and ~/.pyenv: install one (Debian and Ubuntu: apt install python3-venv; macOS: brew"
            + " install python@3.12; anywhere: pyenv install 3.12) or name it with"
            + " --superset-python; with Docker none is needed: docker compose --profile dashboards"
            + " up");
  }

  private static List<Path> folders(String path, Path home) {
    List<Path> folders = new ArrayList<>();
    if (path != null) {
      Stream.of(path.split(File.pathSeparator))
          .filter(folder -> !folder.isEmpty())
          .forEach(folder -> folders.add(Path.of(folder)));
    }
    USUAL.forEach(folder -> folders.add(Path.of(folder)));
    try (Stream<Path> versions = Files.list(home.resolve(".pyenv/versions"))) {
      versions.sorted().forEach(version -> folders.add(version.resolve("bin")));
    } catch (IOException none) {
      // no pyenv
    }
    return folders;
  }

  private static boolean fits(Path program) {
    try {
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  "-c",
                  "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])")
              .redirectErrorStream(true)
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      String version =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.exitValue() == 0 && VERSIONS.contains(version);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while looking for Python", e);
    }
  }
}
