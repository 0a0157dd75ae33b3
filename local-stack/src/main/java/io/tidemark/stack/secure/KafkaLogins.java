package io.tidemark.stack.secure;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker that takes clients with a login only: TLS and SCRAM, and access control lists by role.
 */
public record KafkaLogins(StackLogins logins) {
  /** The protocol, and the name, of the listener for clients. */
  public static final String PROTOCOL = "SASL_SSL";

  private static final String MECHANISM = "SCRAM-SHA-512";
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

  /**
   * The broker's settings beside those of a plain one.
   *
   * @param controller the name of the controller's listener
   */
  public Map<String, String> broker(String controller) {
    Map<String, String> all = new TreeMap<>();
    all.put(
        "listener.security.protocol.map",
        PROTOCOL + ":" + PROTOCOL + "," + controller + ":" + PROTOCOL);
    all.put("security.inter.broker.protocol", PROTOCOL);
    all.put("sasl.enabled.mechanisms", MECHANISM);
    all.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
    all.put(
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
        login(SCRAM, StackLogins.BROKER, logins.ofBroker()) + ";");
    // The controller has no users until it has read its log, so it knows its only one from here.
    String prefix = "listener.name." + controller.toLowerCase(Locale.ROOT);
    all.put("sasl.mechanism.controller.protocol", "PLAIN");
    all.put(prefix + ".sasl.enabled.mechanisms", "PLAIN");
    all.put(
        prefix + ".plain.sasl.jaas.config",
        login(PLAIN, StackLogins.BROKER, logins.ofBroker())
            + " user_"
            + StackLogins.BROKER
            + "=\""
            + logins.ofBroker()
            + "\";");
    ServerCertificate certificate = logins.certificate();
    all.put("ssl.keystore.type", "PKCS12");
    all.put("ssl.keystore.location", certificate.keyStore().toString());
    all.put("ssl.keystore.password", certificate.password());
    all.put("ssl.key.password", certificate.password());
    all.putAll(trust(logins));
    all.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    all.put("super.users", "User:" + StackLogins.BROKER + ";User:" + StackRole.ADMIN.user());
    return all;
  }

  /** The arguments that make the users when the storage is formatted; they hold passwords. */
  public List<String> formatArguments() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(user(StackLogins.BROKER, logins.ofBroker()));
    for (StackRole role : StackRole.values()) {
      if (role.usesKafka()) {
        arguments.addAll(user(role.user(), logins.inKafka(role)));
      }
    }
    return arguments;
  }

  private static List<String> user(String name, String password) {
    return List.of("--add-scram", MECHANISM + "=[name=" + name + ",password=" + password + "]");
  }

  /** The settings of a role's clients. */
  static Map<String, String> client(StackLogins logins, StackRole role) {
    Map<String, String> all = new TreeMap<>(trust(logins));
    all.put("security.protocol", PROTOCOL);
    all.put("sasl.mechanism", MECHANISM);
    if (role == StackRole.DRUID) {
      all.put("druid.dynamic.config.provider", DruidLogins.KAFKA_LOGIN_PROVIDER);
    } else {
      all.put("sasl.jaas.config", jaas(logins, role));
    }
    return all;
  }

  /** The login of a role's clients. */
  static String jaas(StackLogins logins, StackRole role) {
    return login(SCRAM, role.user(), logins.inKafka(role)) + ";";
  }

  private static Map<String, String> trust(StackLogins logins) {
    return Map.of(
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        logins.certificate().trusted().toString());
  }

  private static String login(String module, String user, String password) {
    return module + " required username=\"" + user + "\" password=\"" + password + '"';
  }

  /**
   * Gives the roles their rights.
   *
   * @param administrator the settings of a client of the role {@link StackRole#ADMIN}
   * @throws UserError when the broker refuses
   */
  public static void grant(Properties administrator) {
    List<AclBinding> rights = new ArrayList<>();
    for (StackRole role : StackRole.values()) {
      role.inKafka().forEach(right -> rights.add(binding(role, right)));
    }
    try (Admin admin = KafkaTopics.admin(administrator)) {
      admin.createAcls(rights).all().get();
    } catch (ExecutionException e) {
      throw new UserError("Kafka refuses the rights of the roles: " + RootCause.line(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while Kafka's roles were being made", e);
    }
  }

  private static AclBinding binding(StackRole role, Right right) {
    return new AclBinding(
        new ResourcePattern(ResourceType.valueOf(right.type()), right.name(), PatternType.LITERAL),
        new AccessControlEntry(
            "User:" + role.user(),
            "*",
            AclOperation.valueOf(right.action()),
            AclPermissionType.ALLOW));
  }
}
