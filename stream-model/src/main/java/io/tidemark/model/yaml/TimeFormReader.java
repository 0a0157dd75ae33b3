package io.tidemark.model.yaml;

import io.tidemark.model.definition.TimeForm;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.definition.TimePattern;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the format and the zone of the event time. */
final class TimeFormReader {
  private TimeFormReader() {}

  static TimeForm read(YamlNode node) {
    ZoneId zone = node.has("zone") ? zone(node.get("zone")) : null;
    if (!node.has("format")) {
      return checked(node, new TimeForm(TimeFormat.MILLISECONDS, null, zone));
    }
    String text = node.get("format").text();
    Optional<TimeFormat> known =
        Arrays.stream(TimeFormat.values())
            .filter(format -> format != TimeFormat.PATTERN && format.keyword().equals(text))
            .findFirst();
    return known.isPresent()
        ? checked(node, new TimeForm(known.get(), null, zone))
        : pattern(node, text, zone);
  }

  private static TimeForm checked(YamlNode node, TimeForm form) {
    TimeFormat format = form.format();
    if (form.zone() != null && format != TimeFormat.ISO && format != TimeFormat.YYYYMMDD) {
      throw node.get("zone")
          .expected(
              "zone with iso, yyyymmdd or a pattern: other formats are UTC", format.keyword());
    }
    return form;
  }

  private static TimeForm pattern(YamlNode node, String pattern, ZoneId zone) {
    YamlNode format = node.get("format");
    try {
      TimePattern.check(pattern, zone);
    } catch (IllegalArgumentException e) {
      throw format.expected(
          "format "
              + Arrays.stream(TimeFormat.values())
                  .filter(one -> one != TimeFormat.PATTERN)
                  .map(TimeFormat::keyword)
                  .collect(Collectors.joining(", "))
              + ", or a pattern such as 'dd/MM/yyyy HH:mm:ss'",
          "'" + pattern + "' (" + e.getMessage() + ")");
    }
    if (zone == null && !TimePattern.hasZone(pattern)) {
      throw format.expected(
          "a zone beside a pattern without one, such as zone: UTC or zone: Europe/Berlin", "none");
    }
    return new TimeForm(TimeFormat.PATTERN, pattern, zone);
  }

  private static ZoneId zone(YamlNode node) {
    try {
      return ZoneId.of(node.text());
    } catch (DateTimeException e) {
      throw node.expected(
          "a time zone such as UTC, Europe/Berlin or +01:00", "'" + node.text() + "'");
    }
  }
}
