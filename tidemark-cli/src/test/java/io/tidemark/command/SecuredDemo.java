package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.process.ChildProgram;
import io.tidemark.stack.StackState;
import io.tidemark.stack.secure.StackLogins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code demo --secure --keep} as a process, in a project folder of its own: links to this
 * project's files, without its {@code .tidemark}.
 *
 * @param folder of the project
 * @param output what the demo has printed
 * @param arguments the command lines of all processes that it has started
 * @param state of the stack that it has left
 */
record SecuredDemo(Path folder, String output, Set<String> arguments, StackState state)
    implements AutoCloseable {
  private static final String[] LOAD = {
    "--entities",
    "100",
    "--interval",
    "1s",
    "--duration",
    "5m",
    "--speed-up",
    "0",
    "--malformed",
    "1%"
  };

  static SecuredDemo run(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(Path.of("..").toAbsolutePath().normalize())) {
      for (Path file : files.toList()) {
        if (!file.endsWith(".tidemark")) {
          Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
        }
      }
    }
    List<String> command = new ArrayList<>(List.of("demo", "--secure", "--keep", "--page", "off"));
    command.addAll(List.of("--kafka-port", "0", "--router-port", "0", "--json", "audit.json"));
    command.addAll(List.of(LOAD));
    Path output = folder.resolve("demo.log");
    Process demo =
        ChildProgram.tidemark(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(output.toFile()))
            .start();
    Set<String> arguments = new TreeSet<>();
    while (!demo.waitFor(20, TimeUnit.MILLISECONDS)) {
      demo.descendants().forEach(process -> addArguments(process.pid(), arguments));
    }
    String printed = Files.readString(output);
    System.err.println(printed);
    Path stack = folder.resolve(".tidemark/stack");
    StackState state = StackState.running(stack).orElseThrow(() -> new AssertionError(printed));
    assertThat(demo.exitValue()).as(printed).isZero();
    return new SecuredDemo(folder, printed, arguments, state);
  }

  private static void addArguments(long pid, Set<String> arguments) {
    try {
      arguments.add(Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' '));
    } catch (IOException ended) {
      // it lives no longer than that
    }
  }

  StackLogins logins() {
    return new StackLogins(Path.of(state.secure()));
  }

  JsonNode audit() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("audit.json").toFile());
  }

  /** The files below a folder of the stack. */
  List<Path> files(String below) throws IOException {
    try (Stream<Path> tree = Files.walk(folder.resolve(".tidemark/stack").resolve(below))) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }

  /**
   * The outcome of a command.
   *
   * @param said what it has written to standard error
   */
  record Outcome(int exitCode, String printed, String said) {}

  /** Runs a command on the stack in this JVM. */
  Outcome command(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
      int exitCode = Tidemark.run(arguments);
      return new Outcome(
          exitCode,
          printed.toString(StandardCharsets.UTF_8),
          said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Override
  public void close() throws IOException {
    state.stop(folder.resolve(".tidemark/stack"), System.err::println);
    // JUnit warns of each link that it deletes
    try (Stream<Path> files = Files.list(folder)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }
}
