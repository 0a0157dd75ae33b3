package io.tidemark.generator.replay;

import io.tidemark.generator.content.PeekedInput;
import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.generator.options.RecordingOptions.Format;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Opens the records of a recording: decides on its format, by the options, its name, and its
 * content.
 *
 * @param longest the maximum length of a record in bytes
 * @param say receives messages for the user
 */
record RecordSource(
    StreamDefinition.Raw raw, RecordingOptions options, int longest, Consumer<String> say) {

  /**
   * The records of a recording.
   *
   * @param settings how the recording is written, for the ledger
   */
  record Opened(RecordedRecords records, Map<String, String> settings) {}

  /**
   * Opens a recording.
   *
   * @throws io.tidemark.cli.UsageError when its format is not read or conflicts with the options
   * @throws IOException when its beginning cannot be read
   */
  Opened open(Recording recording) throws IOException {
    PeekedInput in = recording.content(options.charset());
    Map<String, String> settings = new LinkedHashMap<>();
    Format format = format(recording.contentName(), in);
    settings.put("format", format.label());
    if (format != Format.CSV) {
      options.requireCsv();
      return new Opened(
          format == Format.JSONL ? new LineRecords(in, longest) : new JsonValueRecords(in, longest),
          settings);
    }
    char usual = Recording.separator(recording.contentName());
    CsvRecords rows =
        new CsvRecords(
            raw,
            options.columns == null ? recording.name() + ", header" : "--columns",
            new LineRecords(in, longest),
            longest,
            options.separator(usual),
            options.hasSeparator(),
            options.columns,
            say);
    settings.put("separator", rows.separator());
    return new Opened(rows, settings);
  }

  Format format(String name, PeekedInput in) throws IOException {
    if (options.format != null) {
      return options.format;
    }
    Format named = Recording.format(name);
    boolean csv = named == null ? options.hasCsvOptions() || !isJson(in) : named == Format.CSV;
    if (csv) {
      return Format.CSV;
    }
    return new JsonForm(in, longest).isLines() ? Format.JSONL : Format.JSON;
  }

  /** Whether the first byte that is not blank, behind a byte order mark, begins JSON. */
  private boolean isJson(PeekedInput in) throws IOException {
    int at = in.startsWith(0xef, 0xbb, 0xbf) ? 3 : 0;
    while (at < longest && in.peek(at) >= 0 && LineRecords.isBlank((byte) in.peek(at))) {
      at++;
    }
    return in.peek(at) == '{' || in.peek(at) == '[';
  }
}
