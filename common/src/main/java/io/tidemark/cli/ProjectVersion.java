package io.tidemark.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of the parent POM, which the build writes into resources. */
public final class ProjectVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"Tidemark " + read(ProjectVersion.class, "version.properties")};
  }

  /**
   * The property {@code version} of a resource.
   *
   * @param beside a class of the resource's package
   */
  public static String read(Class<?> beside, String resource) {
    Properties properties = new Properties();
    try (InputStream in = beside.getResourceAsStream(resource)) {
      properties.load(Objects.requireNonNull(in, "no " + resource + " on the class path"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
