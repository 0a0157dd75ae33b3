package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProjectVersionTest {
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>tidemark</artifactId>\\s*<version>(.+?)</version>");

  @Test
  void isThatOfTheParentPom() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(Path.of("../pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(new ProjectVersion().getVersion()).containsExactly("Tidemark " + version.group(1));
  }
}
