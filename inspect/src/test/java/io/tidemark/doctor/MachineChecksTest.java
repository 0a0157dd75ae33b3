package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineChecksTest {
  @TempDir Path folder;

  @Test
  void java17IsFineAndAnotherIsNot() {
    Path home = Path.of("/opt/java");

    assertCheck(MachineChecks.java("java", Runtime.Version.parse("17.0.15+6"), home))
        .isFine()
        .found("17.0.15+6 in /opt/java");
    assertCheck(MachineChecks.java("java", Runtime.Version.parse("21.0.1"), home))
        .isLook("JAVA_HOME")
        .found("21.0.1");
  }

  @Test
  void littleMemoryIsReportedUnlessTheStackAlreadyRuns() {
    assertCheck(MachineChecks.memory("memory", OptionalLong.of(2_560), false)).isFine();
    assertCheck(MachineChecks.memory("memory", OptionalLong.of(2_559), false))
        .isLook("close other programs")
        .found("2,559 MiB", "2,560");
    assertCheck(MachineChecks.memory("memory", OptionalLong.of(900), true)).isFine();
    assertCheck(MachineChecks.memory("memory", OptionalLong.empty(), false)).isFine();
  }

  @Test
  void aNearlyFullDiskIsReported() {
    assertCheck(MachineChecks.disk("disk", folder, 2_048)).isFine();
    assertCheck(MachineChecks.disk("disk", folder, 2_047))
        .isLook("delete")
        .found("2,047 MiB free for " + folder);
  }

  @Test
  void theDiskOfAFolderThatDoesNotExistYetIsThatOfItsParent() {
    assertCheck(MachineChecks.disk("disk", folder.resolve("not/yet"))).found("MiB free for");
  }
}
