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

/** The published segments of a datasource. Each request method sends one request. */
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
   * @param version an instant as text; a later version overshadows an earlier one of the same time
   * @param empty whether it is a tombstone, which has no rows
   */
  record Segment(String id, TimeInterval span, String version, boolean empty) {}

  /**
   * A part of a segment.
   *
   * @param spans the intervals whose rows belong to the part
   */
  record Part(String id, List<TimeInterval> spans) {}

  /** The used segments that overlap a span, overshadowed ones included. */
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

  /** Returns when the historicals serve all segments of a span. */
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
   * The visible parts of segments outside a span.
   *
   * @param segments all used segments
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
