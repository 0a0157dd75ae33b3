package io.tidemark.superset;

import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProcess;
import io.tidemark.process.FileTrees;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Superset in a virtual environment of Python.
 *
 * @param folder holds the environment, Superset's database, its secrets and its logs
 */
record SupersetInstallation(Path folder) {
  private static final Duration TO_END = Duration.ofSeconds(10);
  private static final int SECRET_BYTES = 24;

  /** The program {@code name} of the environment. */
  Path program(String name) {
    return folder.resolve("venv/bin").resolve(name);
  }

  Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** Whether the packages are here, and are those that this version of the project pins. */
  boolean isComplete() {
    try {
      return Files.readString(complete()).equals(resource("constraints.txt"));
    } catch (IOException e) {
      return false;
    }
  }

  private Path complete() {
    return folder.resolve("venv/complete");
  }

  /**
   * Makes the virtual environment; an incomplete or older one is replaced.
   *
   * @throws UserError when the packages cannot be had
   */
  void install(SupersetPython python, Consumer<String> say) {
    say.accept(
        "Superset is not here yet: pip fetches its packages, some 800 MB on disk in "
            + folder
            + "; this takes some minutes");
    try {
      FileTrees.delete(folder.resolve("venv"));
      Files.createDirectories(folder);
      Path pins = folder.resolve("constraints.txt");
      Files.writeString(pins, resource("constraints.txt"));
      String venv = folder.resolve("venv").toString();
      run("install", List.of(python.program().toString(), "-m", "venv", venv), Map.of());
      run(
          "install",
          List.of(
              program("python").toString(),
              "-m",
              "pip",
              "install",
              "--disable-pip-version-check",
              "--no-input",
              "-r",
              pins.toString()),
          Map.of());
      Files.copy(pins, complete());
    } catch (IOException e) {
      throw new UserError("cannot put Superset into " + folder + ": " + e, e);
    }
  }

  /**
   * Runs a program to its end.
   *
   * @param name of its log
   * @throws UserError when it fails
   */
  void run(String name, List<String> command, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log(name).toFile()));
    builder.environment().putAll(environment);
    try (ChildProcess child = ChildProcess.start(command.get(0), builder, TO_END)) {
      int code = child.await();
      if (code != 0) {
        throw new UserError(
            "expected " + command.get(0) + " to succeed, exit code " + code + "; see " + log(name));
      }
    }
  }

  /** Writes a file of this package into the folder. */
  Path unpack(String name) throws IOException {
    return Files.writeString(folder.resolve(name), resource(name));
  }

  static String resource(String name) {
    try (InputStream in = SupersetInstallation.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("cannot read " + name + " on the class path: " + e, e);
    }
  }

  /** A secret that is made once; only the owner can read its file. */
  String secret(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      byte[] bytes = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(bytes);
      Path part = Files.createTempFile(folder, name, ".part");
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(
          part,
          Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
          StandardOpenOption.TRUNCATE_EXISTING);
      Files.move(part, file);
    }
    return Files.readString(file);
  }
}
