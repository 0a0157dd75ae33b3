package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code docs/reference.md}, the reference of all commands. The commands are on three class paths;
 * each class path has a part of the page, between two markers.
 */
public final class ReferencePage {
  /** The property that rewrites the part when it is {@code true}. */
  private static final String PROPERTY = "tidemark.write";

  private static final String COMMAND =
      "./mvnw -q test -pl tidemark-cli,spark-aggregator,benchmarks/runner -am"
          + " '-Dtest=*ReferenceTest' -Dsurefire.failIfNoSpecifiedTests=false -D"
          + PROPERTY
          + "=true";

  /** The variable's cell in the row of an option. */
  private static final Pattern VARIABLE =
      Pattern.compile("(?m)^\\| `--.* \\| `(TIDEMARK_[A-Z_]+)` \\| .*$");

  private final Path file = root().resolve("docs/reference.md");
  private final String part;
  private final CommandLine line;

  /**
   * @param part the name in the markers
   * @param command the root command
   * @param factory creates the subcommands
   */
  public ReferencePage(String part, Object command, IFactory factory) {
    this.part = part;
    line = Commands.commandLine(command, factory);
    // the page must not depend on the environment of the build
    line.setDefaultValueProvider(new EnvironmentDefaults(Map.of()));
  }

  /** Fails unless the part equals the reference of the commands. */
  public void mustHold() throws IOException {
    String page = Files.readString(file);
    Pattern between =
        Pattern.compile("(?s)(<!-- generated: " + part + " -->\n).*?(?=<!-- end -->)");
    Matcher found = between.matcher(page);
    assertThat(found.find()).as("the marker of the part " + part + " in " + file).isTrue();
    String expected = found.replaceFirst("$1\n" + Matcher.quoteReplacement(reference().render()));
    if (Boolean.getBoolean(PROPERTY)) {
      Files.writeString(file, expected);
      return;
    }
    assertThat(page)
        .as(file + " is not what the commands give; run: " + COMMAND)
        .isEqualTo(expected);
  }

  /** Fails unless each default is the last thing that a description says. */
  public void everyDescriptionMustEndWithTheDefault() {
    for (CommandSpec command : reference().commands()) {
      for (ArgSpec argument : command.args()) {
        String description = String.join(" ", argument.description());
        String name = command.qualifiedName() + " " + argument.paramLabel() + ": " + description;
        if (argument.isOption() && !EnvironmentDefaults.isRead((OptionSpec) argument)) {
          continue;
        }
        if (argument.defaultValue() != null) {
          assertThat(description).as(name).endsWith("(default: " + argument.defaultValue() + ").");
        }
        assertThat(description.replaceFirst("\\(default: [^()]*(\\([^()]*\\)[^()]*)*\\)\\.$", ""))
            .as(name)
            .doesNotContain("default:");
      }
    }
  }

  /**
   * Fails unless a variable that several commands read has the same meaning in all of them,
   * including the commands of the other parts.
   */
  public void everyVariableMustHaveOneMeaning() throws IOException {
    Map<String, List<Object>> meanings = new HashMap<>();
    for (CommandSpec command : reference().commands()) {
      for (OptionSpec option : CommandReference.options(command)) {
        String variable = EnvironmentDefaults.variable(option);
        require(variable, meanings, meaning(option));
        assertThat(variable).isNotEqualTo(Commands.DEBUG);
      }
    }
    if (Boolean.getBoolean(PROPERTY)) {
      // the parts of the other class paths are not all written yet
      return;
    }
    Map<String, List<Object>> rows = new HashMap<>();
    Matcher row = VARIABLE.matcher(Files.readString(file));
    while (row.find()) {
      require(row.group(1), rows, List.of(row.group()));
    }
    assertThat(rows).as("rows of the page").isNotEmpty();
  }

  private static List<Object> meaning(OptionSpec option) {
    return List.of(
        option.type(),
        option.arity(),
        option.splitRegex(),
        option.paramLabel(),
        String.valueOf(option.defaultValue()),
        List.of(option.description()));
  }

  private static void require(
      String variable, Map<String, List<Object>> meanings, List<Object> meaning) {
    assertThat(meaning)
        .as(
            "%s has several meanings: give the option another name or the same description, or"
                + " list it in EnvironmentDefaults.SEVERAL_MEANINGS",
            variable)
        .isEqualTo(meanings.getOrDefault(variable, meaning));
    meanings.put(variable, meaning);
  }

  private CommandReference reference() {
    return new CommandReference(line);
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
