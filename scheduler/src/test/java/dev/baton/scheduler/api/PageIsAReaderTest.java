package dev.baton.scheduler.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.baton.scheduler.core.QueueOrder;
import org.junit.jupiter.api.Test;

class PageIsAReaderTest {
  private static final DescribedPredicate<JavaClass> SCHEDULING =
      DescribedPredicate.describe(
          "decides or drives scheduling",
          type ->
              type.getPackageName().startsWith("dev.baton.scheduler.")
                  && !type.getPackageName().equals("dev.baton.scheduler.api")
                  && !type.isEquivalentTo(QueueOrder.class));

  @Test
  void thePageSeesNothingOfTheSchedulerButTheOrderOfItsQueue() {
    noClasses()
        .that()
        .resideInAPackage("dev.baton.scheduler.api")
        .should()
        .dependOnClassesThat(SCHEDULING)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.baton.scheduler"));
  }
}
