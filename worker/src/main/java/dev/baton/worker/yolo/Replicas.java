package dev.baton.worker.yolo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.TensorLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Copies of a network on further devices, which share its batches: data parallelism within one
 * worker. They hold nothing from step to step, so a training's state is that of the network alone:
 * each step begins with the network's weights everywhere and ends with all gradients added to the
 * network's own, in the order of the devices.
 *
 * <p>Each device normalises by the statistics of its own images. Those that are kept are the
 * network's, as the reference keeps those of its first process. One thread uses it.
 */
final class Replicas {

  /**
   * A copy and its gradients.
   *
   * @param tensors all of them, in the network's order
   * @param gradients in the order of the network's; zero between steps
   */
  private record Replica(
      NDManager memory, Network network, List<NDArray> tensors, List<NDArray> gradients) {}

  /**
   * A device's part in a step.
   *
   * @param batch the device's images
   * @param memory of the device, freed with the step
   */
  record Share(Batch batch, Network network, NDManager memory) {}

  private final Network network;
  private final List<NDArray> tensors;
  private final List<NDArray> gradients;
  private final List<Replica> replicas = new ArrayList<>();

  /**
   * @param memories of the further devices, one for each copy, which lives as long
   * @param build makes a copy of the network in such a memory
   * @param network on the first device
   * @param gradients of the network's trained parameters, by name
   */
  Replicas(
      List<NDManager> memories,
      Function<NDManager, Network> build,
      Network network,
      Map<String, NDArray> gradients) {
    this.network = network;
    this.tensors = List.copyOf(Learner.tensors(network).values());
    this.gradients = List.copyOf(gradients.values());
    for (NDManager memory : memories) {
      replicas.add(replica(memory, build.apply(memory), gradients.keySet()));
    }
  }

  private static Replica replica(NDManager memory, Network copy, Set<String> trained) {
    Map<String, NDArray> tensors = Learner.tensors(copy);
    List<NDArray> gradients =
        trained.stream().map(name -> Autograd.attachGradient(tensors.get(name))).toList();
    return new Replica(memory, copy, List.copyOf(tensors.values()), gradients);
  }

  /**
   * Brings the weights to all devices and splits a batch among them. A device for which no image is
   * left has no share.
   *
   * @param step owner of the step's memory
   */
  List<Share> share(Batch batch, NDManager step) {
    int devices = 1 + replicas.size();
    List<Share> shares = new ArrayList<>();
    shares.add(new Share(batch.shard(0, devices), network, step));
    for (Replica replica : replicas) {
      Batch own = batch.shard(shares.size(), devices);
      if (own.size() == 0) {
        break;
      }
      TensorLists.copy(tensors, replica.tensors());
      shares.add(
          new Share(own, replica.network(), step.newSubManager(replica.memory().getDevice())));
    }
    return shares;
  }

  /** Moves the gradients of all copies to the network's. */
  void gatherGradients() {
    for (Replica replica : replicas) {
      TensorLists.moveSum(replica.gradients(), gradients);
    }
  }
}
