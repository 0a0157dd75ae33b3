package io.tidemark.command;

import static io.tidemark.command.JsonRows.by;
import static io.tidemark.command.JsonRows.day;
import static io.tidemark.command.JsonRows.groups;
import static io.tidemark.command.JsonRows.instant;
import static io.tidemark.command.JsonRows.max;
import static io.tidemark.command.JsonRows.mean;
import static io.tidemark.command.JsonRows.minute;
import static io.tidemark.command.JsonRows.month;
import static io.tidemark.command.JsonRows.number;
import static io.tidemark.command.JsonRows.numbers;
import static io.tidemark.command.JsonRows.sorted;
import static io.tidemark.command.JsonRows.sum;
import static io.tidemark.command.JsonRows.time;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.druid.DruidOption;
import io.tidemark.model.definition.Sketches;
import io.tidemark.model.definition.TimePattern;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checked-in definitions and queries. Each query result is compared with the readings of the
 * raw topic, while the rows are in the memory of Druid's tasks and again when they are published.
 * {@code -Dtidemark.backfills=true} adds late readings and a backfill of them, which takes minutes
 * in Druid.
 */
@TestMethodOrder(OrderAnnotation.class)
class StreamIT {
  @TempDir static Path folder;

  private static final ProjectQueries QUERIES =
      new ProjectQueries(new DruidOption(SharedStack.get().druid()).client());

  private static final QueryChecks CHECKS = new QueryChecks(QUERIES);

  private LateReadings late;

  @BeforeEach
  void lateReadings() {
    late = new LateReadings(folder);
  }

  @Test
  void vehiclesAreAtThePlaceOfTheirLastReadings() throws Exception {
    TestStream fleet = aggregated("sensor-data", "--entities", "20", "--duration", "3m");
    Map<Long, List<JsonNode>> vehicles = by(fleet.readings(), r -> r.path("entity").longValue());
    String differences = "sensor-data-raw-against-aggregated.sql";
    CHECKS.check(
        fleet,
        Map.of(
            "sensor-data-last-position.sql",
            rows -> {
              assertThat(rows).hasSize(20);
              for (JsonNode row : rows) {
                List<JsonNode> own = vehicles.get(row.path("entity").longValue());
                JsonNode last = own.stream().max(comparing(r -> r.path("time").longValue())).get();
                assertThat(time(row, "window_start")).isEqualTo(minute(last.path("time")));
                for (String column : List.of("lat", "lon", "fuel")) {
                  assertThat(row.path(column).doubleValue())
                      .isEqualTo(last.path(column).doubleValue());
                }
                assertThat(row.path("status")).isEqualTo(last.path("status"));
              }
            },
            "sensor-data-top-vehicles.sql",
            rows -> {
              List<Long> fastest =
                  vehicles.keySet().stream()
                      .sorted(
                          comparing((Long id) -> -max(vehicles.get(id), "speed"))
                              .thenComparing(id -> id))
                      .limit(10)
                      .toList();
              assertThat(rows).extracting(r -> r.path("entity").longValue()).isEqualTo(fastest);
              for (JsonNode row : rows) {
                List<JsonNode> own = vehicles.get(row.path("entity").longValue());
                assertThat(row.path("readings").intValue()).isEqualTo(own.size());
                assertThat(number(row, "max_speed")).isEqualTo(max(own, "speed"));
                assertThat(number(row, "max_temp")).isEqualTo(max(own, "temp"));
                // the averages of the windows are rounded to five and six decimal places
                assertThat(number(row, "avg_speed")).isCloseTo(mean(own, "speed"), within(1e-5));
                assertThat(number(row, "avg_temp")).isCloseTo(mean(own, "temp"), within(1e-6));
              }
            },
            differences,
            CHECKS.noneUntilAWindowIsMissing(fleet, differences, 20)));
  }

  @Test
  void anHourIsAsWarmAsItsReadings() throws Exception {
    // with duplicates, so that the minutes of an hour have different numbers of readings
    TestStream sensors =
        aggregated(
            "temperature",
            "--entities",
            "2",
            "--interval",
            "15s",
            "--duration",
            "2h",
            "--duplicated",
            "10%");
    Map<String, List<JsonNode>> hours =
        by(
            sensors.readings(),
            r ->
                instant(r.path("time")).truncatedTo(ChronoUnit.HOURS)
                    + " "
                    + r.path("sensor").textValue());
    assertThat(hours).hasSize(4);
    CHECKS.check(
        sensors,
        Map.of(
            "temperature-hours.sql",
            rows -> {
              assertThat(rows).hasSize(4);
              for (JsonNode row : rows) {
                List<JsonNode> hour =
                    hours.get(time(row, "hour") + " " + row.path("sensor").textValue());
                assertThat(row.path("readings").intValue()).isEqualTo(hour.size());
                assertThat(number(row, "avg_temperature"))
                    .isCloseTo(mean(hour, "temperature"), within(1e-6));
                assertThat(number(row, "max_temperature")).isEqualTo(max(hour, "temperature"));
              }
            }));
  }

  @Test
  void sparkSumsUpAsDruidDoes() throws Exception {
    TestStream sales = aggregated("sales", "--entities", "20", "--duration", "3m");
    Map<String, List<JsonNode>> stores = by(sales.readings(), r -> r.path("store_id").textValue());
    String differences = "sales-raw-against-aggregated.sql";
    CHECKS.check(
        sales,
        Map.of(
            "sales-top-stores.sql",
            rows -> {
              List<String> best =
                  stores.keySet().stream()
                      .sorted(
                          comparing((String id) -> -sum(stores.get(id), "sale_amount"))
                              .thenComparing(id -> id))
                      .limit(10)
                      .toList();
              assertThat(rows).extracting(r -> r.path("store_id").textValue()).isEqualTo(best);
              for (JsonNode row : rows) {
                List<JsonNode> own = stores.get(row.path("store_id").textValue());
                double amount = sum(own, "sale_amount") / 100.0;
                assertThat(row.path("sales").intValue()).isEqualTo(own.size());
                assertThat(number(row, "amount")).isEqualTo(amount);
                assertThat(number(row, "largest_sale")).isEqualTo(max(own, "sale_amount") / 100);
                assertThat(number(row, "mean_sale")).isCloseTo(amount / own.size(), within(1e-9));
              }
            },
            differences,
            rows -> {
              CHECKS.noneUntilAWindowIsMissing(sales, differences, 20).accept(rows);
              CHECKS.assertOneForACent(differences, sales.readings().get(0));
            }));
  }

  @Test
  void usersOfAnyTimeComeFromTheSameMinutesAndCountOnce() throws Exception {
    // 5,000 users have two visits in January and two in February; late visits are in January only
    TestStream visits =
        aggregated(
            "visits", "--entities", "5000", "--start", "2026-01-31T23:50:00Z", "--duration", "20m");
    if (LateReadings.COUNT > 0) {
      late.backfill(visits, late.ofVisits(), "2026-01-31T23:53:00Z", "2026-02-01T00:00:00Z");
    }
    List<JsonNode> frames = visits.readings();
    assertThat(frames).hasSize(20_000 + LateReadings.COUNT);
    Map<String, ThrowingConsumer<List<JsonNode>>> checks = new LinkedHashMap<>();
    Map<String, Function<Instant, Instant>> units =
        Map.of(
            "minute", t -> t.truncatedTo(ChronoUnit.MINUTES),
            "hour", t -> t.truncatedTo(ChronoUnit.HOURS),
            "day", t -> t.truncatedTo(ChronoUnit.DAYS),
            "month", JsonRows::month);
    units.forEach(
        (unit, start) -> {
          Map<Instant, Long> count = groups(frames, start, counting());
          Map<Instant, Set<String>> users =
              groups(frames, start, mapping(r -> r.path("uid").textValue(), toSet()));
          checks.put(
              "visits-users-by-" + unit + ".sql",
              rows -> {
                assertThat(rows).extracting(r -> time(r, unit)).isEqualTo(sorted(count.keySet()));
                for (JsonNode row : rows) {
                  Instant at = time(row, unit);
                  assertThat(row.path("visits").longValue()).isEqualTo(count.get(at));
                  assertDistinct(row.path("users"), users.get(at).size());
                }
              });
        });
    checks.put(
        "visits-raw-against-aggregated.sql",
        rows -> {
          assertThat(rows).hasSize(2);
          for (JsonNode row : rows) {
            boolean january = time(row, "hour").equals(Instant.parse("2026-01-31T23:00:00Z"));
            int visitsOfHour = january ? 10_000 + LateReadings.COUNT : 10_000;
            int users = january ? 5_000 + LateReadings.COUNT : 5_000;
            assertThat(row.path("visits_raw").intValue()).isEqualTo(visitsOfHour);
            assertThat(row.path("visits_aggregated").intValue()).isEqualTo(visitsOfHour);
            assertThat(row.path("users_exact").intValue()).isEqualTo(users);
            assertDistinct(row.path("users_estimated"), users);
            assertThat(number(row, "error"))
                .isCloseTo(number(row, "users_estimated") / users - 1, within(1e-9));
          }
        });
    CHECKS.check(visits, checks);
  }

  @Test
  void quantilesOfCitiesAreRightAlsoAfterABackfill() throws Exception {
    TestStream weather =
        aggregated("weather", "--entities", "5", "--interval", "1s", "--duration", "1h");
    if (LateReadings.COUNT > 0) {
      late.backfill(weather, late.ofWeather(), "2025-12-31T23:50:00Z", "2026-01-01T00:50:00Z");
    }

    List<JsonNode> readings =
        weather.readings().stream()
            .filter(r -> number(r, "temperature") >= 0 && number(r, "temperature") <= 120)
            .toList();
    Map<String, List<JsonNode>> cities = by(readings, r -> r.path("city").textValue());
    String differences = "weather-raw-against-aggregated.sql";
    String sketches = "weather-p95-by-city.json";
    CHECKS.check(
        weather,
        Map.of(
            "weather-p95-by-city.sql",
            rows -> assertQuantiles(rows, cities, 1),
            sketches,
            rows -> {
              assertQuantiles(rows, cities, 1);
              // Druid shows a sketch as the number of its readings
              assertThat(rows)
                  .allSatisfy(
                      r -> assertThat(r.path("temperatures")).isEqualTo(r.path("readings")));
              // half hours that start every ten minutes contain each reading three times
              String ofHalfHours =
                  ProjectQueries.text(sketches)
                      .replace("\"weather-aggregated\"", "\"weather-half-hours\"");
              assertQuantiles(QUERIES.ofNative(ofHalfHours), cities, 3);
            },
            "weather-extremes-by-city.sql",
            rows -> {
              assertThat(rows).hasSameSizeAs(cities.keySet());
              for (JsonNode row : rows) {
                List<JsonNode> own = cities.get(row.path("city").textValue());
                assertThat(row.path("readings").intValue()).isEqualTo(own.size());
                assertThat(number(row, "min_temperature"))
                    .isEqualTo(numbers(own, "temperature").min().orElseThrow());
                assertThat(number(row, "max_temperature")).isEqualTo(max(own, "temperature"));
                assertThat(number(row, "avg_temperature"))
                    .isCloseTo(mean(own, "temperature"), within(1e-5));
              }
            },
            "weather-hottest-half-hours.sql",
            rows -> {
              assertThat(rows).hasSize(10);
              Map<String, List<JsonNode>> halfHours = halfHours(readings);
              assertThat(number(rows.get(0), "avg_temperature"))
                  .isCloseTo(
                      halfHours.values().stream()
                          .mapToDouble(own -> mean(own, "temperature"))
                          .max()
                          .getAsDouble(),
                      within(1e-5));
              for (JsonNode row : rows) {
                List<JsonNode> own =
                    halfHours.get(time(row, "window_start") + " " + row.path("city").textValue());
                assertThat(row.path("readings").intValue()).isEqualTo(own.size());
                assertThat(number(row, "avg_temperature"))
                    .isCloseTo(mean(own, "temperature"), within(1e-5));
                assertThat(number(row, "max_temperature")).isEqualTo(max(own, "temperature"));
              }
            },
            differences,
            CHECKS.noneUntilAWindowIsMissing(weather, differences, 5)));
  }

  @Test
  void revenueIsTheSameByWhateverItIsGrouped() throws Exception {
    TestStream orders =
        aggregated(
            "lineorder",
            "--entities",
            "300",
            "--start",
            "2026-01-29T00:00:00Z",
            "--duration",
            "6d");
    List<JsonNode> lines = orders.readings();
    String differences = "lineorder-raw-against-aggregated.sql";
    CHECKS.check(
        orders,
        Map.of(
            "lineorder-revenue-by-priority.sql",
            rows ->
                assertRevenue(
                    rows,
                    r -> r.path("lo_orderpriority").textValue(),
                    by(lines, r -> r.path("lo_orderpriority").textValue())),
            "lineorder-revenue-by-shipmode.sql",
            rows ->
                assertRevenue(
                    rows,
                    r -> r.path("lo_shipmode").textValue(),
                    by(lines, r -> r.path("lo_shipmode").textValue())),
            "lineorder-revenue-by-month.sql",
            rows -> {
              Map<Instant, List<JsonNode>> months =
                  by(lines, r -> month(day(r.path("lo_orderdate"))));
              assertThat(months).hasSize(2);
              assertRevenue(rows, r -> time(r, "month"), months);
            },
            differences,
            CHECKS.noneUntilAWindowIsMissing(orders, differences, 35)));
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void theAnswersAreRightStillOnceTheRowsArePublished() throws Exception {
    CHECKS.againOncePublished();
  }

  /** A stream of the project with aggregated readings. */
  private static TestStream aggregated(String name, String... run) throws IOException {
    TestStream stream = TestStream.ofProject(folder, name);
    stream.attach();
    stream.generate(run);
    stream.drain();
    stream.audit();
    return stream;
  }

  private static void assertDistinct(JsonNode estimate, int exact) {
    assertThat(estimate.doubleValue()).isCloseTo(exact, within(exact * Sketches.DISTINCT_ERROR));
  }

  /**
   * Asserts the quantiles. The error bound of one estimate holds with 99 % confidence only, and the
   * sketches are random. So the bound applies to the mean error of all cities, and twice the bound
   * to each city.
   *
   * @param times the number of windows that contain each reading
   */
  private static void assertQuantiles(
      List<JsonNode> rows, Map<String, List<JsonNode>> cities, int times) {
    assertThat(rows).hasSize(cities.size());
    double all = 0;
    for (JsonNode row : rows) {
      List<JsonNode> own = cities.get(row.path("city").textValue());
      assertThat(row.path("readings").intValue()).isEqualTo(own.size() * times);
      double error = rankError(own, number(row, "p95_temperature"));
      assertThat(error).as(row.toString()).isLessThan(2 * Sketches.RANK_ERROR);
      all += error;
    }
    assertThat(all / rows.size()).isLessThan(Sketches.RANK_ERROR);
  }

  /**
   * The distance of a value's ranks from 0.95. A value that occurs several times has a range of
   * ranks.
   */
  private static double rankError(List<JsonNode> readings, double value) {
    double n = readings.size();
    long below = readings.stream().filter(r -> number(r, "temperature") < value).count();
    long upTo = readings.stream().filter(r -> number(r, "temperature") <= value).count();
    // definitions of a rank differ by one reading
    return Math.max(0, Math.max((below - 1) / n - 0.95, 0.95 - (upTo + 1) / n));
  }

  private static <K> void assertRevenue(
      List<JsonNode> rows, Function<JsonNode, K> group, Map<K, List<JsonNode>> lines) {
    assertThat(rows).extracting(group::apply).isEqualTo(sorted(lines.keySet()));
    for (JsonNode row : rows) {
      List<JsonNode> own = lines.get(group.apply(row));
      long revenue = sum(own, "lo_revenue");
      long discounted =
          own.stream()
              .mapToLong(
                  r ->
                      (r.path("lo_extendedprice").longValue() * r.path("lo_discount").longValue()
                              + 50)
                          / 100)
              .sum();
      assertThat(row.path("lines").intValue()).isEqualTo(own.size());
      assertThat(number(row, "revenue")).isEqualTo(revenue / 100.0);
      assertThat(number(row, "profit")).isEqualTo((revenue - sum(own, "lo_supplycost")) / 100.0);
      assertThat(number(row, "discounted")).isEqualTo(discounted / 100.0);
      assertDistinct(row.path("customers"), by(own, r -> r.path("lo_custkey").longValue()).size());
    }
  }

  /** The event time of a reading of weather, epoch milliseconds. */
  private static long observed(JsonNode reading) {
    return new TimePattern("yyyy-MM-dd-HH-mm-ss", ZoneOffset.UTC)
        .parse(reading.path("ts").textValue())
        .toEpochMilli();
  }

  /** The readings of half hours that start every ten minutes, by start and city. */
  private static Map<String, List<JsonNode>> halfHours(List<JsonNode> readings) {
    long slide = 600_000;
    return readings.stream()
        .flatMap(
            r ->
                LongStream.range(0, 3)
                    .mapToObj(
                        n ->
                            Map.entry(
                                Instant.ofEpochMilli(
                                        (Math.floorDiv(observed(r), slide) - n) * slide)
                                    + " "
                                    + r.path("city").textValue(),
                                r)))
        .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
  }
}
