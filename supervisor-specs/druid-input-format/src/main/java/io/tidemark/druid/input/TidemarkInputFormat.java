package io.tidemark.druid.input;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.Schemas;
import io.tidemark.model.row.RowSection;
import io.tidemark.model.yaml.RawSection;
import java.io.File;
import java.util.List;
import java.util.Objects;
import org.apache.druid.data.input.InputEntity;
import org.apache.druid.data.input.InputEntityReader;
import org.apache.druid.data.input.InputFormat;
import org.apache.druid.data.input.InputRowSchema;

/**
 * The input format {@code {"type":"tidemark","raw":{…}}}: one reading in each Kafka record; or with
 * {@code "aggregated":{…}} one row of a window in Avro.
 *
 * <p>A reading is a row with the fields of the definition as columns: the event time in epoch
 * milliseconds, an int as a long, a decimal as a double, a string, a boolean as the string {@code
 * true} or {@code false}; a field without value is null. A heartbeat is no row. A record that the
 * decoder refuses is unparseable in Druid, for the reason that a dead letter has. A record in Avro
 * whose schema cannot be asked for, because the registry does not answer, fails the task.
 *
 * <p>The row of a window has its columns in the same way, its times in ISO 8601, and a sketch as
 * base64, as rows in JSON have them.
 */
@JsonTypeName(TidemarkInputFormat.TYPE)
public final class TidemarkInputFormat implements InputFormat {
  static final String TYPE = "tidemark";

  private final JsonNode raw;
  private final JsonNode aggregated;
  private final String registry;

  /** Null for the rows of windows. */
  private final StreamDefinition.Raw definition;

  /** Null for readings. */
  private final List<RowColumn> columns;

  /**
   * @param raw the section {@code raw} of a definition, as JSON; null for the rows of windows
   * @param aggregated the columns of the rows of windows, as {@link RowSection} writes them; null
   *     for readings
   * @param registry the address of the schema registry of records in Avro, otherwise null
   * @throws IllegalArgumentException when it is not one, or records in Avro have no registry; Druid
   *     then refuses the spec
   */
  public TidemarkInputFormat(
      @JsonProperty("raw") JsonNode raw,
      @JsonProperty("aggregated") JsonNode aggregated,
      @JsonProperty("registry") String registry) {
    this.raw = orNull(raw);
    this.aggregated = orNull(aggregated);
    this.registry = registry;
    if ((this.raw == null) == (this.aggregated == null)) {
      throw new IllegalArgumentException("expected one of the properties raw and aggregated");
    }
    columns = this.aggregated == null ? null : RowSection.read(aggregated);
    StreamDefinition.Raw read = this.raw == null ? null : RawSection.read(raw.toString());
    boolean avro = read == null || read.isAvro();
    if (avro && registry == null) {
      throw new IllegalArgumentException(
          "records in Avro: expected the address of a registry in the property registry");
    }
    definition =
        read != null && avro ? read.with(new Schemas(new RegistryQuestions(registry), null)) : read;
  }

  /** Jackson gives a node of null for a property that is absent. */
  private static JsonNode orNull(JsonNode property) {
    return property == null || property.isNull() ? null : property;
  }

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public JsonNode getRaw() {
    return raw;
  }

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public JsonNode getAggregated() {
    return aggregated;
  }

  /** Left out without one, so that specs of records in JSON stay as they are. */
  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public String getRegistry() {
    return registry;
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public InputEntityReader createReader(
      InputRowSchema schema, InputEntity source, File temporaryDirectory) {
    return columns == null
        ? new ReadingReader(definition, schema, source)
        : new RowsReader(columns, new RegistryQuestions(registry), schema, source);
  }

  /** Druid compares specs to find out whether a supervisor has to start again. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TidemarkInputFormat format
        && Objects.equals(raw, format.raw)
        && Objects.equals(aggregated, format.aggregated)
        && Objects.equals(registry, format.registry);
  }

  @Override
  public int hashCode() {
    return Objects.hash(TYPE, raw, aggregated, registry);
  }
}
