package io.tidemark.druid.input;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.Schemas;
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
 * decoder refuses is unparseable in Druid, for the reason that a dead letter has. A record in Avro
 * whose schema cannot be asked for, because the registry does not answer, fails the task.
 */
@JsonTypeName(TidemarkInputFormat.TYPE)
public final class TidemarkInputFormat implements InputFormat {
  static final String TYPE = "tidemark";

  private final JsonNode raw;
  private final String registry;
  private final StreamDefinition.Raw definition;

  /**
   * @param raw the section {@code raw} of a definition, as JSON
   * @param registry the address of the schema registry of records in Avro, otherwise null
   * @throws IllegalArgumentException when it is not one, or records in Avro have no registry; Druid
   *     then refuses the spec
   */
  public TidemarkInputFormat(
      @JsonProperty(value = "raw", required = true) JsonNode raw,
      @JsonProperty("registry") String registry) {
    this.raw = raw;
    this.registry = registry;
    StreamDefinition.Raw read = RawSection.read(raw.toString());
    if (read.isAvro() && registry == null) {
      throw new IllegalArgumentException(
          "records in Avro: expected the address of a registry in the property registry");
    }
    definition =
        read.isAvro() ? read.with(new Schemas(new RegistryQuestions(registry), null)) : read;
  }

  @JsonProperty
  public JsonNode getRaw() {
    return raw;
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
    return new ReadingReader(definition, schema, source);
  }

  /** Druid compares specs to find out whether a supervisor has to start again. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TidemarkInputFormat format
        && raw.equals(format.raw)
        && Objects.equals(registry, format.registry);
  }

  @Override
  public int hashCode() {
    return Objects.hash(TYPE, raw, registry);
  }
}
