package io.tidemark.tail;

import io.tidemark.cli.text.TerminalText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes one line for each record, in columns of fixed width. */
final class TableRecordOutput implements RecordOutput {
  private static final String BETWEEN = " | ";
  private static final String NONE = "-";
  private static final int NOTE_WIDTH = 200;

  private final RecordFormat format;
  private final PrintWriter out;
  private final List<TableColumn> columns = new ArrayList<>();

  TableRecordOutput(RecordFormat format, PrintWriter out) {
    this.format = format;
    this.out = out;
    columns.add(TableColumn.number("partition", 9));
    columns.add(TableColumn.number("offset", 10));
    columns.add(TableColumn.instant("timestamp"));
    columns.add(TableColumn.text("key", format.keyWidth()));
    columns.addAll(format.columns());
    print(columns.stream().map(TableColumn::header).collect(Collectors.joining(BETWEEN)));
  }

  @Override
  public void show(ConsumerRecord<byte[], byte[]> record) {
    RecordFormat.Line line = format.line(record);
    List<String> values = new ArrayList<>();
    values.add(Integer.toString(record.partition()));
    values.add(Long.toString(record.offset()));
    values.add(record.timestamp() < 0 ? NONE : TableColumn.instant(record.timestamp()));
    values.add(record.key() == null ? NONE : TerminalText.of(record.key()));
    values.addAll(line.cells());
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      cells.add(columns.get(i).cell(values.get(i)));
    }
    if (line.note() != null) {
      cells.add(TerminalText.harmless(line.note(), NOTE_WIDTH));
    }
    print(String.join(BETWEEN, cells));
  }

  private void print(String line) {
    out.println(line.stripTrailing());
  }
}
