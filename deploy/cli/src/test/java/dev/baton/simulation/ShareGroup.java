package dev.baton.simulation;

import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.TrainEpochs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A share group's record locks (KIP-932): its commands, who holds them, and how often they came.
 */
final class ShareGroup {
  private final World world;
  private final List<Command> live = new ArrayList<>();
  private long offsets;

  ShareGroup(World world) {
    this.world = world;
  }

  /** A record that nobody has answered for good. */
  static final class Command {
    final long offset;
    final TrainEpochs message;
    final byte[] bytes;
    private Optional<String> holder = Optional.empty();
    private int deliveries;
    private long lockedUntilNanos;

    Command(long offset, TrainEpochs message) {
      this.offset = offset;
      this.message = message;
      this.bytes = MessageCodec.encode(message);
    }

    int deliveries() {
      return deliveries;
    }
  }

  void publish(TrainEpochs message) {
    live.add(new Command(offsets++, message));
    world.brokerPromises.published(
        message.job(),
        live.stream().filter(other -> other.message.job().equals(message.job())).count());
  }

  Optional<Command> take(String session) {
    expire();
    Optional<Command> free = live.stream().filter(c -> c.holder.isEmpty()).findFirst();
    free.ifPresent(
        command -> {
          command.holder = Optional.of(session);
          command.deliveries++;
          lock(command);
          world.trace.say(
              "%s takes %s, command %d, delivery %d",
              session, command.message.job(), command.message.commandNumber(), command.deliveries);
        });
    return free;
  }

  boolean renew(String session, Command command) {
    boolean isHeld = isHeld(session, command);
    if (isHeld) {
      lock(command);
    }
    return isHeld;
  }

  boolean accept(String session, Command command) {
    boolean isHeld = isHeld(session, command);
    if (isHeld) {
      world.trace.say(
          "%s accepts %s, command %d",
          session, command.message.job(), command.message.commandNumber());
      world.brokerPromises.accepted(command.message);
      live.remove(command);
    }
    return isHeld;
  }

  boolean release(String session, Command command) {
    boolean isHeld = isHeld(session, command);
    if (isHeld) {
      release(command);
    }
    return isHeld;
  }

  /** A session's connection has closed. */
  void releaseAllOf(String session) {
    List.copyOf(live).stream()
        .filter(command -> command.holder.equals(Optional.of(session)))
        .forEach(this::release);
  }

  void releaseAll() {
    for (Command command : live) {
      if (command.holder.isPresent()) {
        command.holder = Optional.empty();
        command.deliveries = world.draws.pick(0, command.deliveries);
      }
    }
  }

  private boolean isHeld(String session, Command command) {
    expire();
    return live.contains(command) && command.holder.equals(Optional.of(session));
  }

  private void lock(Command command) {
    command.lockedUntilNanos = world.time.nanos() + world.trouble.recordLock.toNanos();
  }

  private void expire() {
    List.copyOf(live).stream()
        .filter(command -> command.holder.isPresent())
        .filter(command -> command.lockedUntilNanos <= world.time.nanos())
        .forEach(this::release);
  }

  private void release(Command command) {
    command.holder = Optional.empty();
    world.trace.say(
        "%s, command %d is free again", command.message.job(), command.message.commandNumber());
    if (command.deliveries >= world.trouble.mostDeliveries) {
      world.trace.say(
          "%s, command %d is dropped", command.message.job(), command.message.commandNumber());
      world.count("dropped commands");
      live.remove(command);
    }
  }
}
