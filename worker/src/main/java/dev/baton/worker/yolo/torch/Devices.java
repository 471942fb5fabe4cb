package dev.baton.worker.yolo.torch;

import static dev.baton.worker.attempt.TrainerException.Kind.DEVICE_NOT_THERE;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.baton.worker.attempt.TrainerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The devices on which a training computes, in the order in which their gradients are added: the
 * CPU, or GPUs.
 *
 * @param list at least one; on the first one live the average, the optimizer and the statistics
 */
public record Devices(List<Device> list) {
  /** The CPU alone. */
  public static final Devices CPU = new Devices(List.of(Device.cpu()));

  private static final String WHAT_ELSE =
      " Start a worker that has them in the job's pool, or send the job with device cpu.";

  public Devices {
    list = List.copyOf(list);
  }

  /**
   * Reads a request's field.
   *
   * @param field {@code cpu} or numbers of GPUs, for example {@code 0,1}
   */
  public static Devices of(String field) {
    return field.equals("cpu")
        ? CPU
        : new Devices(
            Arrays.stream(field.split(",")).map(Integer::valueOf).map(Device::gpu).toList());
  }

  /**
   * What this process can see.
   *
   * @param hasCuda whether the loaded libtorch was built with CUDA
   * @param hasDriver whether the machine has NVIDIA's driver
   * @param gpus that the engine counts; it counts none where it does not find cudart
   */
  public record Seen(boolean hasCuda, boolean hasDriver, int gpus) {

    /** Asks libtorch and the machine. */
    public static Seen here() {
      Engine engine = TorchThread.engine();
      return new Seen(
          engine.hasCapability("CUDA"),
          Files.exists(Path.of("/proc/driver/nvidia/version")),
          engine.getGpuCount());
    }
  }

  /** Whether these are GPUs. */
  public boolean areGpus() {
    return first().isGpu();
  }

  public Device first() {
    return list.getFirst();
  }

  /** All but the first. */
  public List<Device> others() {
    return list.subList(1, list.size());
  }

  /**
   * What decides the bits of a sum over these devices: {@code cpu}, {@code cuda}, {@code cuda2}.
   */
  public String kind() {
    String one = areGpus() ? "cuda" : "cpu";
    return list.size() == 1 ? one : one + list.size();
  }

  /**
   * Refuses devices that a machine does not have: the engine would silently take its CPU.
   *
   * @throws TrainerException {@code DEVICE_NOT_THERE}, saying what is missing and what helps
   */
  public void requireThere(Seen seen) {
    if (!areGpus()) {
      return;
    }
    String asked = "The job asks for device %s, but ".formatted(this);
    if (!seen.hasCuda()) {
      throw missing(
          asked + "this worker's libtorch is the CPU's: give it one with CUDA, see docs/gpu.md.");
    }
    if (seen.gpus() == 0 && !seen.hasDriver()) {
      throw missing(
          asked + "this machine has no NVIDIA driver: install it, and try it with nvidia-smi.");
    }
    if (seen.gpus() == 0) {
      throw missing(
          asked
              + "libtorch's CUDA sees no GPU. Without cudart it counts none: start the worker with"
              + " -Djna.library.path=SITE-PACKAGES/nvidia/cuda_runtime/lib, and look at"
              + " CUDA_VISIBLE_DEVICES and nvidia-smi.");
    }
    list.stream()
        .filter(device -> device.getDeviceId() >= seen.gpus())
        .findFirst()
        .ifPresent(
            device -> {
              throw missing(
                  asked
                      + "this worker has %d, numbered from 0: there is no %d."
                          .formatted(seen.gpus(), device.getDeviceId()));
            });
  }

  private static TrainerException missing(String why) {
    return new TrainerException(DEVICE_NOT_THERE, why + WHAT_ELSE);
  }

  /** As a request spells them. */
  @Override
  public String toString() {
    return areGpus()
        ? String.join(",", list.stream().map(device -> "" + device.getDeviceId()).toList())
        : "cpu";
  }
}
