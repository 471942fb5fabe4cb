package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/** {@code deploy/compose} and {@code deploy/k8s} against the commands that they start. */
class DeploymentFilesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path KUBERNETES = ROOT.resolve("deploy/k8s");

  private Map<String, Object> services;
  private List<Map<String, Object>> resources;

  /** A command in a container, with the seconds that it has to end in. */
  private record Started(String name, List<String> command, long seconds) {}

  @BeforeEach
  void read() throws IOException {
    services = map(documents(ROOT.resolve("deploy/compose/compose.yaml")).getFirst(), "services");
    resources = new ArrayList<>();
    for (Object file :
        (List<?>) documents(KUBERNETES.resolve("kustomization.yaml")).getFirst().get("resources")) {
      resources.addAll(documents(KUBERNETES.resolve(file.toString())));
    }
  }

  @Test
  void everyContainerStartsACommandThatBatonTakes() {
    assertThat(started())
        .extracting(Started::name)
        .containsExactlyInAnyOrder(
            "scheduler", "worker-1", "worker-2", "baton-scheduler", "baton-worker");
    for (Started container : started()) {
      assertThat(parse(container).errors()).as(container.name()).isEmpty();
    }
  }

  @Test
  void everyContainerHasTimeToEndInOrder() {
    for (Started container : started()) {
      // A scheduler needs 5 s, and no more is given in compose.
      long needed =
          container.command().getFirst().equals("worker")
              ? ForegroundProcess.PATIENCE.toSeconds()
              : 5;
      assertThat(container.seconds()).as(container.name()).isGreaterThan(needed);
    }
  }

  @Test
  void whatListensIsReachedAtItsPort() {
    for (Map<String, Object> workload : workloads()) {
      Map<String, Object> container = container(workload);
      Map<String, Object> port = maps(container, "ports").getFirst();
      String option = isWorker(workload) ? "--metrics" : "--http";
      String address = parse(started(workload)).matchedOption(option).getValue().toString();
      assertThat(address).contains("0.0.0.0:" + port.get("containerPort"));
      if (container.containsKey("readinessProbe")) {
        Map<String, Object> probe = map(map(container, "readinessProbe"), "httpGet");
        assertThat(probe).containsEntry("port", port.get("name")).containsEntry("path", "/healthz");
      }
    }
    Map<String, Object> scheduler = workloads().getFirst();
    Map<String, Object> service = resource("Service");
    assertThat(map(map(service, "spec"), "selector")).isEqualTo(labels(scheduler));
    assertThat(maps(map(service, "spec"), "ports").getFirst())
        .containsEntry("targetPort", maps(container(scheduler), "ports").getFirst().get("name"));
    assertThat(map(scheduler, "spec"))
        .containsEntry("serviceName", map(service, "metadata").get("name"));
    assertThat(map(map(map(resource("PodDisruptionBudget"), "spec"), "selector"), "matchLabels"))
        .isEqualTo(labels(scheduler));
  }

  @Test
  void whatIsReferredToIsThere() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/how-to/kubernetes.md"));
    Map<String, Object> kustomization =
        documents(KUBERNETES.resolve("kustomization.yaml")).getFirst();
    Object settings = maps(kustomization, "configMapGenerator").getFirst().get("name");
    for (Map<String, Object> workload : workloads()) {
      Map<String, Object> spec = map(workload, "spec");
      assertThat(map(map(spec, "selector"), "matchLabels")).isEqualTo(labels(workload));
      for (Map<String, Object> source : maps(container(workload), "envFrom")) {
        if (source.containsKey("configMapRef")) {
          assertThat(map(source, "configMapRef")).containsEntry("name", settings);
        } else {
          assertThat(page).contains("secret generic " + map(source, "secretRef").get("name") + " ");
        }
      }
      assertThat(names(container(workload), "volumeMounts"))
          .isEqualTo(names(map(map(spec, "template"), "spec"), "volumes"));
      assertThat(container(workload))
          .containsEntry("image", maps(kustomization, "images").getFirst().get("name"));
    }
  }

  @Test
  void everyVariableIsOneThatThePagesKnow() throws IOException {
    StringBuilder pages = new StringBuilder(Files.readString(ROOT.resolve("README.md")));
    pages.append(Files.readString(ROOT.resolve("docs/page.md")));
    List<String> variables = new ArrayList<>();
    for (Object service : services.values()) {
      if (service instanceof Map<?, ?> keys && keys.get("environment") instanceof Map<?, ?> own) {
        own.keySet().stream()
            .map(Object::toString)
            .filter(DeploymentFilesTest::isOurs)
            .forEach(variables::add);
      }
    }
    Map<String, Object> generator =
        maps(documents(KUBERNETES.resolve("kustomization.yaml")).getFirst(), "configMapGenerator")
            .getFirst();
    ((List<?>) generator.get("literals"))
        .forEach(literal -> variables.add(literal.toString().replaceAll("=.*", "")));
    assertThat(variables).contains("BATON_KAFKA", "BATON_HTTP_TOKEN");
    assertThat(variables).allSatisfy(name -> assertThat(pages).contains("`" + name + "`"));
  }

  private static boolean isOurs(String variable) {
    return variable.startsWith("BATON_") || variable.startsWith("AWS_");
  }

  private List<Started> started() {
    List<Started> all = new ArrayList<>();
    services.forEach(
        (name, value) -> {
          Map<?, ?> service = (Map<?, ?>) value;
          if (service.get("image").toString().contains("BATON_IMAGE")) {
            long seconds =
                Long.parseLong(service.get("stop_grace_period").toString().replace("s", ""));
            all.add(new Started(name, texts(service.get("command")), seconds));
          }
        });
    workloads().forEach(workload -> all.add(started(workload)));
    return all;
  }

  private static Started started(Map<String, Object> workload) {
    Map<String, Object> pod = map(map(map(workload, "spec"), "template"), "spec");
    return new Started(
        map(workload, "metadata").get("name").toString(),
        texts(container(workload).get("args")),
        ((Number) pod.get("terminationGracePeriodSeconds")).longValue());
  }

  private static CommandLine.ParseResult parse(Started container) {
    String verb = container.command().getFirst();
    CommandLine command =
        new CommandLine(verb.equals("worker") ? new WorkerCommand() : new SchedulerCommand());
    assertThat(command.getCommandName()).isEqualTo(verb);
    String[] arguments = container.command().stream().skip(1).toArray(String[]::new);
    return command.parseArgs(arguments);
  }

  /** The scheduler's and the worker's. */
  private List<Map<String, Object>> workloads() {
    List<Map<String, Object>> workloads =
        resources.stream()
            .filter(one -> Set.of("StatefulSet", "Deployment").contains(one.get("kind")))
            .toList();
    assertThat(workloads).hasSize(2);
    return workloads;
  }

  private static boolean isWorker(Map<String, Object> workload) {
    return workload.get("kind").equals("Deployment");
  }

  private Map<String, Object> resource(String kind) {
    return resources.stream()
        .filter(one -> one.get("kind").equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError("There is no " + kind));
  }

  private static Map<String, Object> labels(Map<String, Object> workload) {
    return map(map(map(map(workload, "spec"), "template"), "metadata"), "labels");
  }

  private static Map<String, Object> container(Map<String, Object> workload) {
    return maps(map(map(map(workload, "spec"), "template"), "spec"), "containers").getFirst();
  }

  private static List<Object> names(Map<String, Object> of, String key) {
    return maps(of, key).stream().map(one -> one.get("name")).toList();
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(Object::toString).toList();
  }

  private static Map<String, Object> map(Map<String, Object> of, String key) {
    return texted(
        Optional.ofNullable(of.get(key))
            .orElseThrow(() -> new AssertionError("There is no %s in %s".formatted(key, of))));
  }

  private static List<Map<String, Object>> maps(Map<String, Object> of, String key) {
    return ((List<?>) of.get(key)).stream().map(DeploymentFilesTest::texted).toList();
  }

  private static Map<String, Object> texted(Object map) {
    Map<String, Object> keys = new LinkedHashMap<>();
    ((Map<?, ?>) map).forEach((key, value) -> keys.put(key.toString(), value));
    return keys;
  }

  private static List<Map<String, Object>> documents(Path file) throws IOException {
    Iterable<Object> all =
        new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(file));
    Stream<Object> documents = StreamSupport.stream(all.spliterator(), false);
    return documents.map(DeploymentFilesTest::texted).toList();
  }
}
