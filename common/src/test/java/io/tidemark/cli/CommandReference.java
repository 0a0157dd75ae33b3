package io.tidemark.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The commands of one class path in Markdown: a section per command, with its options. */
final class CommandReference {
  private static final Pattern DEFAULT = Pattern.compile("(?s)(.*?) ?\\(default: (.*)\\)\\.");
  private static final String HEADER =
      """
      | option | default | environment variable | meaning |
      |---|---|---|---|
      """;

  private final CommandLine root;
  private final Set<Row> seen = new LinkedHashSet<>();
  private final Set<Row> shared = new LinkedHashSet<>();

  /**
   * An option in the form of the page.
   *
   * @param text the name and the parameter
   * @param standard the default, or empty
   */
  private record Row(String text, String standard, String variable, String meaning) {
    String render() {
      return "| "
          + Stream.of(code(text), standard, code(variable), meaning)
              .map(cell -> cell.replace("|", "\\|"))
              .collect(Collectors.joining(" | "))
          + " |\n";
    }
  }

  CommandReference(CommandLine root) {
    this.root = root;
    commands()
        .forEach(
            command -> rows(command).stream().filter(row -> !seen.add(row)).forEach(shared::add));
  }

  /** All commands that have their own options, the root first. */
  List<CommandSpec> commands() {
    List<CommandSpec> commands = new ArrayList<>(List.of(root.getCommandSpec()));
    for (CommandLine command : root.getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      // a launcher forwards all options to the commands of another class path
      if (spec.unmatchedArgsBindings().isEmpty()) {
        commands.add(spec);
      }
    }
    return commands;
  }

  /** The options that have a variable, by name. */
  static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream()
        .filter(EnvironmentDefaults::isRead)
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .toList();
  }

  String render() {
    StringBuilder page = new StringBuilder();
    for (CommandSpec command : commands()) {
      section(page, command);
      if (command == root.getCommandSpec() && !shared.isEmpty()) {
        page.append("### Options of several commands of `").append(name(command)).append("`\n\n");
        table(page, shared.stream().sorted(Comparator.comparing(Row::text)).toList());
      }
    }
    return page.toString();
  }

  private void section(StringBuilder page, CommandSpec command) {
    page.append(command == root.getCommandSpec() ? "## `" : "### `");
    page.append(name(command)).append("`\n\n");
    page.append(String.join(" ", command.usageMessage().description())).append("\n\n");
    page.append("```\n").append(synopsis(command)).append("\n```\n\n");
    List<Row> rows = new ArrayList<>();
    command.positionalParameters().forEach(parameter -> rows.add(row(parameter)));
    List<String> others = new ArrayList<>();
    for (OptionSpec option : options(command)) {
      if (shared.contains(ofAnyCommand(option))) {
        others.add(code(option.longestName()));
      } else {
        rows.add(row(option, EnvironmentDefaults.variable(option)));
      }
    }
    table(page, rows);
    if (!others.isEmpty()) {
      page.append("Of several commands: ").append(String.join(", ", others)).append(".\n\n");
    }
    footer(page, command);
  }

  private static void table(StringBuilder page, List<Row> rows) {
    if (!rows.isEmpty()) {
      page.append(HEADER);
      rows.forEach(row -> page.append(row.render()));
      page.append('\n');
    }
  }

  /** The lines that begin with a space are commands, the others paragraphs. */
  private static void footer(StringBuilder page, CommandSpec command) {
    List<String> lines = new ArrayList<>(List.of(command.usageMessage().footer()));
    lines.removeIf(line -> line.isEmpty() || line.startsWith(VariablesFooter.BEGINNING));
    List<String> examples = lines.stream().filter(line -> line.startsWith(" ")).toList();
    lines.removeAll(examples);
    lines.forEach(line -> page.append(plain(line)).append("\n\n"));
    if (!examples.isEmpty()) {
      page.append("```\n");
      examples.forEach(line -> page.append(plain(line).strip()).append('\n'));
      page.append("```\n\n");
    }
  }

  private static List<Row> rows(CommandSpec command) {
    return options(command).stream().map(CommandReference::ofAnyCommand).toList();
  }

  /** Gives the same row for each command with the option, also when the variables differ. */
  private static Row ofAnyCommand(OptionSpec option) {
    return row(option, EnvironmentDefaults.variable(option, "<command>"));
  }

  private static Row row(OptionSpec option, String variable) {
    String text = String.join(", ", option.names());
    if (option.arity().max() > 0) {
      String label = option.paramLabel();
      text += " " + label + (option.splitRegex().isEmpty() ? "" : "[," + label + "…]");
    }
    return row(option, text, variable);
  }

  private static Row row(PositionalParamSpec parameter) {
    return row(parameter, parameter.paramLabel(), "");
  }

  private static Row row(ArgSpec argument, String text, String variable) {
    String meaning = plain(String.join(" ", argument.description()));
    Matcher parts = DEFAULT.matcher(meaning);
    return parts.matches()
        ? new Row(text, parts.group(2), variable, withStop(parts.group(1)))
        : new Row(text, "", variable, meaning);
  }

  private static String withStop(String sentence) {
    return sentence.matches("(?s).*[.!?]") ? sentence : sentence + ".";
  }

  private static String name(CommandSpec command) {
    String name = command.qualifiedName(" ");
    return name.startsWith("tidemark") ? "./" + name : "./tidemark " + name;
  }

  private static String synopsis(CommandSpec command) {
    String synopsis = command.commandLine().getHelp().abbreviatedSynopsis().strip();
    return name(command) + synopsis.substring(command.qualifiedName(" ").length());
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  /** Formats a description like picocli, which treats descriptions as format strings. */
  private static String plain(String format) {
    return format.replace("%%", "%");
  }
}
