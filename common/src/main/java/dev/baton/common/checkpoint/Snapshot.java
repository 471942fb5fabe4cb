package dev.baton.common.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All state that resuming needs, in memory. The tensors are copies: nothing writes to them any
 * more.
 *
 * @param files tensors by file name without ending, for example {@code model}, {@code ema}, {@code
 *     optimizer}; a checkpoint stores each as a safetensors file
 * @param state every scalar that training depends on; no names of jobs, workers or attempts and no
 *     times, since it is part of the state digest
 */
public record Snapshot(Map<String, List<Tensor>> files, ObjectNode state) {
  public Snapshot {
    files = new TreeMap<>(files);
  }
}
