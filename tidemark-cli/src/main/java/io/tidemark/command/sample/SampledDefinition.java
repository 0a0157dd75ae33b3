package io.tidemark.command.sample;

import static java.util.stream.Collectors.joining;

import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.model.yaml.DefinitionException;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A definition that was made from a sample, and tried on it.
 *
 * @param text the YAML of the definition
 * @param table what was found, with several lines
 * @param notes what is not certain, and what was left out
 * @param read the number of records of the sample that the definition reads
 * @param refused the other records, by reason
 * @param first the earliest event time, epoch milliseconds; null when no record has one
 * @param latest the latest event time, epoch milliseconds; null when no record has one
 */
public record SampledDefinition(
    String text,
    String table,
    List<String> notes,
    int read,
    Map<String, Refused> refused,
    Long first,
    Long latest) {

  private static final int MOST_FIELDS = 60;
  private static final int LONGEST_EXAMPLE = 100;

  /**
   * Records that are refused for the same reason.
   *
   * @param example the first of them, shortened
   */
  public record Refused(int count, String example) {}

  /**
   * Makes a definition.
   *
   * @param name of the stream
   * @throws UserError when the sample has no readings, or a recording has no event time
   */
  public static SampledDefinition of(String name, Sample sample) {
    DefinitionText.Content content = content(name, sample);
    String text = DefinitionText.of(content);
    StreamDefinition definition = read(name, text);
    Map<String, Refused> refused = new LinkedHashMap<>();
    int read = decode(definition.raw(), sample, refused);
    return new SampledDefinition(
        text,
        SampleTable.of(content),
        notes(content),
        read,
        refused,
        content.times().millis().stream().min(Long::compare).orElse(null),
        content.times().millis().stream().max(Long::compare).orElse(null));
  }

  private static DefinitionText.Content content(String name, Sample sample) {
    ColumnScan.Found found = ColumnScan.of(sample);
    if (found.objects() == 0 || found.columns().isEmpty()) {
      throw new UserError(nothing(sample));
    }
    TimeSearch.Found time = time(sample, found);
    FieldNames names = new FieldNames();
    String timeName =
        time.columns().size() == 1
            ? names.of(time.columns().get(0).location())
            : names.unique("time");
    boolean[] timed = timed(sample, time);
    int objects =
        time.columns().isEmpty() ? found.objects() : time.columns().get(0).only(timed).seen();
    FieldProposals proposals = new FieldProposals(sample.csv(), objects, names);
    List<FieldProposal> fields = new ArrayList<>();
    List<String> leftOut = new ArrayList<>(found.leftOut());
    List<String> beyond = new ArrayList<>();
    int place = 0;
    for (SampleColumn column : found.columns()) {
      if (time.columns().contains(column)) {
        place = column == time.columns().get(0) ? fields.size() : place;
        continue;
      }
      ColumnSummary summary = new ColumnSummary(column.only(timed), sample.semicolons());
      if (summary.type() == null) {
        leftOut.add(column.path() + ": no reading has a value");
      } else if (fields.size() == MOST_FIELDS - 1) {
        beyond.add(column.path());
      } else {
        fields.add(proposals.of(summary));
      }
    }
    if (!beyond.isEmpty()) {
      leftOut.add(
          beyond.size()
              + " more than "
              + MOST_FIELDS
              + ": "
              + beyond.stream().limit(10).collect(joining(", ")));
    }
    return new DefinitionText.Content(
        name,
        sample,
        time,
        timeName,
        EventTimes.of(sample, time),
        fields,
        place,
        Grouping.of(sample, fields, objects),
        objects,
        leftOut);
  }

  /** The records that have the event time; no other can be a reading. */
  private static boolean[] timed(Sample sample, TimeSearch.Found time) {
    boolean[] timed = new boolean[sample.records().size()];
    for (int i = 0; i < timed.length; i++) {
      int index = i;
      timed[i] = time.columns().stream().allMatch(one -> one.cell(index) != null);
    }
    return timed;
  }

  private static String nothing(Sample sample) {
    if (sample.records().isEmpty()) {
      return sample.source()
          + ": expected records, found "
          + (sample.columns().isEmpty() ? "none" : "a line with names and nothing after it");
    }
    Sample.SampleRecord first = sample.records().get(0);
    return sample.source()
        + ": expected JSON objects with values, or CSV rows, found none in "
        + HumanFormat.count(sample.records().size(), "record")
        + "; the first is "
        + example(first)
        + (first.problem() == null ? "" : " (" + first.problem() + ")");
  }

  private static TimeSearch.Found time(Sample sample, ColumnScan.Found found) {
    TimeSearch.Found time = new TimeSearch(sample.csv(), found.objects()).best(found.columns());
    if (time == null && sample.topic() == null) {
      throw new UserError(
          sample.source()
              + ": expected a column with the event time, found none among "
              + YamlText.shortened(
                  found.columns().stream().map(SampleColumn::path).collect(joining(", ")), 200)
              + "; a recording needs one, such as 2026-01-31T12:00:00Z or epoch seconds");
    }
    return time == null ? TimeSearch.Found.ofRecord() : time;
  }

  /** Reads the definition as every command does. */
  private static StreamDefinition read(String name, String text) {
    try {
      Path folder = Files.createTempDirectory("tidemark-new");
      Path file = folder.resolve(name + ".yaml");
      try {
        Files.writeString(file, text);
        return DefinitionReader.read(file);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (DefinitionException e) {
      throw new UserError("no valid definition can be made of this sample: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UserError("cannot write a temporary file: " + e.getMessage(), e);
    }
  }

  private static int decode(StreamDefinition.Raw raw, Sample sample, Map<String, Refused> refused) {
    RawDecoder decoder = new RawDecoder(raw);
    Reading reading = raw.newReading();
    int read = 0;
    for (Sample.SampleRecord record : sample.records()) {
      String problem =
          record.problem() == null
              ? decoder.decode(record.value(), record.timestamp(), reading)
              : record.problem();
      if (problem == null) {
        read++;
      } else {
        refused.merge(
            problem,
            new Refused(1, example(record)),
            (before, one) -> new Refused(before.count() + 1, before.example()));
      }
    }
    return read;
  }

  private static String example(Sample.SampleRecord record) {
    return record.value() == null
        ? "null"
        : YamlText.comment(
            YamlText.shortened(
                new String(record.value(), StandardCharsets.UTF_8), LONGEST_EXAMPLE));
  }

  private static List<String> notes(DefinitionText.Content content) {
    List<String> notes = new ArrayList<>();
    for (String comment : content.time().comments()) {
      notes.add(content.timeName() + ": " + comment);
    }
    for (FieldProposal field : content.fields()) {
      field.comments().stream()
          .filter(comment -> comment.startsWith("?"))
          .forEach(comment -> notes.add(field.name() + ": " + comment));
    }
    if (content.times().newestFirst()) {
      notes.add(
          content.timeName()
              + ": ? the newest reading comes first; sort the recording by time before a replay");
    }
    if (!content.leftOut().isEmpty()) {
      notes.add(
          "left out: "
              + YamlText.shortened(YamlText.comment(String.join("; ", content.leftOut())), 200));
    }
    return notes;
  }

  /** Whether event times are before the earliest one that a replay takes by default. */
  public boolean isEarly() {
    return first != null && first < TimeLimits.DEFAULT.earliest();
  }

  /** Whether event times are in the future, which a replay refuses. */
  public boolean isAhead(Instant now) {
    return latest != null && latest > now.plusSeconds(60).toEpochMilli();
  }
}
