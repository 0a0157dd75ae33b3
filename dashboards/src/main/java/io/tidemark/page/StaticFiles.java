package io.tidemark.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The files of the page, from the class path. */
final class StaticFiles {
  private static final String UPLOT = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  /**
   * A file.
   *
   * @param type its content type
   */
  record StaticFile(String type, byte[] content) {}

  private final Map<String, StaticFile> files;

  StaticFiles() {
    String chart = "/META-INF/resources/webjars/uplot/" + chartVersion() + "/dist/";
    files =
        Map.of(
            "/", new StaticFile(HTML, read("index.html")),
            "/page.js", new StaticFile(SCRIPT, read("page.js")),
            "/page.css", new StaticFile(STYLE, read("page.css")),
            "/uPlot.js", new StaticFile(SCRIPT, read(chart + "uPlot.iife.min.js")),
            "/uPlot.css", new StaticFile(STYLE, read(chart + "uPlot.min.css")));
  }

  /** The version that the jar of the library has. */
  private static String chartVersion() {
    Properties jar = new Properties();
    try (InputStream in = open(UPLOT)) {
      jar.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar.getProperty("version");
  }

  private static byte[] read(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = StaticFiles.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name + " is not on the class path");
    }
    return in;
  }

  /** The file of a path. */
  Optional<StaticFile> of(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** The bytes of all files. */
  int size() {
    return files.values().stream().mapToInt(file -> file.content().length).sum();
  }
}
