package io.tidemark.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.http.HttpLogin;
import io.tidemark.model.avro.AvroRowSchema;
import io.tidemark.model.avro.AvroSchema;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaIds;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.model.yaml.RawSection;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The options and the client of a registry. With {@code -Dtidemark.registry=URL} those tests that
 * need no faults use a real one.
 */
class RegistryOptionsTest {
  private static final String REAL = System.getProperty("tidemark.registry");

  private final String topic = "sales-" + UUID.randomUUID();
  private final LocalRegistry registry = new LocalRegistry();

  @TempDir Path folder;

  @AfterEach
  void close() {
    registry.close();
  }

  private StreamDefinition stream(String fields) {
    return new StreamDefinition(
        "sales-avro",
        RawSection.read(
            """
            {"topic": "%s", "encoding": "avro", "time": "at", "fields": {
              "at": {"type": "timestamp"}, %s}}
            """
                .formatted(topic, fields)),
        List.of());
  }

  private StreamDefinition sales() {
    return stream("\"amount\": {\"type\": \"int\"}");
  }

  private RegistryOptions options() {
    return new RegistryOptions(registry.address());
  }

  private RegistryOptions real() {
    return REAL == null ? options() : new RegistryOptions(REAL);
  }

  @Test
  void whatIsWrittenIsReadByAnotherCommand() {
    StreamDefinition writing = real().writing(sales());
    StreamDefinition reading = real().reading(sales());
    Reading sale = writing.raw().newReading();
    sale.number(0, 1_790_000_000_000L);
    sale.number(1, -99);
    Reading read = reading.raw().newReading();
    RawDecoder decoder = new RawDecoder(reading.raw());
    assertThat(decoder.decode(new RawEncoder(writing.raw()).encode(sale), 1, read)).isNull();
    assertThat(read.number(1)).isEqualTo(-99);
    byte[] heartbeat = new RawEncoder(writing.raw()).encodeHeartbeat(5);
    assertThat(decoder.decode(heartbeat, 1, read)).isNull();
    assertThat(read.heartbeat()).isTrue();
    assertThat(decoder.decode(new byte[] {0, 0x70, 0, 0, 0, 2}, 1, read))
        .isEqualTo("the registry has no schema of the frame's id");
  }

  @Test
  void theFileWithTheLoginIsReadOnce() throws IOException {
    RegistryOptions options = options();
    options.config = Files.writeString(folder.resolve("login.properties"), "");
    options.reading(sales());
    Files.delete(options.config);
    assertThat(options.writing(sales()).raw().schemas().address()).isEqualTo(registry.address());
  }

  @Test
  void theSchemasOfRowsAreRegisteredByWhatWritesThemAndTheRawTopicMayBeJson() {
    StreamDefinition stream =
        Definitions.read(
            Definitions.SAMPLE
                .replace("sample-", topic + "-")
                .replace("aggregated:\n", "aggregated:\n  encoding: avro\n"));
    String aggregated = stream.aggregated().topic();
    StreamDefinition writing = real().writingRows(stream);
    int id = writing.aggregated().schemas().ids().reading();
    String schema = AvroRowSchema.of(stream, stream.aggregated());
    assertThat(real().reading(stream).aggregated().schemas().source().schema(id))
        .contains("sample_windows_1m");
    assertThat(real().writingRows(stream).aggregated().schemas().ids().reading()).isEqualTo(id);
    assertThat(real().writing(stream)).isEqualTo(stream);
    if (REAL == null) {
      assertThat(registry.level(aggregated + "-value")).isEqualTo("BACKWARD");
      registry.add(aggregated + "-value", schema.replace("\"readings\"", "\"count\""));
      registry.refuse("reader field 'readings' has no default");
      assertThatThrownBy(() -> real().writingRows(stream))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("the subject " + aggregated + "-value")
          .hasMessageContaining("expected the field 'readings', which is not there");
    }
    assertThatThrownBy(() -> new RegistryOptions().reading(stream))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining(aggregated);
  }

  @Test
  void registeredAgainASchemaHasTheSameIds() {
    SchemaIds ids = real().writing(sales()).raw().schemas().ids();
    assertThat(real().writing(sales()).raw().schemas().ids()).isEqualTo(ids);
    assertThat(ids.reading()).isNotEqualTo(ids.heartbeat());
    real().checked(sales());
  }

  @Test
  void anOptionalFieldMayBeAddedAndARequiredOneMayNot() {
    real().writing(sales());
    if (REAL == null) {
      registry.refuse("reader field 'shop' has no default");
    }
    assertThatThrownBy(
            () ->
                real()
                    .writing(
                        stream(
                            "\"amount\": {\"type\": \"int\"}, \"shop\": {\"type\": \"string\"}")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not fit the latest one of the subject " + topic + "-value")
        .hasMessageContaining("expected the field 'shop', which is not there")
        .hasMessageNotContaining("\n");
    registry.refuse(null);
    StreamDefinition grown =
        stream(
            "\"amount\": {\"type\": \"int\"}, \"shop\": {\"type\": \"string\", \"optional\": true}");
    assertThat(real().writing(grown).raw().schemas().ids().reading()).isPositive();
  }

  @Test
  void aSchemaThatCannotBeReadIsRefusedByNameAtTheStart() {
    real().writing(stream("\"price\": {\"type\": \"int\"}"));
    assertThatThrownBy(() -> real().checked(sales()))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the subject "
                + topic
                + "-value has a schema that is not read: schema io.tidemark.sales_avro: expected the"
                + " field 'amount', which is not there; optional: true in 'amount' reads it as no"
                + " value");
  }

  @Test
  void theLevelOfASubjectIsSetOnlyWhereNoneIs() {
    options().writing(sales());
    assertThat(registry.level(topic + "-value")).isEqualTo("BACKWARD");
    assertThat(registry.level(topic + "-" + AvroSchema.HEARTBEAT_NAME)).isEqualTo("BACKWARD");
    new RegistryClient(
            new RegistryEndpoint(registry.address(), HttpLogin.none("--registry-config")))
        .setLevel(topic + "-value", "FULL");
    options().writing(sales());
    assertThat(registry.level(topic + "-value")).isEqualTo("FULL");
  }

  @Test
  void aRegistryThatIsAwayIsAskedAgain() {
    int id = registry.add("any", AvroSchema.HEARTBEAT);
    registry.away(2);
    assertThat(options().reading(sales()).raw().schemas().source().schema(id))
        .isEqualTo(AvroSchema.HEARTBEAT);
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void aRegistryThatStaysAwayIsAnErrorAndNoMissingSchema() {
    registry.close();
    var source = options().reading(sales(), Duration.ofMillis(100)).raw().schemas().source();
    assertThatThrownBy(() -> source.schema(1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("waiting for the schema 1")
        .hasMessageContaining("does not answer");
  }

  @Test
  void aSchemaIsAskedForOnceInAProcess() {
    int id = registry.add("any", AvroSchema.HEARTBEAT);
    for (int i = 0; i < 3; i++) {
      options().reading(sales()).raw().schemas().source().schema(id);
      options().reading(sales()).raw().schemas().source().schema(99);
    }
    assertThat(registry.requests()).containsExactly("GET /schemas/ids/1", "GET /schemas/ids/99");
  }

  @Test
  void anAddressThatIsNoRegistryIsAnErrorAndNoMissingSchema() {
    var source =
        new RegistryOptions(registry.address() + "/wrong")
            .reading(sales())
            .raw()
            .schemas()
            .source();
    assertThatThrownBy(() -> source.schema(1))
        .hasMessageContaining("answered 404")
        .hasMessageContaining("expected the address of a registry");
  }

  @Test
  void theLoginIsReadFromTheFile() throws IOException {
    registry.requireAuthorization("Basic dXNlcjpzZWNyZXQ=");
    assertThatThrownBy(() -> options().writing(sales()))
        .hasMessageContaining("expects a login (HTTP 401)")
        .hasMessageContaining("basic.auth.user.info");
    RegistryOptions login = options();
    login.config =
        Files.writeString(
            folder.resolve("registry.properties"), "basic.auth.user.info=user:secret\n");
    StreamDefinition writing = login.writing(sales());
    assertThat(writing.raw().schemas().toString()).doesNotContain("secret", "dXNlcjpzZWNyZXQ=");
    registry.requireAuthorization("Bearer token");
    RegistryOptions token = options();
    token.config =
        Files.writeString(
            folder.resolve("token.properties"), "schema.registry.bearer.auth.token=token\n");
    token.writing(sales());
  }

  @Test
  void aRightThatLacksIsAnErrorAtOnce() throws IOException {
    registry.forbid();
    RegistryOptions login = options();
    login.config =
        Files.writeString(folder.resolve("reader"), "basic.auth.user.info=reader:secret\n");
    assertThatThrownBy(() -> login.writing(sales()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("the user reader may not ask for the level of the subject ")
        .hasMessageContaining(" in the registry " + registry.address() + " (HTTP 403); grant it ")
        .hasMessageContaining(folder.resolve("reader") + " (--registry-config)")
        .hasMessageNotContainingAny("secret", "gave up", "\n");
  }

  @Test
  void settingsThatAreWrongSayWhatIsExpected() throws IOException {
    assertThatThrownBy(() -> new RegistryOptions().reading(sales()))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("are Avro: expected --registry URL");
    assertThatThrownBy(() -> new RegistryOptions("http://user:secret@host").reading(sales()))
        .isInstanceOf(UsageError.class)
        .hasMessageNotContaining("secret");
    RegistryOptions both = options();
    both.config =
        Files.writeString(
            folder.resolve("both"), "basic.auth.user.info=a:b\nbearer.auth.token=c\n");
    assertThatThrownBy(() -> both.reading(sales())).hasMessageContaining("found both");
    both.config =
        Files.writeString(folder.resolve("pem"), "ssl.truststore.location=" + both.config);
    assertThatThrownBy(() -> both.reading(sales())).hasMessageContaining("certificates in PEM");
  }

  @Test
  void aStreamInJsonNeedsNoRegistry() {
    StreamDefinition json = new StreamDefinition("sales", sales().raw().asJson(), List.of());
    assertThat(new RegistryOptions().reading(json)).isSameAs(json);
    assertThat(new RegistryOptions().writing(json)).isSameAs(json);
  }
}
