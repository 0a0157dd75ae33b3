package io.tidemark.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebConsoleTest {
  @TempDir Path cache;

  private WebConsole console;

  @BeforeEach
  void console() {
    console = new WebConsole(Path.of("no project"), cache, "1.2.3");
  }

  @Test
  void isNotThereBeforeItIsBuilt() {
    assertThat(console.ifBuilt()).isEmpty();
  }

  @Test
  void isTakenFromTheCacheSilently() throws IOException {
    Path jar = Files.createFile(cache.resolve("web-console-1.2.3.jar"));
    List<String> progress = new ArrayList<>();

    assertThat(console.obtain(progress::add)).isEqualTo(jar);
    assertThat(progress).isEmpty();
  }
}
