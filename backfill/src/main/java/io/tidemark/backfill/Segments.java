package io.tidemark.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidClient;
import io.tidemark.retry.RetryableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The published segments of a datasource. Each method asks once, as the others do. */
final class Segments {
  private static final String DATASOURCES = "/druid/coordinator/v1/";

  private final DruidClient router;
  private final String datasource;

  Segments(DruidClient router, String datasource) {
    this.router = router;
    this.datasource = datasource;
  }

  /**
   * A segment.
   *
   * @param version a later one hides an earlier one of the same time; a point in time as text
   * @param empty whether it stands for no rows
   */
  record Segment(String id, TimeInterval span, String version, boolean empty) {}

  /**
   * A part of a segment.
   *
   * @param spans the time whose rows belong to it
   */
  record Part(String id, List<TimeInterval> spans) {}

  /** The segments that are in use and have a part in a span, hidden ones among them. */
  Set<Segment> of(TimeInterval span) {
    String intervals = JsonNodeFactory.instance.arrayNode().add(span.toString()).toString();
    DruidAnswer answer =
        router.post(
            DATASOURCES + "metadata/datasources/" + datasource + "/segments?full", intervals);
    Set<Segment> segments = new HashSet<>();
    for (JsonNode segment : answer.body()) {
      segments.add(
          new Segment(
              segment.path("identifier").asText(),
              TimeInterval.parse(segment.path("interval").asText()),
              segment.path("version").asText(),
              segment.at("/shardSpec/type").asText().equals("tombstone")));
    }
    return segments;
  }

  /** Returns once historicals serve all segments of a span. */
  void served(TimeInterval span) {
    DruidAnswer answer =
        router.get(
            DATASOURCES
                + "datasources/"
                + datasource
                + "/loadstatus?simple&forceMetadataRefresh=true&interval="
                + span.toString().replace('/', '_'));
    long left = answer.body().path(datasource).asLong();
    if (left > 0) {
      throw new RetryableException(left + " segments are not loaded yet");
    }
  }

  /**
   * The rows that can be seen outside a span.
   *
   * @param segments all that are in use
   */
  static List<Part> outside(TimeInterval span, Set<Segment> segments) {
    List<Part> parts = new ArrayList<>();
    for (Segment segment : segments) {
      List<TimeInterval> hidden = new ArrayList<>(List.of(span));
      for (Segment other : segments) {
        if (other.version().compareTo(segment.version()) > 0) {
          hidden.add(other.span());
        }
      }
      List<TimeInterval> seen = segment.span().without(hidden);
      if (!segment.empty() && !seen.isEmpty()) {
        parts.add(new Part(segment.id(), seen));
      }
    }
    parts.sort(java.util.Comparator.comparing(Part::id));
    return parts;
  }
}
