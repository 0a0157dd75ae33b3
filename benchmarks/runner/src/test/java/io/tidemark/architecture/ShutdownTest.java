package io.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A process ends in one order: nothing registers a shutdown hook of its own. */
class ShutdownTest {
  @Test
  void onlyTheShutdownSequenceAndTheSparkJobRegisterAHook() {
    Set<String> owners = new TreeSet<>();
    Modules.CLASSES.stream()
        .flatMap(type -> type.getAccessesFromSelf().stream())
        .filter(access -> access.getName().equals("addShutdownHook"))
        .map(JavaAccess::getOriginOwner)
        .forEach(owner -> owners.add(owner.getName().replaceAll("\\$.*", "")));
    // Spark ends its own services in an order of its own, which the query must precede
    assertThat(owners)
        .containsExactly(
            "io.tidemark.shutdown.ShutdownSequence",
            "io.tidemark.spark.ArchiveCommand",
            "io.tidemark.spark.StreamCommand");
  }
}
