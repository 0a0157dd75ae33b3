package io.tidemark.gateway.reading;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.RecordTimes;
import io.tidemark.model.record.RowEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Makes a record of the parameters of a query. A parameter has the path of a value as the
 * definition reads it, {@code from} or else the name of the field. Without the event time the
 * gateway writes the present one.
 */
public final class QueryRecord {
  private final List<String> names;
  private final List<String> times;
  private final RowEncoder encoder;
  private final RecordTimes writer;

  public QueryRecord(StreamDefinition.Raw raw) {
    names = RowEncoder.columns(raw);
    encoder = new RowEncoder(raw, names, false);
    Field time = raw.time();
    times = time.raw().locations().stream().map(place -> place.path().strip()).toList();
    writer = times.isEmpty() ? null : new RecordTimes(raw);
  }

  /** The names of the parameters. */
  public List<String> names() {
    return names;
  }

  /**
   * The record of a query. Not thread-safe.
   *
   * @param now epoch milliseconds
   * @throws BadBody when a parameter is unknown, or comes twice
   */
  public byte[] of(Map<String, List<String>> parameters, long now) throws BadBody {
    List<String> row = new ArrayList<>(Collections.nCopies(names.size(), ""));
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      int place = names.indexOf(parameter.getKey());
      if (place < 0) {
        throw new BadBody(
            400, "expected the parameters " + String.join(", ", names) + ", found another one");
      }
      if (parameter.getValue().size() != 1) {
        throw new BadBody(
            400, "expected the parameter " + names.get(place) + " once, found it several times");
      }
      row.set(place, parameter.getValue().get(0));
    }
    if (!times.isEmpty() && times.stream().noneMatch(parameters::containsKey)) {
      List<String> written = writer.write(now);
      for (int i = 0; i < times.size(); i++) {
        row.set(names.indexOf(times.get(i)), written.get(i));
      }
    }
    return encoder.of(row);
  }
}
