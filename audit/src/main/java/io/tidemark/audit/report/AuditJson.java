package io.tidemark.audit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** Reports for programs. */
final class AuditJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private AuditJson() {}

  /**
   * Indented JSON with names in snake case: an object, or an array of them for a stream with
   * several kinds of windows.
   */
  static String of(List<AuditReport> reports) {
    try {
      return JSON.writeValueAsString(reports.size() == 1 ? reports.get(0) : reports) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
