package dev.baton.worker.yolo.torch;

import static dev.baton.worker.attempt.TrainerException.Kind.DEVICE_NOT_THERE;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
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
   * @param isCudaBuild whether the loaded libtorch was built with CUDA
   * @param isAvailable whether libtorch itself finds a GPU
   * @param counted GPUs that DJL counts by means of cudart; none where it does not find cudart
   */
  public record Seen(boolean isCudaBuild, boolean isAvailable, int counted) {

    /** {@code cpu}, {@code 1 GPU}, {@code 2 GPUs}: those that a job could use. */
    public String forPeople() {
      int usable = isCudaBuild && isAvailable ? counted : 0;
      return usable == 0 ? "cpu" : usable == 1 ? "1 GPU" : usable + " GPUs";
    }

    /** Asks libtorch and DJL. */
    public static Seen here() {
      Engine engine = TorchThread.engine();
      Path libraries = Path.of(LibUtils.getLibtorchPath());
      return new Seen(
          Files.exists(libraries.resolve(System.mapLibraryName("torch_cuda"))),
          engine.hasCapability("CUDA"),
          engine.getGpuCount());
    }
  }

  /** The first GPU of this machine, or its CPU where it has none. */
  public static Devices firstHere() {
    Seen seen = Seen.here();
    boolean hasGpu = seen.isCudaBuild() && seen.isAvailable() && seen.counted() > 0;
    return hasGpu ? of("0") : CPU;
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
    if (!seen.isCudaBuild()) {
      throw missing(
          asked + "this worker's libtorch is the CPU's: give it one with CUDA, see docs/gpu.md.");
    }
    if (!seen.isAvailable()) {
      throw missing(
          asked
              + "libtorch sees no GPU on this machine: nvidia-smi must show it, and"
              + " CUDA_VISIBLE_DEVICES must not hide it.");
    }
    if (seen.counted() == 0) {
      throw missing(
          asked
              + "DJL counts no GPU, because it does not find cudart: start the worker with"
              + " -Djna.library.path=SITE-PACKAGES/nvidia/cuda_runtime/lib, see docs/gpu.md.");
    }
    list.stream()
        .filter(device -> device.getDeviceId() >= seen.counted())
        .findFirst()
        .ifPresent(
            device -> {
              throw missing(
                  asked
                      + "this worker has %d, numbered from 0: there is no %d."
                          .formatted(seen.counted(), device.getDeviceId()));
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
