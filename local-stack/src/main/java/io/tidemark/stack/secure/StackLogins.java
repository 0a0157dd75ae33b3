package io.tidemark.stack.secure;

import io.tidemark.cli.UserError;
import io.tidemark.process.FileTrees;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The secrets of a stack, in a folder that only its owner can enter: the servers' certificate, the
 * passwords, and for each role the files that commands take with {@code --kafka-properties} and
 * {@code --druid-config}. They stay the same until the certificate expires or the folder is
 * deleted.
 */
public record StackLogins(Path folder) {
  /** The user of the broker and its controller. */
  static final String BROKER = "broker";

  private static final String KAFKA = "kafka.";
  private static final String DRUID = "druid.";
  private static final String INTERNAL = DRUID + "internal";
  private static final String KEY_STORE = "key-store";
  private static final int PASSWORD_BYTES = 24;

  /** A certificate that expires sooner than this is replaced. */
  private static final Duration REST = Duration.ofDays(1);

  /**
   * The secrets of a folder, which are made if there are none, or none that are valid.
   *
   * @param say receives a line when they are made
   * @throws UserError when they cannot be made
   */
  public static StackLogins in(Path folder, Consumer<String> say) {
    return in(folder, Instant.now(), say);
  }

  static StackLogins in(Path folder, Instant now, Consumer<String> say) {
    StackLogins logins = new StackLogins(folder);
    try {
      if (!logins.areValid(now)) {
        FileTrees.delete(folder);
        FileTrees.make(folder, StackLogins::makeIn);
        say.accept("new passwords and a new certificate are in " + folder);
      }
      // They have the folder's path in them, which may be another one than before.
      logins.writeFiles();
      return logins;
    } catch (IOException e) {
      throw new UserError("cannot write the passwords into " + folder + ": " + e, e);
    }
  }

  private static Path makeIn(Path work) throws IOException {
    Path made = PrivateFile.folder(work.resolve("made"));
    Map<String, String> passwords = new TreeMap<>();
    SecureRandom random = new SecureRandom();
    for (String name : names()) {
      byte[] bytes = new byte[PASSWORD_BYTES];
      random.nextBytes(bytes);
      passwords.put(name, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
    StackLogins logins = new StackLogins(made);
    PrivateFile.write(logins.passwords(), passwords);
    try {
      logins.certificate().make();
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be made", e);
    }
    return made;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of(KEY_STORE, KAFKA + BROKER, INTERNAL));
    for (StackRole role : StackRole.values()) {
      if (role.usesKafka()) {
        names.add(KAFKA + role.user());
      }
      if (role.usesDruid()) {
        names.add(DRUID + role.user());
      }
    }
    return names;
  }

  private boolean areValid(Instant now) {
    try {
      return Files.exists(passwords())
          && readPasswords().stringPropertyNames().containsAll(names())
          && Files.exists(certificate().trusted())
          && certificate().expires().isAfter(now.plus(REST));
    } catch (IOException | GeneralSecurityException damaged) {
      return false;
    }
  }

  private void writeFiles() throws IOException {
    for (StackRole role : StackRole.values()) {
      if (role.usesKafka()) {
        PrivateFile.write(kafkaProperties(role), KafkaLogins.client(this, role));
      }
      if (role.usesDruid()) {
        PrivateFile.write(
            druidConfig(role),
            Map.of(
                "basic.auth.user.info",
                role.user() + ':' + inDruid(role),
                "ssl.truststore.location",
                certificate().trusted().toString()));
      }
    }
  }

  /** The file for {@code --kafka-properties} of a role's commands. */
  public Path kafkaProperties(StackRole role) {
    return folder.resolve("kafka-" + role.user() + ".properties");
  }

  /** The file for {@code --druid-config} of a role's commands. */
  public Path druidConfig(StackRole role) {
    return folder.resolve("druid-" + role.user() + ".properties");
  }

  /** The options that the commands of a role need, beside the addresses. */
  public String options(StackRole role) {
    List<String> options = new ArrayList<>();
    if (role.usesKafka()) {
      options.add("--kafka-properties " + shown(kafkaProperties(role)));
    }
    if (role.usesDruid()) {
      options.add("--druid-config " + shown(druidConfig(role)));
    }
    if (role == StackRole.ATTACH) {
      options.add("--druid-kafka-properties " + shown(kafkaProperties(StackRole.DRUID)));
    }
    return String.join(" ", options);
  }

  /** Lines for the user: which commands need which files. None has a password. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(List.of("logins, for the commands of each role:"));
    for (StackRole role : StackRole.values()) {
      if (role != StackRole.DRUID) {
        lines.add(String.format("  %s: %s", role.commands(), options(role)));
      }
    }
    lines.add(
        "the console's user is "
            + StackRole.ADMIN.user()
            + ", its password is in "
            + shown(druidConfig(StackRole.ADMIN))
            + "; a browser trusts it after an import of "
            + shown(trusted()));
    return lines;
  }

  /** A path as the user can give it to a command here. */
  private static Path shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path) : path;
  }

  ServerCertificate certificate() {
    return new ServerCertificate(folder, password(KEY_STORE));
  }

  /** The certificate that clients trust, PEM. */
  public Path trusted() {
    return certificate().trusted();
  }

  String inKafka(StackRole role) {
    return password(KAFKA + role.user());
  }

  String ofBroker() {
    return password(KAFKA + BROKER);
  }

  String inDruid(StackRole role) {
    return password(DRUID + role.user());
  }

  /** Of Druid's services among themselves. */
  String ofDruidServices() {
    return password(INTERNAL);
  }

  private Path passwords() {
    return folder.resolve("passwords.properties");
  }

  /** All passwords, none of which may appear in a log or in the arguments of a process. */
  public List<String> secrets() {
    return names().stream().map(this::password).toList();
  }

  private String password(String name) {
    try {
      return readPasswords().getProperty(name);
    } catch (IOException e) {
      throw new UserError("cannot read the passwords " + passwords() + ": " + e.getMessage(), e);
    }
  }

  private Properties readPasswords() throws IOException {
    Properties passwords = new Properties();
    try (Reader reader = Files.newBufferedReader(passwords())) {
      passwords.load(reader);
    }
    return passwords;
  }
}
