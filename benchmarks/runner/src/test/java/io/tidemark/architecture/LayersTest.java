package io.tidemark.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Modules depend only on lower modules, and packages have no cycles. */
class LayersTest {
  private static final Pattern MODULE = Pattern.compile("<module>(.*)</module>");

  @Test
  void everyModuleOfTheBuildWithCodeIsInTheTable() throws IOException {
    Set<String> built =
        MODULE
            .matcher(Files.readString(Modules.ROOT.resolve("pom.xml")))
            .results()
            .map(found -> found.group(1))
            .filter(module -> Files.isDirectory(Modules.ROOT.resolve(module).resolve("src")))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(Modules.MAY_USE.keySet()).containsExactlyInAnyOrderElementsOf(built);
    for (String module : built) {
      assertThat(Modules.CLASSES.stream().map(Modules::of)).as(module).contains(module);
    }
  }

  @Test
  void aModuleUsesOnlyTheModulesBelowIt() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : Modules.CLASSES) {
      Set<String> allowed = Modules.MAY_USE.get(Modules.of(type));
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = Modules.of(dependency.getTargetClass().getBaseComponentType());
        if (target != null && !target.equals(Modules.of(type)) && !allowed.contains(target)) {
          wrong.add(dependency.getDescription());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noPackageIsSplitOverTwoModules() {
    Map<String, Set<String>> modules =
        Modules.CLASSES.stream()
            .collect(groupingBy(JavaClass::getPackageName, mapping(Modules::of, toSet())));
    assertThat(modules).allSatisfy((name, in) -> assertThat(in).as(name).hasSize(1));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.tidemark.(**)").should().beFreeOfCycles().check(Modules.CLASSES);
  }

  @Test
  void theModelNeedsNoEngineAndNoCommandLine() {
    Set<String> libraries =
        Modules.CLASSES.stream()
            .filter(type -> "stream-model".equals(Modules.of(type)))
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .map(JavaClass::getPackageName)
            .filter(name -> !name.startsWith("java.") && !name.startsWith("io.tidemark.model"))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(libraries)
        .allSatisfy(
            name ->
                assertThat(name).matches("(com\\.fasterxml\\.jackson|org\\.yaml\\.snakeyaml).*"));
  }

  @Test
  void everyPackageSaysWhatIsInIt() throws IOException {
    for (String module : Modules.MAY_USE.keySet()) {
      for (Path folder : SourceFiles.packages(module)) {
        assertThat(folder.resolve("package-info.java")).exists();
      }
    }
  }
}
