package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.testing.Definitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawRecordTest {
  private static final StreamDefinition.Raw RAW = Definitions.sample().raw();

  private final RawEncoder encoder = new RawEncoder(RAW);
  private final RawDecoder decoder = new RawDecoder(RAW);
  private final Reading reading = RAW.newReading();

  @ParameterizedTest
  @CsvSource({
    "2013, 20.13",
    "2010, 20.10",
    "5, 0.05",
    "-5, -0.05",
    "0, 0.00",
    "-100, -1.00",
    "9223372036854775807, 92233720368547758.07",
    "-9223372036854775808, -92233720368547758.08",
  })
  void aDecimalIsWrittenWithAllItsPlacesAndReadBack(long unscaled, String text) {
    fill(1790000000000L, 17, unscaled, "on");
    byte[] bytes = encoder.encode(reading);
    assertThat(new String(bytes, UTF_8))
        .isEqualTo("{\"time\":1790000000000,\"entity\":17,\"temp\":" + text + ",\"state\":\"on\"}");
    fill(0, 0, 0, "");
    assertThat(decoder.decode(bytes, 1, reading)).isNull();
    assertThat(reading.number(2)).isEqualTo(unscaled);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"", "\\", "\n\u0000", "Zürich 🚚", "{\"time\":1}"})
  void anyTextIsWrittenAndReadBack(String text) {
    fill(-1, -17, 1, text);
    assertThat(decoder.decode(encoder.encode(reading), 1, reading)).isNull();
    assertThat(reading.text(3)).isEqualTo(text);
    assertThat(reading.number(0)).isEqualTo(-1);
  }

  @Test
  void aHeartbeatHasATimeAndNothingElse() {
    byte[] bytes = encoder.encodeHeartbeat(1790000000000L);
    assertThat(new String(bytes, UTF_8)).isEqualTo("{\"time\":1790000000000,\"heartbeat\":true}");
    assertThat(decoder.decode(bytes, 1, reading)).isNull();
    assertThat(reading.heartbeat()).isTrue();
    fill(1, 2, 3, "on");
    assertThat(decoder.decode(encoder.encode(reading), 1, reading)).isNull();
    assertThat(reading.heartbeat()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'state':'on','temp':20.1,'entity':17,'time':5}",
        "{ 'time' : 5 , 'entity' : 17 , 'temp' : 20.10 , 'state' : 'on' }",
        "{'time':5,'entity':17,'temp':2.01e1,'state':'on'}",
        "{'time':5,'entity':17,'temp':20.100000,'state':'on'}",
        "{'more':{'temp':1,'time':[2]},'time':5,'entity':17,'temp':20.1,'state':'on','x':null}",
        "{'time':4,'entity':17,'temp':1,'state':'off','temp':20.1,'time':5,'state':'on'}",
        "{'\\u0074ime':5,'entity':17,'temp':20.1,'state':'\\u006fn'}",
      })
  void theSameReadingMayBeWrittenInManyWays(String json) {
    assertThat(decode(json)).isNull();
    assertThat(reading.number(0)).isEqualTo(5);
    assertThat(reading.number(1)).isEqualTo(17);
    assertThat(reading.number(2)).isEqualTo(2010);
    assertThat(reading.text(3)).isEqualTo("on");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "``; empty",
        "null; not a JSON object",
        "[1]; not a JSON object",
        "x; not JSON",
        "{'time':5,'entity':17,'temp':20.1,'state':'on'; not JSON",
        "{'time':5,'entity':17,'temp':20.1,'state':'on'} {}; more than one",
        "{'time':5,'entity':17,'temp':20.1,'state':'on'}}; not JSON",
        "{'time':5,'entity':17,'temp':20.1}; state: missing",
        "{'time':'5','entity':17,'temp':20.1,'state':'on'}; time: expected a whole number",
        "{'time':5.0,'entity':17,'temp':20.1,'state':'on'}; time: expected a whole number",
        "{'time':5,'entity':null,'temp':20.1,'state':'on'}; entity: expected a whole number",
        "{'time':5,'entity':92233720368547758070,'temp':20.1,'state':'on'}; entity: out of range",
        "{'time':253402300800000,'entity':1,'temp':20.1,'state':'on'}; time: out of range",
        "{'time':5,'entity':17,'temp':'20.1','state':'on'}; temp: expected a number",
        "{'time':5,'entity':17,'temp':20.123,'state':'on'}; temp: more than 2 decimal places",
        "{'time':5,'entity':17,'temp':1e999999999,'state':'on'}; temp: out of range",
        "{'time':5,'entity':17,'temp':1e99999999999,'state':'on'}; temp: out of range",
        "{'time':5,'entity':17,'temp':1e-999999999,'state':'on'}; temp: more than 2 decimal places",
        "{'time':5,'entity':17,'temp':92233720368547758.08,'state':'on'}; temp: out of range",
        "{'time':5,'entity':17,'temp':NaN,'state':'on'}; not JSON",
        "{'time':5,'entity':17,'temp':20.1,'state':7}; state: expected a text",
        "{'time':5,'entity':17,'temp':20.1,'state':['on']}; state: expected a text",
        "{'time':5,'heartbeat':false}; entity: missing",
        "{'heartbeat':true}; time: missing",
      })
  void whatIsNoReadingIsToldWhy(String json, String why) {
    assertThat(decode(json)).startsWith(why);
  }

  @Test
  void bytesThatAreNoUtf8AreNoReading() {
    byte[] bytes = "{\"time\":5,\"entity\":17,\"temp\":20.1,\"state\":\"o?\"}".getBytes(UTF_8);
    bytes[bytes.length - 3] = (byte) 0xff;
    assertThat(decoder.decode(bytes, 1, reading)).contains("UTF-8");
    assertThat(decoder.decode(null, 1, reading)).isEqualTo("empty");
  }

  @Test
  void nestingWithoutEndIsNoReadingAndNoCrash() {
    assertThat(decode("{'x':" + "[".repeat(100_000))).startsWith("not JSON");
  }

  private String decode(String json) {
    return decoder.decode(json.replace('\'', '"').getBytes(UTF_8), 1, reading);
  }

  private void fill(long time, long entity, long temp, String state) {
    reading.number(0, time);
    reading.number(1, entity);
    reading.number(2, temp);
    reading.text(3, state);
  }
}
