package io.tidemark.stack.secure;

import io.tidemark.druid.DruidClient;
import java.util.Map;
import java.util.TreeMap;

/**
 * Druid with the extension druid-basic-security: logins for all its services, and TLS at the
 * router. The services get passwords from their environment.
 */
public record DruidLogins(StackLogins logins) {
  /** The name of the authenticator, the authorizer and their databases. */
  static final String NAME = "basic";

  private static final String ADMIN_PASSWORD = "DRUID_ADMIN_PASSWORD";
  private static final String INTERNAL_PASSWORD = "DRUID_INTERNAL_PASSWORD";
  private static final String KEY_STORE_PASSWORD = "DRUID_KEY_STORE_PASSWORD";
  private static final String KAFKA_LOGIN = "DRUID_KAFKA_LOGIN";

  /** What a spec has in place of the login of Druid's consumers. */
  static final String KAFKA_LOGIN_PROVIDER =
      "{\"type\":\"environment\",\"variables\":{\"sasl.jaas.config\":\"" + KAFKA_LOGIN + "\"}}";

  /** The settings of all services. */
  public static Map<String, String> common() {
    Map<String, String> all = new TreeMap<>();
    String authenticator = "druid.auth.authenticator." + NAME;
    all.put("druid.auth.authenticatorChain", "[\"" + NAME + "\"]");
    all.put(authenticator + ".type", "basic");
    all.put(authenticator + ".credentialsValidator.type", "metadata");
    all.put(authenticator + ".initialAdminPassword", fromEnvironment(ADMIN_PASSWORD));
    all.put(authenticator + ".initialInternalClientPassword", fromEnvironment(INTERNAL_PASSWORD));
    all.put(authenticator + ".skipOnFailure", "false");
    all.put(authenticator + ".authorizerName", NAME);
    all.put("druid.auth.authorizers", "[\"" + NAME + "\"]");
    all.put("druid.auth.authorizer." + NAME + ".type", "basic");
    all.put("druid.escalator.type", "basic");
    all.put("druid.escalator.internalClientUsername", "druid_system");
    all.put("druid.escalator.internalClientPassword", fromEnvironment(INTERNAL_PASSWORD));
    all.put("druid.escalator.authorizerName", NAME);
    // The services hear of a new user at once, and look again by themselves in case they did not.
    all.put("druid.auth.basic.common.pollingPeriod", "5000");
    all.put("druid.auth.basic.common.maxRandomDelay", "500");
    return all;
  }

  /** The router's own settings: TLS on its port, and no other port. */
  public Map<String, String> router(int port) {
    ServerCertificate certificate = logins.certificate();
    Map<String, String> all = new TreeMap<>();
    all.put("druid.enablePlaintextPort", "false");
    all.put("druid.enableTlsPort", "true");
    all.put("druid.tlsPort", Integer.toString(port));
    all.put("druid.server.https.keyStorePath", certificate.keyStore().toString());
    all.put("druid.server.https.keyStoreType", "PKCS12");
    all.put("druid.server.https.certAlias", ServerCertificate.ALIAS);
    all.put("druid.server.https.keyStorePassword", fromEnvironment(KEY_STORE_PASSWORD));
    return all;
  }

  private static String fromEnvironment(String variable) {
    return "{\"type\":\"environment\",\"variable\":\"" + variable + "\"}";
  }

  /** The environment of the services, with their passwords. */
  public Map<String, String> environment() {
    return Map.of(
        ADMIN_PASSWORD,
        logins.inDruid(StackRole.ADMIN),
        INTERNAL_PASSWORD,
        logins.ofDruidServices(),
        KEY_STORE_PASSWORD,
        logins.certificate().password(),
        KAFKA_LOGIN,
        KafkaLogins.jaas(logins, StackRole.DRUID));
  }

  /**
   * Makes the users and their rights.
   *
   * @param coordinator with the login of the administrator
   * @throws io.tidemark.cli.UserError when the coordinator refuses
   */
  public void makeUsers(DruidClient coordinator) {
    DruidUsers users = new DruidUsers(coordinator, "");
    for (StackRole role : DruidUsers.roles()) {
      users.make(role, logins.inDruid(role));
    }
  }
}
