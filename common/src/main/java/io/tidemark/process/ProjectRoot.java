package io.tidemark.process;

import java.nio.file.Path;

/** The folder that holds {@code mvnw} and the modules. */
public final class ProjectRoot {
  /**
   * The system property with the path, set by {@code ./tidemark}; the default is the current
   * folder.
   */
  public static final String PROPERTY = "tidemark.home";

  private ProjectRoot() {}

  public static Path current() {
    return Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize();
  }
}
