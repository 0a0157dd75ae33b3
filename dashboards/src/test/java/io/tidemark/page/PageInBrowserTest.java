package io.tidemark.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page as a browser shows it, with what was recorded of a demo: its last state and its audit,
 * and with the rows of the golden file. Skipped where there is no Chromium or Chrome.
 */
@Timeout(180)
class PageInBrowserTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path STREAMS = Path.of("../streams");
  private static final int TAB = 9;
  private static final int ENTER = 13;
  private static final int DOWN = 40;

  /** What a control is called here: its id, or else its tag and its text. */
  private static final String NAME =
      "(%1$s === document.body ? 'BODY' : %1$s.id || %1$s.tagName + ' ' + %1$s.textContent.trim())";

  private static final String LUMINANCE =
      """
      var rgb = colour => colour.match(/[\\d.]+/g).map(Number);
      var luminance = colour => rgb(colour).slice(0, 3)
        .map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
      """;

  private static final String TEXTS_OF_LOW_CONTRAST =
      LUMINANCE
          + """
          var ground = node => {
            for (; node; node = node.parentElement) {
              const colour = getComputedStyle(node).backgroundColor;
              if ((rgb(colour)[3] ?? 1) > 0) return colour;
            }
            return 'rgb(255, 255, 255)';
          };
          [...document.querySelectorAll('body *')]
            .filter(node => node.checkVisibility() && [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
            .filter(node => {
              const [low, high] = [luminance(getComputedStyle(node).color), luminance(ground(node))].sort((a, b) => a - b);
              return (high + 0.05) / (low + 0.05) < 4.5;
            })
            .map(node => node.tagName + ' ' + node.textContent.trim())
          """;

  @TempDir static Path profile;
  private static Chromium browser;

  private final ChartedWindows rows =
      new ChartedWindows(DefinitionReader.read(STREAMS.resolve("sensor-data.yaml")));
  private PageServer server;

  @BeforeAll
  static void startBrowser() throws Exception {
    Optional<Path> program = Chromium.find();
    assumeTrue(program.isPresent(), "no chromium or google-chrome in PATH");
    browser = Chromium.start(program.get(), profile);
  }

  @AfterAll
  static void endBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void serve() throws Exception {
    for (String row : Files.readAllLines(STREAMS.resolve("golden/sensor-data-aggregated.jsonl"))) {
      rows.add(row.split("\t")[2].getBytes(UTF_8));
    }
    // two kinds of windows, so that there are buttons to choose one
    server = new PageServer(0, List.of(rows, rows));
    browser.send("Page.navigate", Map.of("url", "about:blank"));
    browser.await("location.href === 'about:blank'");
    browser.forget();
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void itsTotalsAreThoseOfTheAudit() throws Exception {
    JsonNode audit = recorded("audit.json");
    server.publish(state(true));
    open(1280, false);
    browser.await("document.querySelector('#verdict').classList.contains('holds')");

    List<List<String>> shown = new ArrayList<>();
    for (JsonNode row :
        browser.value(
            "[...document.querySelectorAll('#audit tr')].map(row =>"
                + " [...row.children].slice(0, 3).map(cell => cell.textContent))")) {
      shown.add(strings(row));
    }
    List<List<String>> expected = new ArrayList<>();
    for (JsonNode station : audit.path("stations")) {
      if (!station.path("station").asText().equals("dead-letter topic")) {
        expected.add(
            List.of(
                station.path("station").asText(),
                count(station.path("readings")),
                count(station.path("rows"))));
      }
    }
    assertThat(shown).isEqualTo(expected);
    assertThat(text("#verdict")).isEqualTo(audit.path("verdict").asText());
    assertThat(texts("#notes li")).isEqualTo(strings(audit.path("notes"))).isNotEmpty();
    assertThat(texts("#path .readings")).hasSize(shown.size());
    for (String name : List.of("late", "dead", "duplicates", "filtered")) {
      assertThat(text("#" + name)).as(name).isEqualTo(count(audit.path(name)));
    }
    assertThat(text("#status")).contains("these numbers are final").contains("./tidemark page");
  }

  @Test
  void itAsksNoOtherHostAndHasNoError() throws Exception {
    server.publish(state(false));
    open(1280, false);
    browser.await("document.querySelector('#map-note').textContent.includes('positions')");
    server.publish(state(true));
    browser.await("document.querySelector('#status').textContent.includes('final')");
    server.close();

    List<String> hosts =
        browser.events("Network.requestWillBeSent").stream()
            .map(event -> event.at("/request/url").asText())
            .filter(url -> !url.startsWith("data:"))
            .map(url -> URI.create(url).getAuthority())
            .distinct()
            .toList();
    assertThat(hosts).containsExactly(server.address().getAuthority());
    assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
    assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
    assertThat(browser.events("Log.entryAdded")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"360, false", "360, true", "1600, false", "1600, true"})
  void itFitsItsWidthAndCanBeReadInLightAndDark(int width, boolean dark) throws Exception {
    server.publish(state(false));
    open(width, dark);
    browser.await("document.querySelector('#map-note').textContent.includes('positions')");

    assertThat(browser.value("innerWidth").intValue()).isEqualTo(width);
    assertThat(browser.value("document.documentElement.scrollWidth").intValue())
        .isLessThanOrEqualTo(width);
    assertThat(browser.value("document.querySelector('#chart canvas').clientWidth").intValue())
        .isBetween(width / 4, width);
    // the contrast that WCAG 2.2 asks of text (1.4.3)
    assertThat(strings(browser.value(TEXTS_OF_LOW_CONTRAST))).isEmpty();
    assertThat(
            browser
                    .value(LUMINANCE + "luminance(getComputedStyle(document.body).backgroundColor)")
                    .doubleValue()
                < 0.2)
        .isEqualTo(dark);
  }

  @Test
  void everyControlIsReachedByTheKeyboardAndWorks() throws Exception {
    server.publish(state(false));
    open(1280, false);
    browser.await("document.querySelector('#map-note').textContent.includes('positions')");

    List<String> reached = new ArrayList<>();
    String focus = focusAfterTab();
    while (!focus.equals("BODY") && !reached.contains(focus)) {
      reached.add(focus);
      assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle").asText())
          .as("the focus of " + focus + " is seen")
          .isNotEqualTo("none");
      if (focus.equals("measure")) {
        browser.press("ArrowDown", DOWN, "");
        browser.await(
            "!document.querySelector('#chart').getAttribute('aria-label').startsWith('readings')");
      }
      if (focus.startsWith("SUMMARY")) {
        browser.press("Enter", ENTER, "\r");
        browser.await("document.querySelectorAll('#table tr').length > 0");
      }
      focus = focusAfterTab();
    }
    List<String> controls =
        strings(
            browser.value(
                "[...document.querySelectorAll('button, select, input, a[href], summary')]"
                    + ".filter(one => one.checkVisibility()).map(one => "
                    + NAME.formatted("one")
                    + ")"));
    assertThat(controls).hasSizeGreaterThan(4);
    assertThat(reached).containsAll(controls);
  }

  @Test
  void windowsWithoutANumberToDrawHaveTheirMap() throws Exception {
    PageState.Kind without = kind("sensor-data-aggregated", List.of());
    server.publish(new PageState("sensor-data", 1, false, null, null, List.of(without)));
    open(1280, false);
    browser.await("document.querySelector('#map-note').textContent.includes('positions')");
    assertThat(
            browser
                .value("document.querySelector('#chart-section').checkVisibility()")
                .booleanValue())
        .isFalse();
    assertThat(browser.value("document.querySelector('#map').checkVisibility()").booleanValue())
        .isTrue();
  }

  private void open(int width, boolean dark) throws Exception {
    browser.send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    browser.send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    browser.send("Page.navigate", Map.of("url", server.address().toString()));
    browser.await("document.querySelectorAll('#audit tr').length > 0");
  }

  private static String focusAfterTab() throws Exception {
    browser.press("Tab", TAB, "");
    return browser.value(NAME.formatted("document.activeElement")).asText();
  }

  /** The last state of the demo, with a second kind of windows. */
  private static PageState state(boolean ended) throws Exception {
    PageState state = JSON.treeToValue(recorded("state.json"), PageState.class);
    List<String> measures = state.kinds().get(0).measures();
    return new PageState(
        state.stream(),
        state.at(),
        ended,
        ended ? "./tidemark page" : null,
        null,
        List.of(state.kinds().get(0), kind("sensor-data-hours", measures)));
  }

  private static PageState.Kind kind(String topic, List<String> measures) throws Exception {
    PageState.Kind kind =
        JSON.treeToValue(recorded("state.json").at("/kinds/0"), PageState.Kind.class);
    return new PageState.Kind(
        kind.lookedAt(),
        topic,
        kind.window(),
        kind.sent(),
        kind.stations(),
        kind.time(),
        kind.exceptions(),
        kind.verdict(),
        measures,
        kind.groups(),
        kind.rows(),
        kind.hasPositions());
  }

  private static JsonNode recorded(String name) throws Exception {
    try (InputStream in = PageInBrowserTest.class.getResourceAsStream("recorded/" + name)) {
      return JSON.readTree(in);
    }
  }

  private static String text(String selector) throws Exception {
    return texts(selector).get(0);
  }

  private static List<String> texts(String selector) throws Exception {
    return strings(
        browser.value(
            "[...document.querySelectorAll('" + selector + "')].map(one => one.textContent)"));
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(one -> strings.add(one.asText()));
    return strings;
  }

  /** A number as the page writes it; a dash where there is none. */
  private static String count(JsonNode number) {
    return number.isNumber()
        ? NumberFormat.getIntegerInstance(Locale.US).format(number.longValue())
        : "–";
  }
}
