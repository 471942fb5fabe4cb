package dev.baton.worker.cache;

/** What who waits for a data set has to say, and wants to hear. Asked and told by any thread. */
public interface Interest {
  /** Whether the set is still wanted. */
  boolean isWanted();

  /** It will take a while, for a reason that a person can read; told at most a few times. */
  void heldUp(String why);

  /** One more shard is here. */
  void shardArrived();
}
