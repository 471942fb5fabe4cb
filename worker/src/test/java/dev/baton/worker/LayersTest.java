package dev.baton.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which: dependencies point one way. */
class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.baton");

  @Test
  void trainersKnowNothingOfKafkaStoresAndLeases() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.baton.worker.yolo..", "dev.baton.worker.tiny..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "io.minio..",
            "dev.baton.common.kafka..",
            "dev.baton.common.objectstore..",
            "dev.baton.worker.lease..")
        .check(CLASSES);
  }

  @Test
  void attemptsKnowNothingOfKafkaAndLeases() {
    noClasses()
        .that()
        .resideInAPackage("dev.baton.worker.attempt..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..", "dev.baton.common.kafka..", "dev.baton.worker.lease..")
        .check(CLASSES);
  }

  @Test
  void onlyTheLeaseSpeaksOfShareGroups() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.baton.worker.lease..", "dev.baton.worker")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("org\\.apache\\.kafka\\.clients\\.consumer\\..*Share.*")
        .check(CLASSES);
  }

  @Test
  void whatIsCommonKnowsNeitherWorkerNorScheduler() {
    noClasses()
        .that()
        .resideInAPackage("dev.baton.common..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.baton.worker..", "dev.baton.scheduler..", "dev.baton.cli..")
        .check(CLASSES);
  }
}
