package io.tidemark.superset;

import io.tidemark.cli.UsageError;
import io.tidemark.http.HttpLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/**
 * The login of Superset at Druid. The password is in the environment of Superset's processes alone,
 * and never in its database.
 */
record SupersetLogin(HttpLogin druid) {
  /**
   * @throws UsageError for a token, which Superset can only keep in its database
   */
  static SupersetLogin of(HttpLogin druid) {
    if (druid.isGiven() && druid.user() == null) {
      throw new UsageError(
          druid.option()
              + ": expected basic.auth.user.info for Superset, which takes no token, in "
              + druid.file());
    }
    return new SupersetLogin(druid);
  }

  /** What the processes of Superset need beside what they inherit. */
  Map<String, String> environment(SupersetInstallation installation) throws IOException {
    Map<String, String> environment = new TreeMap<>();
    if (druid.isGiven()) {
      environment.put("DRUID_PASSWORD", druid.secret());
    }
    if (druid.certificates() != null) {
      environment.put(
          "DRUID_CERTIFICATES",
          Files.writeString(installation.folder().resolve("druid.pem"), druid.certificates())
              .toString());
    }
    return environment;
  }
}
