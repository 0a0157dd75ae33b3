package io.tidemark.command;

import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code describe}: prints the reference of a stream, or writes all files generated from its
 * definition.
 */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = "Prints a stream's reference; --write rewrites the files made from it.")
public final class DescribeCommand implements Callable<Integer> {
  @Mixin StreamOption stream;

  @Option(
      names = "--write",
      description =
          "Instead of printing, rewrite the files that follow from the definition: NAME.md and"
              + " NAME.schema.json (of Avro NAME.avsc) beside it, the two supervisor specs, and the"
              + " dashboard; files of the dashboard that it no longer gives are deleted.")
  boolean write;

  @Option(
      names = "--specs",
      paramLabel = "FOLDER",
      defaultValue = "supervisor-specs/specs",
      description = "The folder of the supervisor specs (default: ${DEFAULT-VALUE}).")
  Path specs;

  @Option(
      names = "--dashboards",
      paramLabel = "FOLDER",
      defaultValue = "dashboards/superset/assets",
      description = "The folder of the dashboards (default: ${DEFAULT-VALUE}).")
  Path dashboards;

  @Spec CommandSpec command;

  @Override
  public Integer call() {
    StreamDefinition definition = stream.load();
    PrintWriter out = command.commandLine().getOut();
    if (write) {
      write(definition, out);
    } else {
      out.print(StreamReference.markdown(definition));
    }
    out.flush();
    return 0;
  }

  private void write(StreamDefinition definition, PrintWriter out) {
    if (!Files.isDirectory(specs)) {
      throw new UsageError(
          "--specs: expected the folder of the supervisor specs, found no folder "
              + specs
              + "; run it in the project's folder, or make the folder first");
    }
    Path streams = stream.file().resolveSibling("");
    Map<Path, String> files = DerivedFiles.of(definition, streams, specs, dashboards);
    files.forEach((file, text) -> out.println(update(file, text) + " " + file));
    try {
      for (Path stale : DerivedFiles.stale(definition.name(), dashboards, files.keySet())) {
        Files.delete(stale);
        out.println("deleted   " + stale);
      }
    } catch (IOException e) {
      throw new UserError("cannot delete what is no longer given in " + dashboards + ": " + e, e);
    }
  }

  private static String update(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      boolean exists = Files.exists(file);
      if (exists && Arrays.equals(Files.readAllBytes(file), bytes)) {
        return "unchanged";
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, bytes);
      return exists ? "changed  " : "created  ";
    } catch (IOException e) {
      throw new UserError("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
