package io.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code doctor} and {@code tail} have no way to write, but for the file of {@code --json}. */
class InspectTest {
  private static final Set<String> ADMIN_READS =
      Set.of(
          "create", "close", "describeCluster", "describeTopics", "describeConfigs", "listOffsets");

  private static final Pattern CONSUMER_WRITES = Pattern.compile("commit.*|subscribe");

  private static final Pattern FILE_WRITES =
      Pattern.compile("write.*|create.*|delete.*|move|copy|set.*|new(BufferedWriter|OutputStream)");

  private static final String JSON_OUTPUT = "io.tidemark.doctor.DoctorOutput";

  private static List<JavaClass> inspect() {
    List<JavaClass> classes =
        Modules.CLASSES.stream().filter(type -> "inspect".equals(Modules.of(type))).toList();
    assertThat(classes).isNotEmpty();
    return classes;
  }

  @Test
  void usesNoProducerNoHttpClientAndNoClientOfDruidThatPosts() {
    assertThat(inspect())
        .flatExtracting(JavaClass::getDirectDependenciesFromSelf)
        .extracting(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
        .noneMatch(name -> name.startsWith("org.apache.kafka.clients.producer."))
        .noneMatch(name -> name.startsWith("java.net.http."))
        .doesNotContain("io.tidemark.druid.DruidClient", "io.tidemark.druid.DruidEndpoint");
  }

  @Test
  void callsNothingThatChangesTopicsOffsetsOrFiles() {
    for (JavaClass type : inspect()) {
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        boolean writes =
            switch (owner) {
              case "org.apache.kafka.clients.admin.Admin",
                  "org.apache.kafka.clients.admin.AdminClient",
                  "org.apache.kafka.clients.admin.KafkaAdminClient" ->
                  !ADMIN_READS.contains(name);
              case "org.apache.kafka.clients.consumer.Consumer",
                  "org.apache.kafka.clients.consumer.KafkaConsumer" ->
                  CONSUMER_WRITES.matcher(name).matches();
              case "java.nio.file.Files" ->
                  FILE_WRITES.matcher(name).matches() && !type.getName().equals(JSON_OUTPUT);
              case "java.io.FileOutputStream", "java.io.FileWriter", "java.io.RandomAccessFile" ->
                  true;
              default -> false;
            };
        assertThat(writes).as(access.getDescription()).isFalse();
      }
    }
  }
}
