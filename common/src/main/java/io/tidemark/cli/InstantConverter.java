package io.tidemark.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Converts ISO 8601 text to an instant; without an offset, the text is in UTC. */
final class InstantConverter {
  private InstantConverter() {}

  static Instant parseOption(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException withoutOffset) {
      try {
        return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        throw new picocli.CommandLine.TypeConversionException(
            "expected a time such as 2026-01-01T00:00:00Z, found '" + text + "'");
      }
    }
  }
}
