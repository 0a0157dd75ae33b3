package io.tidemark.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidReader;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.RetryableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The number of readings in each hour of event time.
 *
 * @param hours by the start of the hour; an hour without readings is missing
 */
record ReadingCounts(SortedMap<Instant, Long> hours) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * An hour in which Druid has another number of readings.
   *
   * @param stored the number in Druid
   * @param found the number in the new rows
   */
  record Difference(Instant hour, long stored, long found) {}

  /**
   * Counts the rows that the batch has written, one JSON object per line.
   *
   * @throws UserError when a file cannot be read
   */
  static ReadingCounts read(StreamDefinition definition, Path folder) {
    SortedMap<Instant, Long> hours = new TreeMap<>();
    String time = definition.raw().time().name();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, WindowRows.FILES)) {
      for (Path file : files) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Instant moment = Instant.ofEpochMilli(JSON.readTree(line).path(time).longValue());
            hours.merge(moment.truncatedTo(ChronoUnit.HOURS), 1L, Long::sum);
          }
        }
      }
      return new ReadingCounts(hours);
    } catch (IOException e) {
      throw new UserError("cannot read the rows in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Counts the rows of the raw datasource, by one query; none when there is no datasource. */
  static ReadingCounts stored(DruidReader druid, StreamDefinition definition, TimeInterval span) {
    SortedMap<Instant, Long> hours = new TreeMap<>();
    druid.lines(
        "SELECT TIMESTAMP_TO_MILLIS(FLOOR(__time TO HOUR)), COUNT(*) FROM \""
            + definition.raw().topic()
            + "\" WHERE __time >= MILLIS_TO_TIMESTAMP("
            + span.from().toEpochMilli()
            + ") AND __time < MILLIS_TO_TIMESTAMP("
            + span.to().toEpochMilli()
            + ") GROUP BY 1",
        line -> {
          JsonNode row = parse(line);
          hours.put(Instant.ofEpochMilli(row.path(0).longValue()), row.path(1).longValue());
        });
    return new ReadingCounts(hours);
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new RetryableException("the answer breaks off", e);
    }
  }

  long total() {
    return hours.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The hours in which this, the new rows, differs from what is stored. */
  List<Difference> differences(ReadingCounts stored) {
    Set<Instant> all = new TreeSet<>(hours.keySet());
    all.addAll(stored.hours.keySet());
    List<Difference> different = new ArrayList<>();
    for (Instant hour : all) {
      long found = hours.getOrDefault(hour, 0L);
      long there = stored.hours.getOrDefault(hour, 0L);
      if (found != there) {
        different.add(new Difference(hour, there, found));
      }
    }
    return different;
  }

  /**
   * Returns when at least these readings are stored: later ones of the same hours may have come.
   *
   * @throws RetryableException when there are fewer
   */
  void awaitStored(ReadingCounts stored) {
    for (Difference hour : differences(stored)) {
      if (hour.stored() < hour.found()) {
        throw new RetryableException(
            "queries see "
                + hour.stored()
                + " readings of the hour "
                + hour.hour()
                + ", not "
                + hour.found());
      }
    }
  }
}
