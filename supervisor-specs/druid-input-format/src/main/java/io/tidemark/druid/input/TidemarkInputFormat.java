package io.tidemark.druid.input;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.RawSection;
import java.io.File;
import java.util.Objects;
import org.apache.druid.data.input.InputEntity;
import org.apache.druid.data.input.InputEntityReader;
import org.apache.druid.data.input.InputFormat;
import org.apache.druid.data.input.InputRowSchema;

/**
 * The input format {@code {"type":"tidemark","raw":{…}}}: one reading in each Kafka record.
 *
 * <p>A reading is a row with the fields of the definition as columns: the event time in epoch
 * milliseconds, an int as a long, a decimal as a double, a string, a boolean as the string {@code
 * true} or {@code false}; a field without value is null. A heartbeat is no row. A record that the
 * decoder refuses is unparseable in Druid, for the reason that a dead letter has.
 */
@JsonTypeName(TidemarkInputFormat.TYPE)
public final class TidemarkInputFormat implements InputFormat {
  static final String TYPE = "tidemark";

  private final JsonNode raw;
  private final StreamDefinition.Raw definition;

  /**
   * @param raw the section {@code raw} of a definition, as JSON
   * @throws IllegalArgumentException when it is not one; Druid then refuses the spec
   */
  public TidemarkInputFormat(@JsonProperty(value = "raw", required = true) JsonNode raw) {
    this.raw = raw;
    definition = RawSection.read(raw.toString());
  }

  @JsonProperty
  public JsonNode getRaw() {
    return raw;
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public InputEntityReader createReader(
      InputRowSchema schema, InputEntity source, File temporaryDirectory) {
    return new ReadingReader(definition, schema, source);
  }

  /** Druid compares specs to find out whether a supervisor has to start again. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TidemarkInputFormat format && raw.equals(format.raw);
  }

  @Override
  public int hashCode() {
    return Objects.hash(TYPE, raw);
  }
}
