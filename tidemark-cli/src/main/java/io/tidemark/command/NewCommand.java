package io.tidemark.command;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code new}: writes a definition as a template for a new stream. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = {
      "Write NAME.yaml, a small definition of a stream to begin one's own from.",
      "Its comments explain each line. A file that is there is never overwritten."
    },
    footer = {"", "  ./tidemark new greenhouse", "  ./tidemark new greenhouse --print"})
public final class NewCommand implements Callable<Integer> {
  private static final String FOLDER = "streams";

  @Parameters(paramLabel = "NAME", description = "The stream's name: a-z, 0-9 and '-'.")
  String name;

  @Option(
      names = "--streams",
      paramLabel = "FOLDER",
      defaultValue = FOLDER,
      description = "The folder of definitions (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Option(names = "--print", description = "Print the definition instead, and write nothing.")
  boolean print;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (!StreamDefinition.NAME.matcher(name).matches()) {
      throw new UsageError(
          "expected a name of a-z, 0-9 and '-', 100 characters at most, found '" + name + "'");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (print) {
      out.print(definition());
    } else {
      Path file = folder.resolve(name + ".yaml");
      write(file);
      out.println("created " + file + "; next:");
      String options = " --stream " + name;
      if (!folder.equals(Path.of(FOLDER))) {
        options += " --streams " + folder;
      }
      out.println("  ./tidemark demo" + options);
      out.println("  ./tidemark describe" + options + " --write");
    }
    out.flush();
    return 0;
  }

  private void write(Path file) {
    if (!Files.isDirectory(folder)) {
      throw new UsageError(
          "--streams: expected the folder of definitions, found no folder "
              + folder
              + "; run it in the project's folder, or make the folder first");
    }
    try {
      Files.writeString(file, definition(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new UsageError(
          "expected a name that is not taken, found "
              + file
              + "; choose another, or delete the file",
          e);
    } catch (IOException e) {
      throw new UserError("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private String definition() {
    try (InputStream template = NewCommand.class.getResourceAsStream("new-stream.yaml")) {
      return new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8)
          .replace("${name}", name);
    } catch (IOException e) {
      throw new UserError("cannot read the template: " + e.getMessage(), e);
    }
  }
}
