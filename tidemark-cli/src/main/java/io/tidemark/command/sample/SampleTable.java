package io.tidemark.command.sample;

import io.tidemark.cli.text.TextTable;
import io.tidemark.model.definition.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table of what was found. */
final class SampleTable {
  private record Row(
      String column, String seen, String kinds, String examples, String none, String proposal) {}

  private final DefinitionText.Content content;
  private final List<Row> rows = new ArrayList<>();

  private SampleTable(DefinitionText.Content content) {
    this.content = content;
  }

  static String of(DefinitionText.Content content) {
    SampleTable table = new SampleTable(content);
    for (int i = 0; i <= content.fields().size(); i++) {
      if (i == content.place()) {
        content.time().columns().forEach(table::time);
      }
      if (i < content.fields().size()) {
        table.field(content.fields().get(i));
      }
    }
    return new TextTable<>(table.rows)
        .left("COLUMN", Row::column)
        .right("SEEN", Row::seen)
        .left("VALUES", Row::kinds)
        .left("EXAMPLES", Row::examples)
        .left("NO VALUE", Row::none)
        .left("PROPOSAL", Row::proposal)
        .render();
  }

  private void time(SampleColumn column) {
    TimeSearch.Found time = content.time();
    add(
        column,
        new ColumnSummary(column, false).kinds(),
        "-",
        content.timeName()
            + ": the event time, "
            + time.format()
            + (time.zone() == null ? "" : ", zone " + time.zone() + "?"));
  }

  private void field(FieldProposal field) {
    String none =
        field.noValue().stream().map(one -> "'" + one + "'").collect(Collectors.joining(" "));
    add(
        field.column(),
        field.summary().kinds(),
        none.isEmpty() ? "-" : YamlText.comment(none),
        field.name()
            + ": "
            + field.type().name().toLowerCase(Locale.ROOT)
            + (field.type() == FieldType.DECIMAL ? "(" + field.scale() + ")" : "")
            + (field.rounded() ? ", rounded" : "")
            + (field.optional() ? ", optional" : "")
            + (field == content.grouping().key() ? ", key" : "")
            + (field == content.grouping().by() ? ", by" : ""));
  }

  private void add(SampleColumn column, String kinds, String none, String proposal) {
    rows.add(
        new Row(
            YamlText.comment(YamlText.shortened(column.path(), 50)),
            FieldProposals.percent(column.seen(), content.objects()),
            kinds,
            DefinitionText.examples(column),
            none,
            YamlText.shortened(proposal, 70)));
  }
}
